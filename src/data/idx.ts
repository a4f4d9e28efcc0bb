/**
 * IDX files, the format of MNIST (LeCun, Cortes & Burges 1998): two zero bytes, element type (8 = u8), rank, one big-endian u32 per
 * dimension, then the data.
 */
import { DataError } from '../errors.ts'

export type IdxKind = 'images' | 'labels'

export interface Idx {
  file: string
  dims: number[] // images: [count, rows, columns]; labels: [count]
  data: Uint8Array // a view
}

const ranks = { images: 3, labels: 1 } as const

/** Reads an uncompressed IDX file of u8. Throws DataError: wrong kind, wrong type, or a length that its header does not announce. */
export const readIdx = (bytes: Uint8Array, kind: IdxKind, file: string): Idx => {
  checkMagic(bytes, kind, file)
  const start = 4 + 4 * ranks[kind]
  if (bytes.length < start) throw new DataError(file, `a header of ${start} bytes`, `a file of ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const dims = Array.from({ length: ranks[kind] }, (_, i) => view.getUint32(4 + 4 * i))
  if (dims.includes(0)) throw new DataError(file, 'dimensions of 1 or more', dims.join(' x '))
  const size = dims.reduce((product, n) => product * n)
  if (bytes.length - start !== size)
    throw new DataError(file, `${size} bytes of ${kind} (${dims.join(' x ')})`, `${bytes.length - start}`)
  return { file, dims, data: bytes.subarray(start) }
}

const checkMagic = (bytes: Uint8Array, kind: IdxKind, file: string): void => {
  const expected = `IDX ${kind} (magic 0x0000080${ranks[kind]})`
  const received = describe(bytes)
  if (received !== kind) throw new DataError(file, expected, received)
}

const describe = (bytes: Uint8Array): string => {
  if (bytes.length < 4) return `a file of ${bytes.length} bytes`
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip data that was not decompressed'
  const magic = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  if (magic === 0x803) return 'images'
  if (magic === 0x801) return 'labels'
  return `magic 0x${magic.toString(16).padStart(8, '0')}`
}

/** Decompression with what browsers and Node share. */
import { DataError } from '../errors.ts'
import { laidEndToEnd } from './laid-end-to-end.ts'

const maxBytes = 1024 ** 3

/** Whether the bytes begin as a gzip member does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The content of a gzip file. Throws DataError, naming `file`: not gzip, damaged, cut short, or larger than 1 GiB inside. */
export const gunzip = async (bytes: Uint8Array, file: string): Promise<Uint8Array> => {
  if (!isGzip(bytes)) throw new DataError(file, 'gzip data', describe(bytes))
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))
  const chunks = await readAll(stream.getReader(), file)
  return laidEndToEnd(Uint8Array, chunks)
}

const readAll = async (reader: ReadableStreamDefaultReader<Uint8Array>, file: string): Promise<Uint8Array[]> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await readNext(reader, file); !next.done; next = await readNext(reader, file)) {
    size += next.value.length
    if (size > maxBytes) {
      await reader.cancel()
      throw new DataError(file, `at most ${maxBytes} bytes inside`, 'more')
    }
    chunks.push(next.value)
  }
  return chunks
}

const readNext = async (reader: ReadableStreamDefaultReader<Uint8Array>, file: string) => {
  try {
    return await reader.read()
  } catch {
    throw new DataError(file, 'a whole gzip file', 'a damaged or truncated one')
  }
}

const describe = (bytes: Uint8Array): string =>
  bytes.length === 0
    ? 'an empty file'
    : `bytes ${[...bytes.subarray(0, 4)].map(b => b.toString(16).padStart(2, '0')).join(' ')} ...`

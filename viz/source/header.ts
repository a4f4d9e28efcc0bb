import { type Tensor as RelativeTensor, readTensorHeader } from '../../src/data/tensor-header.ts'
import type { Files } from './files.ts'

/** One tensor of a safetensors file; bytes [from, to) count from the start of the file. */
export interface Tensor {
  type: string
  shape: readonly number[]
  from: number
  to: number
}

export interface Header {
  tensors: ReadonlyMap<string, Tensor>
  metadata: Readonly<Record<string, string>>
}

const LARGEST_HEADER = 1 << 24
const FIRST_READ = 4096

/**
 * Reads the header of a safetensors file, and only it, so that a column of 64 MB opens with one small request.
 * Rejects when the file is cut short or a tensor does not lie inside it.
 */
export const readHeader = async (files: Files, path: string, size: number): Promise<Header> => {
  const start = new Uint8Array(await files.read(path, 0, Math.min(size, FIRST_READ)))
  const length = start.length < 8 ? 0 : Number(new DataView(start.buffer).getBigUint64(0, true))
  const whole = 8 + length <= start.length || length > LARGEST_HEADER || 8 + length > size
  const bytes = whole ? start : new Uint8Array(await files.read(path, 0, 8 + length))
  const header = readTensorHeader(bytes, path)
  const tensors = new Map(header.tensors.map(t => [t.name, place(t, header.start)]))
  for (const [name, t] of tensors) if (t.to > size) throw new Error(`${path}: cut short in column '${name}'`)
  return { tensors, metadata: header.metadata }
}

const place = (t: RelativeTensor, start: number): Tensor => ({
  type: t.dtype,
  shape: t.shape,
  from: start + t.range[0],
  to: start + t.range[1],
})

/** A tensor of the wanted name, type and rank, or a rejection that says what is wrong. */
export const tensorOf = (header: Header, path: string, name: string, type: string, rank: number): Tensor => {
  const tensor = header.tensors.get(name)
  if (tensor?.type === type && tensor.shape.length === rank) return tensor
  throw new Error(`${path}: expected a column '${name}' of type ${type} and rank ${rank}`)
}

/** Rows [i, j) of a tensor along its first axis, as bytes. */
export const readRows = async (files: Files, path: string, tensor: Tensor, i: number, j: number) => {
  const row = tensor.shape[0] === 0 ? 0 : (tensor.to - tensor.from) / tensor.shape[0]
  const bytes = await files.read(path, tensor.from + i * row, tensor.from + j * row)
  if (bytes.byteLength !== (j - i) * row) throw new Error(`${path}: cut short`)
  return bytes
}

/** The JSON header of a safetensors file, checked: names, types, shapes and byte ranges. */
import { DataError } from '../errors.ts'
import { elements } from './column.ts'
import { dtypeNames, dtypeSize } from './dtype.ts'

const maxHeader = 16 * 1024 * 1024
const maxRank = 8

export interface Tensor {
  name: string
  dtype: string
  shape: number[]
  count: number
  range: readonly [number, number] // bytes from the start of the data
}

/** `tensors` sorted by position; `start` is the byte where the data begins. Throws DataError. */
export const readTensorHeader = (bytes: Uint8Array, file: string) => {
  const text = headerText(bytes, file)
  const header = parseObject(text, file)
  const doubled = doubledKey(text)
  if (doubled !== undefined) throw new DataError(file, 'names that differ', `'${clip(doubled)}' twice`)
  const { __metadata__: metadata = {}, ...rest } = header
  const tensors = Object.entries(rest).map(([name, value]) => readTensor(name, value, file))
  tensors.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])
  return { tensors, metadata: readMetadata(metadata, file), start: 8 + headerLength(bytes, file) }
}

/** What is wrong with a column's name; undefined if nothing is. */
export const nameFault = (name: string): string | undefined => {
  if (name.length === 0 || name.length > 256) return `a name of ${name.length} characters`
  if (name === '__proto__' || name === '__metadata__') return `the reserved name '${name}'`
  return /\p{Cc}/u.test(name) ? `control characters in ${JSON.stringify(name)}` : undefined
}

const headerLength = (bytes: Uint8Array, file: string): number => {
  if (bytes.length < 8) throw new DataError(file, '8 bytes of header length', `a file of ${bytes.length} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(maxHeader)) throw new DataError(file, `a header of at most ${maxHeader} bytes`, `${length}`)
  if (Number(length) > bytes.length - 8)
    throw new DataError(file, `a header of at most ${bytes.length - 8} bytes (the rest of the file)`, `${length}`)
  return Number(length)
}

const headerText = (bytes: Uint8Array, file: string): string => {
  const raw = bytes.subarray(8, 8 + headerLength(bytes, file))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    throw new DataError(file, 'a header in UTF-8', 'other bytes')
  }
}

const parseObject = (text: string, file: string): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DataError(file, 'a JSON header', `'${clip(text)}'`)
  }
  return record(value, file, 'a JSON object as header')
}

const readTensor = (name: string, value: unknown, file: string): Tensor => {
  const fault = nameFault(name)
  if (fault) throw new DataError(file, 'a column name', fault)
  const where = `${file}, column '${clip(name)}'`
  const { dtype, shape, data_offsets } = record(value, where, 'an object')
  const size = typeof dtype === 'string' ? dtypeSize(dtype) : undefined
  if (size === undefined) throw new DataError(where, `dtype ${dtypeNames.join(', ')}`, show(dtype))
  if (!isCounts(shape) || shape.length > maxRank) throw new DataError(where, 'a shape of whole numbers', show(shape))
  const count = elements(shape)
  return { name, dtype: dtype as string, shape, count, range: readRange(data_offsets, count * size, where) }
}

const readRange = (offsets: unknown, size: number, where: string): readonly [number, number] => {
  if (!isCounts(offsets) || offsets.length !== 2) throw new DataError(where, 'two data_offsets', show(offsets))
  const [begin, end] = offsets
  if (end - begin !== size) throw new DataError(where, `${size} bytes for its shape`, `${end - begin}`)
  return [begin, end]
}

const readMetadata = (value: unknown, file: string): Record<string, string> => {
  const metadata = record(value, file, 'an object as __metadata__')
  for (const [key, text] of Object.entries(metadata))
    if (typeof text !== 'string' || key === '__proto__')
      throw new DataError(file, 'metadata of names and texts', `'${clip(key)}': ${show(text)}`)
  return metadata as Record<string, string>
}

/** JSON.parse keeps the last of two equal keys; other readers keep the first. Such a file is refused. `text` is valid JSON. */
const doubledKey = (text: string): string | undefined => {
  const open: Set<string>[] = []
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (key) {
      const name = JSON.parse(key) as string
      if (open[open.length - 1].has(name)) return name
      open[open.length - 1].add(name)
    }
  }
  return undefined
}

const record = (value: unknown, where: string, expected: string): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataError(where, expected, show(value))
  return value as Record<string, unknown>
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(n => Number.isSafeInteger(n) && n >= 0)

const show = (value: unknown): string => clip(JSON.stringify(value) ?? 'nothing')
const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}...` : text)

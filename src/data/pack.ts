/**
 * Columns as a safetensors file: 8 bytes of header length (little-endian), a JSON header padded with spaces so that the data is
 * 8-byte aligned, then the raw little-endian columns (https://huggingface.co/docs/safetensors). Larger elements come first, so that
 * every column can be viewed in place. A physical unit other than '1' is kept in the metadata under 'unit.<column>'.
 */
import { DataError } from '../errors.ts'
import type { Column } from './column.ts'
import { elements } from './column.ts'
import { dtypeNames, dtypeOf } from './dtype.ts'
import { nameFault } from './tensor-header.ts'

export type Metadata = Record<string, string>

/** The file's bytes. Throws DataError on a name that is doubled or not allowed, or a shape that does not fit its data. */
export const pack = (columns: readonly Column[], metadata: Metadata = {}): Uint8Array => {
  checkColumns(columns)
  const sorted = [...columns].sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT)
  const header = headerOf(sorted, { ...checkMetadata(metadata), ...unitsOf(sorted) })
  const size = sorted.reduce((sum, c) => sum + c.data.byteLength, 0)
  const file = new Uint8Array(8 + header.length + size)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  writeData(file, 8 + header.length, sorted)
  return file
}

const headerOf = (columns: readonly Column[], metadata: Metadata): Uint8Array => {
  let offset = 0
  const entries = columns.map(c => {
    const data_offsets = [offset, offset + c.data.byteLength]
    offset = data_offsets[1]
    return [c.name, { dtype: dtypeOf(c.data), shape: c.shape, data_offsets }]
  })
  const json = JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries]))
  const text = new TextEncoder().encode(json)
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20)
  padded.set(text)
  return padded
}

const writeData = (file: Uint8Array, start: number, columns: readonly Column[]): void => {
  let at = start
  for (const { data } of columns) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
}

const unitsOf = (columns: readonly Column[]): Metadata =>
  Object.fromEntries(columns.filter(c => c.unit !== '1').map(c => [`unit.${c.name}`, c.unit]))

const checkColumns = (columns: readonly Column[]): void => {
  const seen = new Set<string>()
  for (const c of columns) {
    const fault = seen.has(c.name) ? 'a second column of this name' : nameFault(c.name)
    if (fault) throw new DataError(c.name, 'a column name', fault)
    if (!dtypeOf(c.data)) throw new DataError(c.name, `one of ${dtypeNames.join(', ')}`, c.data?.constructor.name)
    if (elements(c.shape) !== c.data.length)
      throw new DataError(c.name, `${elements(c.shape)} values for shape [${c.shape.join(', ')}]`, `${c.data.length}`)
    seen.add(c.name)
  }
}

const checkMetadata = (metadata: Metadata): Metadata => {
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw new DataError(key, 'a metadata text', typeof value)
    if (key.startsWith('unit.') || key === '__proto__') throw new DataError(key, 'a free metadata name', `'${key}'`)
  }
  return metadata
}

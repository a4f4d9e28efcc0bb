/** The element types of the safetensors files that apical writes and reads. */
import type { ColumnData } from './column.ts'

type Views = {
  [name: string]: { new (buffer: ArrayBuffer, offset: number, length: number): ColumnData; BYTES_PER_ELEMENT: number }
}

const views: Views = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
}

export const dtypeNames: readonly string[] = Object.keys(views)

/** Bytes of an element; undefined for a type that is not known. */
export const dtypeSize = (dtype: string): number | undefined =>
  Object.hasOwn(views, dtype) ? views[dtype].BYTES_PER_ELEMENT : undefined

/** The safetensors name of a typed array's element type; undefined for a type that is not kept in files. */
export const dtypeOf = (data: ColumnData): string | undefined => dtypeNames.find(name => data instanceof views[name])

/** Elements of `dtype` at byte `offset` of `bytes`: a view, or a copy where the offset is not aligned. */
export const viewOf = (dtype: string, bytes: Uint8Array, offset: number, count: number): ColumnData => {
  const view = views[dtype]
  const start = bytes.byteOffset + offset
  if (start % view.BYTES_PER_ELEMENT === 0) return new view(bytes.buffer as ArrayBuffer, start, count)
  const copy = Uint8Array.from(bytes.subarray(offset, offset + count * view.BYTES_PER_ELEMENT))
  return new view(copy.buffer, 0, count)
}

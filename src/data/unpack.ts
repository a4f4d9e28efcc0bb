/** Reading of safetensors files (see pack.ts): nothing in a file is trusted, every fault is a DataError. */
import { DataError } from '../errors.ts'
import type { Column } from './column.ts'
import { viewOf } from './dtype.ts'
import type { Metadata } from './pack.ts'
import { readTensorHeader } from './tensor-header.ts'

export interface Unpacked {
  columns: Column[] // in the order of the file
  metadata: Metadata
}

/** Columns as views into `bytes` (a copy only where a column is not aligned). `file` names it in messages. */
export const unpack = (bytes: Uint8Array, file = 'safetensors'): Unpacked => {
  const { tensors, metadata, start } = readTensorHeader(bytes, file)
  checkContiguous(
    tensors.map(t => t.range),
    bytes.length - start,
    file,
  )
  const columns = tensors.map(t => ({
    name: t.name,
    unit: metadata[`unit.${t.name}`] ?? '1',
    shape: t.shape,
    data: viewOf(t.dtype, bytes, start + t.range[0], t.count),
  }))
  for (const { name } of columns) delete metadata[`unit.${name}`]
  return { columns, metadata }
}

const checkContiguous = (ranges: readonly (readonly [number, number])[], size: number, file: string): void => {
  let at = 0
  for (const [begin, end] of ranges) {
    if (begin !== at) throw new DataError(file, `column data at byte ${at}`, `byte ${begin}`)
    at = end
  }
  if (at !== size) throw new DataError(file, `${at} bytes of column data`, `${size}`)
}

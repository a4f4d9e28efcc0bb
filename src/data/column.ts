/** The host's form of everything that moves: a name, a physical unit, a shape and a typed array in row-major order. */
import { DataError } from '../errors.ts'

export type ColumnData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array | BigInt64Array

export interface Column {
  name: string
  unit: string // '1', 'mV', 'ms', 'tick' ...
  shape: readonly number[]
  data: ColumnData
}

/** The number of elements of a shape; 1 for a scalar, []. */
export const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** A column of `data`; without a shape it is one-dimensional. Throws DataError where shape and data differ. */
export const column = (
  name: string,
  data: ColumnData,
  shape: readonly number[] = [data.length],
  unit = '1',
): Column => {
  if (elements(shape) !== data.length)
    throw new DataError(name, `${elements(shape)} values for shape [${shape.join(', ')}]`, `${data.length}`)
  return { name, unit, shape, data }
}

/** The data of the column called `name`, checked to be of class `type`. Throws DataError naming `file` otherwise. */
export const dataOf = <T extends ColumnData>(
  columns: readonly Column[],
  name: string,
  type: { new (n: number): T },
  file = name,
): T => {
  const found = columns.find(c => c.name === name)
  if (!found) throw new DataError(file, `a column '${name}'`, columns.map(c => c.name).join(', ') || 'no columns')
  if (!(found.data instanceof type)) throw new DataError(file, `'${name}' as ${type.name}`, found.data.constructor.name)
  return found.data
}

import { SpecError } from '../../errors.ts'

/** Sums of response rows by unit: A_i· += weight · y_·, with the squares that a standard error needs. */
export interface RowSums {
  units: number
  responses: number
  /** Σ y, [unit][response]. */
  sum: Float64Array
  /** Number of rows, or Σ of their weights, one a unit. */
  count: Float64Array
  /** Σ y² over the rows of all units, one a response. */
  square: Float64Array
  /** Values of y that were NaN or infinite, one a response; they are not in the sums. */
  notFinite: Float64Array
}

export const noRows = (units: number, responses: number): RowSums => ({
  units,
  responses,
  sum: new Float64Array(units * responses),
  count: new Float64Array(units),
  square: new Float64Array(responses),
  notFinite: new Float64Array(responses),
})

/** Adds `y`, one number a response, to the row of `unit`, in place. */
export const addResponseRow = (rows: RowSums, unit: number, y: ArrayLike<number>): void => {
  const from = unit * rows.responses
  rows.count[unit] += 1
  for (let j = 0; j < rows.responses; j++) {
    const value = y[j]
    if (!Number.isFinite(value)) {
      rows.notFinite[j] += 1
      continue
    }
    rows.sum[from + j] += value
    rows.square[j] += value * value
  }
}

/** The sums of both. Throws SpecError where the shapes differ. */
export const mergeRows = (a: RowSums, b: RowSums): RowSums => {
  const shape = ({ units, responses }: RowSums) => `${units} units x ${responses} responses`
  if (shape(a) !== shape(b)) throw new SpecError('merge', shape(a), shape(b))
  return {
    ...a,
    sum: added(a.sum, b.sum),
    count: added(a.count, b.count),
    square: added(a.square, b.square),
    notFinite: added(a.notFinite, b.notFinite),
  }
}

/** Multiplies what was seen so far by `factor` in 0..1, in place: once at the end of a phase, never inside one. */
export const forgetRows = ({ sum, count, square }: RowSums, factor: number): void => scale([sum, count, square], factor)

/** Variance of one value of y about the mean of its unit, pooled over units; NaN below two rows in a unit. */
export const pooledVariance = (rows: RowSums, response: number): number => {
  let explained = 0
  let freedom = 0
  for (let i = 0; i < rows.units; i++) {
    if (rows.count[i] === 0) continue
    explained += rows.sum[i * rows.responses + response] ** 2 / rows.count[i]
    freedom += rows.count[i] - 1
  }
  return freedom > 0 ? Math.max(0, rows.square[response] - explained) / freedom : Number.NaN
}

/** Σ over units of a column of the sums. */
export const columnSum = (rows: RowSums, response: number): number => {
  let sum = 0
  for (let i = 0; i < rows.units; i++) sum += rows.sum[i * rows.responses + response]
  return sum
}

/** A reason for each response that was not finite at times; `all` are counts, one a response. */
export const brokenResponses = (...all: Float64Array[]): (string | null)[] =>
  Array.from(all.reduce(added), broken => (broken > 0 ? `${broken} responses are not finite numbers` : null))

export const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + b[i])

/** Multiplies all values of columns by `factor`, in place. */
export const scale = (columns: readonly Float64Array[], factor: number): void => {
  for (const column of columns) for (let i = 0; i < column.length; i++) column[i] *= factor
}

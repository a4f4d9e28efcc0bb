/**
 * A linear classifier: ridge regression onto one indicator a class, features z-scored on the training rows (Hoerl & Kennard 1970,
 * Technometrics 12:55). Solved in its dual form, so the cost grows with rows, not with features.
 */
import { cholesky, solveWith } from '../cholesky.ts'

export interface Classifier {
  /** The class of each row. */
  predict(rows: readonly ArrayLike<number>[]): number[]
}

/** `penalty` per training row. Constant features are left out. */
export const ridge = (
  rows: readonly ArrayLike<number>[],
  classes: readonly number[],
  count: number,
  penalty = 0.1,
): Classifier => {
  const scale = scalesOf(rows)
  const x = rows.map(r => scored(r, scale))
  const n = rows.length
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const g = dot(x[i], x[j]) + (i === j ? penalty * n : 0)
      gram[i * n + j] = g
      gram[j * n + i] = g
    }
  const factor = cholesky(gram, n)!
  const models = Array.from({ length: count }, (_, c) => model(x, classes, c, factor))
  return { predict: rows => rows.map(r => largest(models.map(m => m(scored(r, scale))))) }
}

interface Scale {
  mean: Float64Array
  deviation: Float64Array
}

const scalesOf = (rows: readonly ArrayLike<number>[]): Scale => {
  const k = rows[0].length
  const mean = Float64Array.from({ length: k }, (_, f) => rows.reduce((sum, r) => sum + r[f], 0) / rows.length)
  const deviation = mean.map((m, f) => Math.sqrt(rows.reduce((sum, r) => sum + (r[f] - m) ** 2, 0) / rows.length))
  return { mean, deviation }
}

const scored = (row: ArrayLike<number>, { mean, deviation }: Scale): Float64Array =>
  mean.map((m, f) => (deviation[f] > 1e-12 * (1 + Math.abs(m)) ? (row[f] - m) / deviation[f] : 0))

/** The score of a class: how far its indicator, 1 within and 0 without, is foreseen. */
const model = (x: Float64Array[], classes: readonly number[], c: number, factor: Float64Array) => {
  const share = classes.filter(k => k === c).length / classes.length
  const dual = solveWith(
    factor,
    Float64Array.from(classes, k => (k === c ? 1 : 0) - share),
  )
  const weights = new Float64Array(x[0].length)
  x.forEach((row, i) => {
    for (let f = 0; f < weights.length; f++) weights[f] += dual[i] * row[f]
  })
  return (row: Float64Array): number => share + dot(weights, row)
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0)

const largest = (scores: number[]): number => scores.indexOf(Math.max(...scores))

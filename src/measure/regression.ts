/**
 * Least squares of y on k regressors and an intercept, one row at a time, mergeable. Centred co-moments, as in moments.ts, hold
 * the normal equations; they are solved on the correlation scale by Cholesky.
 */
import { back, cholesky, forward } from './cholesky.ts'

export interface CoMoments {
  /** Number of regressors, without the intercept. */
  k: number
  n: number
  /** Means of the regressors, then of y: k + 1 numbers. */
  mean: Float64Array
  /** Centred sums of products of (regressors, y): (k + 1) x (k + 1), row-major, symmetric. */
  product: Float64Array
}

export interface Regression {
  /** One a regressor; the intercept stands apart. */
  coefficients: Float64Array
  intercept: number
  /** Standard error of each coefficient under equal residual variance; null where n <= k + 1. */
  errors: Float64Array | null
}

/** A regressor whose unexplained share is below this is a combination of those before it. */
const COLLINEAR = 1e-10

export const noCoMoments = (k: number): CoMoments => ({
  k,
  n: 0,
  mean: new Float64Array(k + 1),
  product: new Float64Array((k + 1) * (k + 1)),
})

/** Adds a row in place: `row` holds the k regressors, then y. */
export const addRow = (m: CoMoments, row: ArrayLike<number>): void => {
  const size = m.k + 1
  const f = m.n / (m.n + 1)
  m.n += 1
  for (let a = 0; a < size; a++) {
    const da = row[a] - m.mean[a]
    for (let b = 0; b < size; b++) m.product[a * size + b] += f * da * (row[b] - m.mean[b])
  }
  for (let a = 0; a < size; a++) m.mean[a] += (row[a] - m.mean[a]) / m.n
}

/** The co-moments of both sets of rows together. Neither argument is changed. */
export const mergeCoMoments = (a: CoMoments, b: CoMoments): CoMoments => {
  const out = noCoMoments(a.k)
  const size = a.k + 1
  out.n = a.n + b.n
  if (out.n === 0) return out
  const f = (a.n * b.n) / out.n
  const delta = b.mean.map((mean, i) => mean - a.mean[i])
  for (let i = 0; i < size; i++) {
    out.mean[i] = a.mean[i] + (delta[i] * b.n) / out.n
    for (let j = 0; j < size; j++) {
      const at = i * size + j
      out.product[at] = a.product[at] + b.product[at] + f * delta[i] * delta[j]
    }
  }
  return out
}

/** The least-squares solution; null where the regressors are constant or collinear. */
export const solve = (m: CoMoments): Regression | null => {
  const scale = scales(m)
  const factor = scale && cholesky(correlations(m, scale), m.k, COLLINEAR)
  if (!scale || !factor) return null
  const size = m.k + 1
  const rightSide = Float64Array.from(scale, (s, i) => m.product[i * size + m.k] / s)
  const coefficients = back(factor, forward(factor, rightSide)).map((c, i) => c / scale[i])
  const explained = coefficients.reduce((sum, c, i) => sum + c * m.product[i * size + m.k], 0)
  const residual = Math.max(0, m.product[size * size - 1] - explained)
  const intercept = coefficients.reduce((rest, c, i) => rest - c * m.mean[i], m.mean[m.k])
  return { coefficients, intercept, errors: errorsOf(m, factor, scale, residual) }
}

const scales = ({ k, n, mean, product }: CoMoments): Float64Array | null => {
  const scale = new Float64Array(k)
  for (let i = 0; i < k; i++) {
    const square = product[i * (k + 1) + i]
    if (!(square > 1e-20 * n * mean[i] * mean[i])) return null
    scale[i] = Math.sqrt(square)
  }
  return scale
}

const correlations = ({ k, product }: CoMoments, scale: Float64Array): Float64Array => {
  const r = new Float64Array(k * k)
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) r[i * k + j] = product[i * (k + 1) + j] / (scale[i] * scale[j])
  return r
}

/** The i-th diagonal entry of (L Lᵀ)⁻¹ is the squared length of L⁻¹ e_i. */
const errorsOf = (m: CoMoments, L: Float64Array, scale: Float64Array, residual: number): Float64Array | null => {
  const freedom = m.n - m.k - 1
  if (freedom <= 0) return null
  return scale.map((s, i) => {
    const unit = new Float64Array(m.k)
    unit[i] = 1
    const inverse = forward(L, unit).reduce((sum, v) => sum + v * v, 0)
    return Math.sqrt((residual / freedom) * inverse) / s
  })
}

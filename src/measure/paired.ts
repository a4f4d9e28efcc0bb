/** Paired comparison of two conditions over the same seeds. */
import { mean, standardDeviation } from './average.ts'

export interface Paired {
  n: number
  difference: number // mean of a - b
  sd: number // of the differences
  t: number
  /** Two-sided, Student's t with n - 1 degrees of freedom; NaN for fewer than two pairs. */
  p: number
  /** Two-sided, exact: the share of all 2^n changes of sign whose mean is as far from 0. Never below 2 / 2^n. */
  permutation: number
}

export const paired = (a: readonly number[], b: readonly number[]): Paired => {
  if (a.length !== b.length) throw new RangeError(`expected two lists of one length, got ${a.length} and ${b.length}`)
  const differences = a.map((x, i) => x - b[i])
  const n = differences.length
  const difference = mean(differences)
  if (n < 2) return { n, difference, sd: Number.NaN, t: Number.NaN, p: Number.NaN, permutation: 1 }
  const sd = standardDeviation(differences)
  const t = difference / (sd / Math.sqrt(n))
  return {
    n,
    difference,
    sd,
    t,
    p: sd === 0 ? (difference === 0 ? 1 : 0) : twoSided(t, n - 1),
    permutation: signFlips(differences),
  }
}

/** Of at most 16 pairs all changes of sign, of more the first 16. */
const signFlips = (differences: readonly number[]): number => {
  const d = differences.slice(0, 16)
  const far = Math.abs(d.reduce((s, x) => s + x, 0)) * (1 - 1e-12)
  let count = 0
  for (let mask = 0; mask < 2 ** d.length; mask++)
    if (Math.abs(d.reduce((s, x, i) => s + ((mask >> i) & 1 ? -x : x), 0)) >= far) count++
  return count / 2 ** d.length
}

/** P(|T| > |t|) for Student's t: the regularised incomplete beta function at df / (df + t^2) with df/2 and 1/2. */
export const twoSided = (t: number, df: number): number => beta(df / (df + t * t), df / 2, 0.5)

/** Regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8). */
const beta = (x: number, a: number, b: number): number => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  let fraction = 1
  for (let m = 200; m >= 1; m--) fraction = 1 + step(m, x, a, b) / fraction
  return front / fraction
}

/** Coefficient m of the continued fraction. */
const step = (m: number, x: number, a: number, b: number): number => {
  const k = Math.floor(m / 2)
  if (m % 2 === 0) return (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k))
  return (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1))
}

/** Stirling's series above 8, the recurrence below. */
const logGamma = (x: number): number => {
  if (x < 8) return logGamma(x + 1) - Math.log(x)
  return (
    (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  )
}

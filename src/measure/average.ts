/** Mean and spread of a few numbers. */

/** NaN of nothing. */
export const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length

/** Of a sample: n - 1 in the denominator; NaN for fewer than two. */
export const standardDeviation = (x: readonly number[]): number => {
  const m = mean(x)
  return x.length < 2 ? Number.NaN : Math.sqrt(x.reduce((sum, v) => sum + (v - m) ** 2, 0) / (x.length - 1))
}

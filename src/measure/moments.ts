/**
 * Means and co-moments of points (x, y), one point at a time, mergeable.
 *
 * They hold what the six raw sums n, Σx, Σx², Σy, Σxy, Σy² hold, but centred, so that a large offset of y does not
 * eat the digits of its variance (Chan, Golub & LeVeque 1983, The American Statistician 37(3), eq. 2.1).
 */
export interface Moments {
  /** Number of points, or the sum of their frequency weights. */
  n: number
  meanX: number
  meanY: number
  /** Σ (x - meanX)². */
  xx: number
  /** Σ (x - meanX)(y - meanY). */
  xy: number
  /** Σ (y - meanY)². */
  yy: number
}

/** The six raw sums that a device accumulates: n, X = Σx, Q = Σx², Y = Σy, P = Σxy, V = Σy². */
export interface RawSums {
  n: number
  X: number
  Q: number
  Y: number
  P: number
  V: number
}

export const noMoments = (): Moments => ({ n: 0, meanX: 0, meanY: 0, xx: 0, xy: 0, yy: 0 })

/** Adds a point in place. `weight` is a frequency: 2 means the point occurred twice. */
export const addPoint = (m: Moments, x: number, y: number, weight = 1): void => {
  const n = m.n + weight
  const dx = x - m.meanX
  const dy = y - m.meanY
  const share = weight / n
  const f = m.n * share
  m.n = n
  m.meanX += dx * share
  m.meanY += dy * share
  m.xx += f * dx * dx
  m.xy += f * dx * dy
  m.yy += f * dy * dy
}

/** The moments of both sets of points together. Neither argument is changed. */
export const mergeMoments = (a: Moments, b: Moments): Moments => {
  if (a.n === 0) return { ...b }
  if (b.n === 0) return { ...a }
  const n = a.n + b.n
  const dx = b.meanX - a.meanX
  const dy = b.meanY - a.meanY
  const f = (a.n * b.n) / n
  return {
    n,
    meanX: a.meanX + (dx * b.n) / n,
    meanY: a.meanY + (dy * b.n) / n,
    xx: a.xx + b.xx + f * dx * dx,
    xy: a.xy + b.xy + f * dx * dy,
    yy: a.yy + b.yy + f * dy * dy,
  }
}

/** Moments from raw sums, as a device hands them over. Loses digits where the offset of y is far above its spread. */
export const momentsOfSums = ({ n, X, Q, Y, P, V }: RawSums): Moments => {
  if (n === 0) return noMoments()
  return { n, meanX: X / n, meanY: Y / n, xx: Q - (X * X) / n, xy: P - (X * Y) / n, yy: V - (Y * Y) / n }
}

/** Variance of the mean of y, s²/n with s² = Σ(y - ȳ)²/(n - 1); null below two points. */
export const varianceOfMean = (m: Moments): number | null => (m.n > 1 ? m.yy / (m.n - 1) / m.n : null)

export interface Line {
  /** Value of the fitted line at x = 0. */
  intercept: number
  slope: number
  /** Variance of the intercept, s²(1/n + x̄²/Sxx) with s² = RSS/(n - 2); null below three points. */
  variance: number | null
}

/** The least-squares line through the points; null where fewer than two different x were seen. */
export const fitLine = (m: Moments): Line | null => {
  const spread = m.xx > 1e-20 * m.n * m.meanX * m.meanX
  if (!spread || m.n <= 1) return null
  const slope = m.xy / m.xx
  const residual = Math.max(0, m.yy - slope * m.xy)
  const leverage = 1 / m.n + (m.meanX * m.meanX) / m.xx
  const variance = m.n > 2 ? (residual / (m.n - 2)) * leverage : null
  return { intercept: m.meanY - slope * m.meanX, slope, variance }
}

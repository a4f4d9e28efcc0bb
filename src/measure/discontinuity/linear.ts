import { fitLine } from '../moments.ts'
import { noJump } from './constant.ts'
import { type Estimate, known, sumOrNull, unknown } from './estimate.ts'
import type { WindowSums } from './windows.ts'

/**
 * Piecewise-linear discontinuity: a line on each side, and the gap between them at threshold (Lansdell & Kording 2023). At equal
 * margin twice the standard deviation of the constant one, but unbiased at margins 10 to 30 times as wide.
 */
export const piecewiseLinear = (sums: WindowSums): Estimate => {
  const windows = sums.above.n + sums.below.n
  const reason = noJump(sums)
  if (reason) return unknown(reason, windows)
  const above = fitLine(sums.above)
  const below = fitLine(sums.below)
  if (!above) return unknown(noLine('above', sums.above.n), windows)
  if (!below) return unknown(noLine('below', sums.below.n), windows)
  return known(above.intercept - below.intercept, sumOrNull(above.variance, below.variance), windows)
}

const noLine = (side: string, n: number): string =>
  `a line needs two different drives ${side} threshold, and the ${n} windows there have one`

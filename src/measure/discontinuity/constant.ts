import { varianceOfMean } from '../moments.ts'
import { type Estimate, known, sumOrNull, unknown } from './estimate.ts'
import { emptyMargin, noContrast } from './reasons.ts'
import type { WindowSums } from './windows.ts'

/** Why these sums hold no jump, or null. */
export const noJump = (sums: WindowSums): string | null =>
  noContrast(sums) ?? emptyMargin(sums.margin, sums.above.n, sums.below.n, sums.windows)

/**
 * Piecewise-constant discontinuity: mean reward above threshold - mean reward below (Lansdell & Kording 2023). Its bias is about
 * p/2 times the sum of the two slopes. With `everyWindow` it is the observed dependence, which confounders bias.
 */
export const piecewiseConstant = (sums: WindowSums): Estimate => {
  const { above, below } = sums
  const windows = above.n + below.n
  const reason = noJump(sums)
  if (reason) return unknown(reason, windows)
  return known(above.meanY - below.meanY, sumOrNull(varianceOfMean(above), varianceOfMean(below)), windows)
}

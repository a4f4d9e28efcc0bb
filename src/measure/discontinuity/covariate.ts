import { addRow, type CoMoments, mergeCoMoments, noCoMoments, solve } from '../regression.ts'
import { type Estimate, known, unknown } from './estimate.ts'
import { emptyMargin, noContrast } from './reasons.ts'
import { isAbove, isInside, noWindows, requireSameOptions, type WindowOptions } from './windows.ts'

/**
 * Discontinuity with covariates: reward regressed on (1, H, covariates) or on (1, H, x, xH, covariates), H = above threshold. What
 * is fixed when the window opens can be regressed out without bias, such as the reward that would result if nobody spiked.
 */
export interface CovariateSums extends WindowOptions {
  model: 'constant' | 'linear'
  rows: CoMoments
  /** Windows inside the margin, by side. */
  above: number
  below: number
  windows: number
  spiking: number
  notFinite: number
}

export interface CovariateOptions extends WindowOptions {
  model: 'constant' | 'linear'
  /** How many covariates a window brings. */
  covariates: number
}

export const noCovariateWindows = ({ model, covariates, ...options }: CovariateOptions): CovariateSums => {
  const { above, below, ...rest } = noWindows(options)
  const regressors = (model === 'linear' ? 3 : 1) + covariates
  return { ...rest, model, rows: noCoMoments(regressors), above: above.n, below: below.n }
}

/** Adds a window in place. `covariates` are known when the window opens; the other arguments are those of `addWindow`. */
export const addCovariateWindow = (
  sums: CovariateSums,
  drive: number,
  reward: number,
  covariates: readonly number[],
  spiked = drive >= sums.threshold,
): void => {
  const x = drive - sums.threshold
  sums.windows += 1
  if (spiked) sums.spiking += 1
  if (![x, reward, ...covariates].every(Number.isFinite)) sums.notFinite += 1
  else if (isInside(sums.margin, x)) enter(sums, x, reward, covariates, isAbove(sums, x, spiked))
}

const enter = (sums: CovariateSums, x: number, reward: number, covariates: readonly number[], above: boolean): void => {
  const h = above ? 1 : 0
  sums[above ? 'above' : 'below'] += 1
  const shape = sums.model === 'linear' ? [h, x, x * h] : [h]
  addRow(sums.rows, [...shape, ...covariates, reward])
}

/** The sums of both. Throws SpecError where the options differ. */
export const mergeCovariateWindows = (a: CovariateSums, b: CovariateSums): CovariateSums => {
  requireSameOptions(a, b)
  return {
    ...a,
    rows: mergeCoMoments(a.rows, b.rows),
    above: a.above + b.above,
    below: a.below + b.below,
    windows: a.windows + b.windows,
    spiking: a.spiking + b.spiking,
    notFinite: a.notFinite + b.notFinite,
  }
}

/** The coefficient of H. Its standard error assumes one residual variance on both sides. */
export const covariateEffect = (sums: CovariateSums): Estimate => {
  const { n } = sums.rows
  const reason = noContrast(sums) ?? emptyMargin(sums.margin, sums.above, sums.below, sums.windows)
  if (reason) return unknown(reason, n)
  const fit = solve(sums.rows)
  if (!fit) return unknown(`the ${sums.rows.k} regressors of ${n} windows are constant or depend on each other`, n)
  return known(fit.coefficients[0], fit.errors && fit.errors[0] ** 2, n)
}

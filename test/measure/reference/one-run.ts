import { outputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import {
  addCovariateWindow,
  addWindow,
  covariateEffect,
  noCovariateWindows,
  noWindows,
  piecewiseConstant,
  piecewiseLinear,
  within,
} from '../../../src/measure/discontinuity.ts'
import { cost3A, noisyLif } from './noisy-lif.ts'
import { WINDOWS } from './pair.ts'

export interface OneRun {
  constant: number[]
  linear: number[]
  covariate: number[]
  above: number[]
  below: number[]
}

/** Estimates of the effect of unit 1 of E1 from one run of 100 s, at each margin. Covariate: the cost that silence would lead to. */
export const oneRun = (c: number, margins: readonly number[], seed: number): OneRun => {
  const kernel = outputKernel('asPublished', 20)
  const lif = noisyLif({ weights: [12, 9], c, T: 20, kernel, seed })
  const sums = margins.map(p => noWindows({ threshold: 1, margin: within(p) }))
  const adjusted = margins.map(p =>
    noCovariateWindows({ threshold: 1, margin: within(p), model: 'constant', covariates: 1 }),
  )
  const leak = kernel.decay ** 20
  const { window: w } = lif
  for (let k = 0; k < WINDOWS; k++) {
    lif.runWindow()
    const cost = cost3A(w.trace[0], w.trace[1])
    const ifSilent = [cost3A(leak * w.opening[0], leak * w.opening[1])]
    for (const one of sums) addWindow(one, w.drive[0], cost)
    for (const one of adjusted) addCovariateWindow(one, w.drive[0], cost, ifSilent)
  }
  return {
    constant: sums.map(one => piecewiseConstant(one).estimate!),
    linear: sums.map(one => piecewiseLinear(one).estimate!),
    covariate: adjusted.map(one => covariateEffect(one).estimate!),
    above: sums.map(one => one.above.n),
    below: sums.map(one => one.below.n),
  }
}

export const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length

export const sd = (values: number[]): number => {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1))
}

import { addWindow, noWindows, piecewiseConstant, piecewiseLinear, within } from '../../../src/measure/discontinuity.ts'
import { addPoint, fitLine, noMoments } from '../../../src/measure/moments.ts'
import { uniform } from './random.ts'
import { alignmentRule } from './rules.ts'
import { runToy } from './toy.ts'

/** Regression of estimates on the weights that they should follow. */
export interface ToyFit {
  slope: number
  slopeError: number
  intercept: number
  correlation: number
  /** Share of estimates whose sign is not that of the weight: all, and those with |w| > 500. */
  wrong: number
  wrongStrong: number
}

/** T23: `trials` toys of 30 s with weights uniform in (-1000, 1000). */
export const fitToys = (a: number, trials: number, seed: number) => {
  const random = uniform(seed)
  const points: Record<'constant' | 'linear' | 'published', [w: number, effect: number][]> = {
    constant: [],
    linear: [],
    published: [],
  }
  const counts = { rate: 0, spiking: 0, silent: 0 }
  for (let k = 0; k < trials; k++) {
    const weights = [2000 * random() - 1000, 2000 * random() - 1000] as const
    const sums = weights.map(() => noWindows({ threshold: 1, margin: within(1), side: 'spike' }))
    const rule = alignmentRule(2, 3e-4)
    const rates = runToy({
      a,
      weights,
      seed: seed + 7919 * (k + 1),
      onWindow: (unit, drive, spikes, reward) => {
        addWindow(sums[unit], drive, reward, spikes > 0)
        if (Math.abs(drive - 1) <= 1) rule.add(unit, drive, spikes > 0, [reward])
      },
    })
    counts.rate += (rates[0] + rates[1]) / 2 / 30 / trials
    for (const [i, w] of weights.entries()) {
      counts.spiking += sums[i].above.n / 2 / trials
      counts.silent += sums[i].below.n / 2 / trials
      points.constant.push([w, piecewiseConstant(sums[i]).estimate!])
      points.linear.push([w, piecewiseLinear(sums[i]).estimate!])
      points.published.push([w, rule.effects()[i]])
    }
  }
  const { constant, linear, published } = points
  return { counts, constant: lineOf(constant), linear: lineOf(linear), published: lineOf(published) }
}

const lineOf = (points: [w: number, effect: number][]): ToyFit => {
  const moments = noMoments()
  for (const [w, effect] of points) addPoint(moments, w, effect)
  const { slope, intercept } = fitLine(moments)!
  const correlation = moments.xy / Math.sqrt(moments.xx * moments.yy)
  const slopeError = Math.abs(slope) * Math.sqrt((1 / correlation ** 2 - 1) / points.length)
  const share = (some: [number, number][]) => some.filter(([w, effect]) => w * effect < 0).length / some.length
  const strong = points.filter(([w]) => Math.abs(w) > 500)
  return { slope, slopeError, intercept, correlation, wrong: share(points), wrongStrong: share(strong) }
}

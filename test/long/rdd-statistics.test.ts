/** Statistics of the noisy neurons of figure 3A with as many samples as the specification had: T3 to T6, T12 and the angles of T13. */
import { describe, expect, test } from 'vitest'
import known from '../../experiments/rdd-known.ts'
import ten from '../../experiments/rdd-width-10.ts'
import { outputKernel } from '../../src/measure/discontinuity/kernel.ts'
import { addPanelWindow, noPanel, readPanel } from '../../src/measure/discontinuity/panel.ts'
import { trueEffectBySide } from '../../src/measure/discontinuity.ts'
import { expectWithin4 } from '../measure/reference/near.ts'
import { noisyLif } from '../measure/reference/noisy-lif.ts'
import { mean, sd } from '../measure/reference/one-run.ts'
import { poolPairs } from '../measure/reference/pair.ts'
import { measured } from '../support/effects.ts'

const LONG = 1_200_000
const kernel = outputKernel('asPublished', 20)

/** Within 4 combined standard errors: that of our count, and the printed one. */
const near = (name: string, got: number, value: number, own: number, printed: number) =>
  expect(Math.abs(got - value), `${name}: ${got} ± ${own} against ${value} ± ${printed}`).toBeLessThan(
    4 * Math.hypot(own, printed),
  )
const ofShare = (share: number, of: number): number => Math.sqrt((share * (1 - share)) / of)

/** Windows of the pair of figure 3A: how many held a spike of the first, of the second, of both, two of the first. */
const pairs = (c: number, T: number, windows: number, seed: number) => {
  const lif = noisyLif({ weights: [12, 9], c, T, kernel, seed })
  const counts = { first: 0, second: 0, both: 0, twice: 0, twiceSecond: 0 }
  const { spikes } = lif.window
  for (let k = 0; k < windows; k++) {
    lif.runWindow()
    if (spikes[0] > 0) counts.first++
    if (spikes[1] > 0) counts.second++
    if (spikes[0] > 0 && spikes[1] > 0) counts.both++
    if (spikes[0] > 1) counts.twice++
    if (spikes[1] > 1) counts.twiceSecond++
  }
  return counts
}

test('rate over weight, 2,000 s (T3)', { timeout: LONG }, () => {
  const rates = [
    0.123, 0.533, 1.164, 1.923, 2.818, 3.864, 5.024, 6.287, 7.64, 9.113, 10.572, 12.062, 13.733, 15.491, 17.344, 19.129,
    20.923, 22.859, 24.696,
  ]
  const lif = noisyLif({ weights: rates.map((_, k) => k + 2), c: 0, T: 20, kernel, seed: 31 })
  const counts = rates.map(() => 0)
  for (let k = 0; k < 100_000; k++) {
    lif.runWindow()
    for (let i = 0; i < counts.length; i++) counts[i] += lif.window.spikes[i]
  }
  // Printed: 0.004 at the lowest rate to 0.05 at the highest, as the square root does. Ours is at most that of a Poisson count.
  const printed = (rate: number) => Math.max(0.004, 0.05 * Math.sqrt(rate / 24.7))
  for (const [i, rate] of rates.entries())
    near(`w = ${i + 2}`, counts[i] / 2000, rate, Math.sqrt(rate / 2000), printed(rate))
  // The values of high precision.
  for (const [w, rate, error] of [[12, 10.56, 0.01], [9, 6.26, 0.01], [10, 7.61, 0.005]]) // biome-ignore format: a table
    near(`w = ${w}`, counts[w - 2] / 2000, rate, Math.sqrt(rate / 2000), error)
})

test('spikes a window, 5,000 s (T4)', { timeout: LONG }, () => {
  const table = [
    [5, 0.0528, 0, 0.0312, 0],
    [10, 0.1057, 0.0001, 0.0626, 0],
    [20, 0.2103, 0.0102, 0.1258, 0.001],
    [50, 0.4676, 0.13, 0.3, 0.043],
    [100, 0.7263, 0.387, 0.526, 0.184],
  ]
  for (const [T, first, twice, second, twiceSecond] of table) {
    const windows = 5_000_000 / T
    const got = pairs(0.5, T, windows, 410 + T)
    const share = (name: string, count: number, of: number, value: number) =>
      near(`${name}, T = ${T}`, count / of, value, ofShare(Math.max(value, 1e-4), of), 0.0005)
    share('unit 1', got.first, windows, first)
    share('unit 2', got.second, windows, second)
    share('two spikes of unit 1', got.twice, got.first, twice)
    share('two spikes of unit 2', got.twiceSecond, got.second, twiceSecond)
  }
})

test('correlated inputs make correlated spikes, 6,000 s (T5)', { timeout: LONG }, () => {
  const table: [c: number, given: number, without: number, correlation?: number][] = [
    [0, 0.126, 0.125],
    [0.25, 0.1783, 0.1112, 0.082],
    [0.5, 0.2415, 0.0941, 0.183],
    [0.75, 0.3225, 0.0725, 0.308],
    [0.99, 0.3982, 0.0529, 0.422],
  ]
  const windows = 300_000
  for (const [c, given, without, correlation] of table) {
    const { first, second, both } = pairs(c, 20, windows, 430 + 100 * c)
    near(`c = ${c}`, both / first, given, ofShare(given, first), 0.001)
    near(`c = ${c}, silent`, (second - both) / (windows - first), without, ofShare(without, windows - first), 0.001)
    const [p1, p2] = [first / windows, second / windows]
    const got = (both / windows - p1 * p2) / Math.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    if (correlation !== undefined) near(`correlation at c = ${c}`, got, correlation, 1.5 / Math.sqrt(windows), 0.001)
  }
})

describe('known effects (T6)', () => {
  test('the observed dependence is 3 - 2 (P(H2|H1) - P(H2|not H1)), exactly', () => {
    const lif = noisyLif({ weights: [12, 9], c: 0.5, T: 20, kernel, seed: 66 })
    const panel = noPanel({ threshold: 1, side: 'spike' }, [])
    const counts = { first: 0, both: 0, second: 0 }
    for (let k = 0; k < 50_000; k++) {
      lif.runWindow()
      const [h1, h2] = Array.from(lif.window.spikes, n => (n > 0 ? 1 : 0))
      counts.first += h1
      counts.second += h2
      counts.both += h1 * h2
      addPanelWindow(panel, lif.window.drive[0], 3 * h1 - 2 * h2, h1 > 0)
    }
    const observed = readPanel(panel).find(e => e.estimator === 'observed')!.estimate
    const { first, second, both } = counts
    const share = both / first - (second - both) / (50_000 - first)
    expect(observed.estimate!).toBeCloseTo(3 - 2 * share, 10)
  })

  test('spread of one run of 100 s, 300 runs', { timeout: LONG }, async () => {
    const table: Record<string, number> = {
      observed: 0.044,
      'constant p=0.03': 0.18,
      'constant p=0.1': 0.1,
      'constant p=0.3': 0.06,
      'linear p=0.1': 0.2,
      'linear p=0.3': 0.12,
      'linear p=1': 0.075,
    }
    const { runs } = await measured(known, { 'populations.lk.set.c': 0 })
    for (const [name, value] of Object.entries(table))
      for (const [i, factor] of [1, 1.5].entries()) {
        const got = sd(runs.map(run => run[i][name].estimate!)) / factor
        // Both from 300 runs: 4.1 % each; the printed ones are rounded to two digits and 1.5 to one.
        const rounding = 0.5 * 10 ** (Math.floor(Math.log10(value)) - 1) + (i === 1 ? 0.05 * value : 0)
        expect(Math.abs(got - value), `${name}, neuron ${i + 1}: ${got}`).toBeLessThan(4 * 0.058 * value + rounding)
      }
  })
})

test('effect of a spike on its own trace, 150 runs of 100 s (T12)', { timeout: LONG }, () => {
  for (const [c, side] of [
    [0.01, 0],
    [0.99, 0],
    [0.5, 1],
  ]) {
    // biome-ignore format: a table
    const { truths } = poolPairs({ c, runs: 150, seed: 7700, reward: (s1, s2) => (side === 0 ? s1 : s2) })
    const { spiking, silent } = trueEffectBySide(truths[side])
    expectWithin4(`spiking side of unit ${side + 1}`, spiking, 0.02109, 0.00003)
    // The printed value of unit 2 has four digits.
    if (side === 0) expectWithin4('silent side of unit 1', silent, 0.0211, 0.00003)
    else expectWithin4('silent side of unit 2', silent, 0.0212, 0.00005)
  }
  const lif = noisyLif({ weights: [12], c: 0, T: 20, kernel, seed: 12 })
  const jumps: number[] = []
  for (let k = 0; k < 500_000; k++) {
    lif.runWindow()
    if (lif.window.spikes[0] === 1) jumps.push(kernel.gain * kernel.decay ** (19 - lif.window.spikeTick[0]))
  }
  near('mean jump', mean(jumps), 0.01968, sd(jumps) / Math.sqrt(jumps.length), 0.00002)
})

test('angle of one estimate of 100 s to the truth, ten neurons, 200 runs (T13)', { timeout: LONG }, async () => {
  const table: [c: number, name: string, mean: number, sd: number][] = [
    [0.01, 'constant p=0.1', 5.9, 1.4],
    [0.01, 'linear p=0.3', 6.9, 1.6],
    [0.01, 'constant p=1', 3.1, 1],
    [0.5, 'constant p=0.1', 6.7, 1.6],
    [0.5, 'linear p=0.3', 6.7, 1.6],
    [0.5, 'constant p=1', 25.8, 1.6],
    [0.99, 'constant p=0.1', 36, 3],
    [0.99, 'linear p=0.3', 29, 4],
    [0.99, 'constant p=1', 72, 0.7],
  ]
  const all = new Map<number, Awaited<ReturnType<typeof measured>>>()
  for (const [c, name, value, spread] of table) {
    if (!all.has(c)) all.set(c, await measured(ten, { 'populations.lk.set.c': c }))
    const { pooled, runs } = all.get(c)!
    const truth = pooled.map(neuron => neuron.truth.estimate!)
    const angles = runs.map(run =>
      angle(
        run.map(neuron => neuron[name].estimate!),
        truth,
      ),
    )
    // Both means are of 200 runs; the printed one is rounded.
    const tolerance = 4 * Math.SQRT2 * (spread / Math.sqrt(200)) + (value > 30 ? 0.5 : 0.05)
    expect(Math.abs(mean(angles) - value), `${name} at c = ${c}: ${mean(angles)} ± ${sd(angles)}`).toBeLessThan(
      tolerance,
    )
  }
})

const angle = (a: number[], b: number[]): number => {
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0)
  return (180 / Math.PI) * Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)))
}

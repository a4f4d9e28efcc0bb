import { describe, expect, test } from 'vitest'
import { meanJump, outputKernel, traceAfter } from '../../src/measure/discontinuity/kernel.ts'
import { readPanel, trueEffect, trueEffectBySide } from '../../src/measure/discontinuity.ts'
import { expectClose, expectWithin4 } from './reference/near.ts'
import { cost3A, noisyLif } from './reference/noisy-lif.ts'
import { type PairResult, poolPairs } from './reference/pair.ts'
import { CORRELATIONS, E1 } from './reference/tables.ts'

const kernel = outputKernel('asPublished', 20)

/** Recorded potentials and spike ticks of one neuron without noise. */
const deterministic = (w: number, x: number, windows: number) => {
  const lif = noisyLif({ weights: [w], x, sigma: 0, c: 0, T: 20, kernel, seed: 1 })
  const V: number[] = []
  const Z: number[] = []
  for (let k = 0; k < windows; k++) {
    lif.runWindow(v => V.push(v[0]))
    Z.push(lif.window.drive[0])
  }
  return { V, Z, spikes: V.flatMap((v, t) => (v > 1 ? [t] : [])) }
}

/** The first values agree. */
const expectAll = (got: number[], values: number[]): void => {
  for (const [k, value] of values.entries()) expectClose(got[k], value)
}

describe('noisy LIF without noise (T2)', () => {
  test('w = 10, x = 20: period 8', () => {
    const { V, Z, spikes } = deterministic(10, 20, 3)
    const expected = [0.2, 0.3998, 0.5994002, 0.7988008, 0.998001999, 1.197003997, 0.2, 0.2, 0.2, 0.3998]
    expectAll(V, expected)
    expect(spikes.slice(0, 4)).toEqual([5, 13, 21, 29])
    expectAll(Z, [3.992808794, 4.791011991, 3.992808794])
  })

  test('w = 12, x = 7: period 14', () => {
    const { V, Z, spikes } = deterministic(12, 7, 3)
    expect(spikes.slice(0, 4)).toEqual([11, 25, 39, 53])
    expectClose(V[11], 1.002474438)
    expectAll(Z, [1.673216117, 2.172948877, 1.673970774])
  })
})

describe('output kernel', () => {
  test('as published: twice the stated time constant', () => {
    expectClose(outputKernel('asPublished', 20).gain, 0.024703, 1e-4)
    expectClose(outputKernel('asPublished', 200).gain, 0.002515, 1e-4)
    expectClose(-1 / Math.log(kernel.decay), 39.98)
    expectClose(traceAfter(outputKernel('nominal', 20), 20), (1 - Math.exp(-1 / 20)) / Math.E)
  })

  test('mean jump of a spike at a uniform tick (T12)', () => {
    const table = [
      [20, 20, 0.031606],
      [20, 39.98, 0.0196811],
      [50, 200, 0.004424],
      [50, 399.8, 0.0023512],
    ]
    for (const [window, tau, jump] of table) expect(meanJump(window, tau)).toBeCloseTo(jump, 7)
  })
})

/** Number of spikes, silent windows with a spike of the other neuron and so on, from `windows` windows. */
const countWindows = (c: number, T: number, windows: number, seed: number) => {
  const lif = noisyLif({ weights: [12, 9], c, T, kernel, seed })
  const counts = { first: 0, second: 0, both: 0, twice: 0 }
  for (let k = 0; k < windows; k++) {
    lif.runWindow()
    const [n1, n2] = lif.window.spikes
    if (n1 > 0) counts.first += 1
    if (n2 > 0) counts.second += 1
    if (n1 > 0 && n2 > 0) counts.both += 1
    if (n1 > 1) counts.twice += 1
  }
  return counts
}

const expectShare = (count: number, of: number, share: number, printed: number): void => {
  const error = Math.sqrt((share * (1 - share)) / of)
  expect(Math.abs(count / of - share), `${count} of ${of} against ${share}`).toBeLessThan(
    4 * Math.hypot(error, printed),
  )
}

test('spikes a window (T4)', () => {
  const table = [
    [5, 0.0528, 0, 0.0312],
    [10, 0.1057, 0.0001, 0.0626],
    [20, 0.2103, 0.0102, 0.1258],
    [50, 0.4676, 0.13, 0.3],
    [100, 0.7263, 0.387, 0.526],
  ]
  for (const [T, first, twice, second] of table) {
    const windows = 500_000 / T
    const counts = countWindows(0.5, T, windows, 41)
    expectShare(counts.first, windows, first, 0.0005)
    expectShare(counts.second, windows, second, 0.0005)
    expectShare(counts.twice, counts.first, twice, 0.0005)
  }
})

test('correlated inputs make correlated spikes (T5)', () => {
  const table = [
    [0, 0.126, 0.125],
    [0.5, 0.2415, 0.0941],
    [0.99, 0.3982, 0.0529],
  ]
  for (const [c, given, without] of table) {
    const windows = 30_000
    const counts = countWindows(c, 20, windows, 43)
    expectShare(counts.both, counts.first, given, 0.001)
    expectShare(counts.second - counts.both, windows - counts.first, without, 0.001)
  }
})

test('rate over weight (T3)', () => {
  const rates = [
    0.123, 0.533, 1.164, 1.923, 2.818, 3.864, 5.024, 6.287, 7.64, 9.113, 10.572, 12.062, 13.733, 15.491, 17.344, 19.129,
    20.923, 22.859, 24.696,
  ]
  const seconds = 200
  const lif = noisyLif({ weights: rates.map((_, k) => k + 2), c: 0, T: 20, kernel, seed: 3 })
  const counts = rates.map(() => 0)
  for (let k = 0; k < seconds * 50; k++) {
    lif.runWindow()
    for (let i = 0; i < counts.length; i++) counts[i] += lif.window.spikes[i]
  }
  // Counts vary at most as Poisson counts do: the intervals are no more irregular than those of a Poisson process.
  counts.forEach((count, i) => {
    const error = Math.hypot(Math.sqrt(rates[i] / seconds), 0.05)
    expect(Math.abs(count / seconds - rates[i]), `w = ${i + 2}: ${count / seconds} Hz`).toBeLessThan(4 * error)
  })
})

describe('figure 3A, a tenth of the samples (E1, T8)', () => {
  const results = new Map<number, PairResult>()
  const resultOf = (c: number): PairResult => {
    const made = results.get(c) ?? poolPairs({ c, runs: 30, seed: 1000 * c, reward: cost3A })
    results.set(c, made)
    return made
  }

  for (const [at, c] of CORRELATIONS.entries()) {
    test(`every cell at c = ${c}`, () => {
      const { panels, truths } = resultOf(c)
      for (const { unit, estimator, error, values } of E1) {
        const found = readPanel(panels[unit]).find(entry => entry.estimator === estimator)
        const got = estimator === 'truth' ? trueEffect(truths[unit]) : found!.estimate
        expectWithin4(`unit ${unit + 1}, ${estimator}`, got, values[at], error)
      }
    })
  }

  test('the observed dependence misses, the discontinuity does not', () => {
    const { panels, truths } = resultOf(0.99)
    const entries = new Map(readPanel(panels[1]).map(({ estimator, estimate }) => [estimator, estimate.estimate!]))
    expect(entries.get('observed')).toBeGreaterThan(-0.2)
    expect(entries.get('constant p=0.03')).toBeLessThan(-3)
    expect(trueEffect(truths[1]).estimate).toBeLessThan(-3)
  })
})

test('effect of a spike on its own trace (T12)', () => {
  for (const c of [0.01, 0.99]) {
    const { truths } = poolPairs({ c, runs: 6, seed: 77, reward: s1 => s1 })
    expectWithin4('both sides', trueEffect(truths[0]), 0.02111, 0.00003)
    const sides = trueEffectBySide(truths[0])
    expectWithin4('spiking side', sides.spiking, 0.02109, 0.00003)
    expectWithin4('silent side', sides.silent, 0.0211, 0.00003)
  }
})

/** Draws and what they average to: the dendrite specification, section 5, tests 7 to 9, 12, 13 and 20. Bands of 4 standard deviations. */
import { describe, expect, test } from 'vitest'
import { dendrites } from '../../experiments/parts/dendrites.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidal } from '../../models/neurons/pyramidal.ts'
import { plateau } from '../../models/rules/plateau.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { chanceOf } from '../../src/sim/chance.ts'
import { withInitialValues } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Weights } from '../../src/spec/types.ts'
import { onBench } from '../support/bench.ts'

const near = (received: number, expected: number, within: number) =>
  expect(Math.abs(received - expected), `${received} for ${expected}`).toBeLessThanOrEqual(within)
const meanOf = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b, 0) / x.length
const deviationOf = (x: ArrayLike<number>) => {
  const mean = meanOf(x)
  return Math.sqrt(meanOf(Array.from(x, v => (v - mean) ** 2)))
}

const stage = (ticks: number) => [
  {
    epochs: 1,
    learn: false,
    clear: 'epoch' as const,
    phases: [{ name: 'forward', lasts: `${ticks} ticks` as const, drive: { 'input.soma.x': 1 } }],
  },
]

/** 200 inputs at full brightness, one to one onto 200 pyramidal cells with weight 1 and no bias. */
const pairs = () =>
  experiment({
    name: 'pairs', about: 'inputs one to one', seed: 3, dt: '1 ms',
    populations: { input: { neuron: poisson, size: 200 }, hidden: { neuron: pyramidal, size: 200, init: { 'basal.b': 0 } } },
    projections: [{ name: 'w', from: 'input', to: 'hidden.basal', connect: 'one-to-one', weights: 1, rule: plateau }],
    train: stage(2000),
    probes: [{ column: 'input.spike', during: ['train'] }, { column: 'hidden.basal.v', during: ['train'] }, { column: 'hidden.soma.v', during: ['train'] }],
  }) // biome-ignore format: short

describe('7 to 9: a bright input', async () => {
  const b = await onBench(pairs(), wasmBackend())
  b.phase('forward', 2000, { 'input.soma.x': new Array(200).fill(1) })
  const logs = await b.drain()

  test('7: counts of a bright pixel: 0.2 spikes a step, at least two in 1.75 % of the steps', () => {
    const entries = [...logs['input.spike'].entries[0]]
    const steps = 200 * 2000
    const twice = entries.filter(e => e >>> 24 > 0).length
    near(entries.length / steps, 0.1812692, 4 * Math.sqrt((0.1812692 * 0.8187308) / steps))
    near(twice / steps, 0.0175231, 4 * Math.sqrt(0.0175231 / steps))
    near(entries.reduce((a, e) => a + 1 + (e >>> 24), 0) / steps, 0.2, 4 * Math.sqrt(0.2 / steps))
  })

  test('8: the stationary trace and its mean over 20 steps', () => {
    const v = logs['trace:hidden.basal.v'].values[0]
    const late = Array.from({ length: 1960 * 200 }, (_, i) => v[40 * 200 + i])
    near(meanOf(late), 0.1020817065, 0.00133)
    near(deviationOf(late), 0.0734071289, 0.0015)
    // 98 windows of 20 steps of 200 units: 19,600 windows
    const windows = Array.from({ length: 98 * 200 }, (_, k) => {
      const [unit, window] = [k % 200, Math.floor(k / 200)]
      let sum = 0
      for (let t = 0; t < 20; t++) sum += v[(40 + window * 20 + t) * 200 + unit]
      return sum / 20
    })
    near(meanOf(windows), 0.1020817065, (4 * 0.0469933663) / Math.sqrt(windows.length / 1.6))
    near(deviationOf(windows), 0.0469933663, 0.0011)
  })

  test('9: soma noise', () => {
    const v = logs['trace:hidden.soma.v'].values[0]
    const late = Array.from({ length: 1960 * 200 }, (_, i) => v[40 * 200 + i])
    near(meanOf(late), 0.0874986056, 0.0012)
    near(deviationOf(late), 0.0613475302, 0.0013)
  })
})

test('12: phase lengths: 50 ms and a floored Wald draw', () => {
  const chance = chanceOf(1, 0)
  const lengths = { base: 50, wald: { mean: 2, shape: 1, floor: true } }
  const n = 50_000
  const extra = Array.from({ length: n }, (_, i) => chance.ticks(lengths, i, i % 2) - 50)
  const expected = [0.490138, 0.223653, 0.102189, 0.057082, 0.035502]
  expected.forEach((p, k) => {
    near(extra.filter(x => x === k).length / n, p, 4 * Math.sqrt((p * (1 - p)) / n))
  })
  near(meanOf(extra), 1.519736, (4 * 2.826) / Math.sqrt(n))
})

const initial = (feedback?: Weights) => {
  const planned = planExperiment({
    kind: 'experiment',
    name: 'x',
    about: '',
    seed: 1,
    ...dendrites({ hidden: [{ name: 'hidden', size: 500, ...(feedback ? { feedback } : {}) }], etaOut: 0.21 }),
  })
  const plan = withInitialValues(planned, 1, 0)
  return (projection: string) =>
    dense(
      plan.layouts.find(l => l.name === projection)!,
      plan.columns.find(c => c.name === `${projection}.w`)!.initial as ArrayLike<number>,
    )
}

test('13: initial weights, published form', () => {
  const of = initial()
  const w = of('w1')
  near(meanOf(w), 0.018707, 0.0033)
  near(deviationOf(w), 0.50503, 0.0017)
  expect(w.every(x => x >= -0.856038 && x <= 0.893453)).toBe(true)
  const y = of('y1')
  near(meanOf(y), 0, (4 * 0.6321) / Math.sqrt(5000))
  near(deviationOf(y), 0.63212, 0.02)
  expect(y.every(x => Math.abs(x) <= 1.0951397919 + 1e-9)).toBe(true)
})

test('13: sparse feedback has exactly 4,000 zeros of 5,000, the rest five times as large', () => {
  const y = initial({ sparse: { zero: 0.8, scale: 5 }, of: 'rand() + 1' })('y1')
  expect(y.filter(x => x === 0).length).toBe(4000)
  expect(y.filter(x => x !== 0).every(x => x >= 5 && x < 10)).toBe(true)
})

test('20: a pyramidal cell held at 1 fires 0.1462117 times a ms, Poisson and independent of its neighbour', async () => {
  const b = await onBench(
    experiment({
      name: 'held', about: 'constant bias', seed: 5, dt: '1 ms',
      populations: { hidden: { neuron: pyramidal, size: 20, init: { 'basal.b': 7 / 6 } } },
      projections: [],
      train: [{ epochs: 1, phases: [{ name: 'forward', lasts: '5000 ticks' }] }],
    }),
    wasmBackend(),
  ) // biome-ignore format: short
  b.phase('forward', 30)
  await b.drain()
  b.phase('forward', 5000)
  const { counts, entries } = (await b.drain())['hidden.spike']
  const perUnit = Array.from({ length: 20 }, () => new Float64Array(5000))
  let at = 0
  counts[0].forEach((n, t) => {
    for (let i = 0; i < n; i++, at++) perUnit[entries[0][at] & 0xffffff][t] = 1 + (entries[0][at] >>> 24)
  })
  const all = perUnit.flatMap(x => [...x])
  near(
    all.reduce((a, x) => a + x, 0),
    14621,
    484,
  )
  near(deviationOf(all) ** 2 / meanOf(all), 1, 0.018)
  const [a, c] = [Array.from(perUnit[0]), Array.from(perUnit[1])]
  const [meanA, meanC] = [meanOf(a), meanOf(c)]
  const correlation = meanOf(a.map((x, t) => (x - meanA) * (c[t] - meanC))) / (deviationOf(a) * deviationOf(c))
  near(correlation, 0, 4 / Math.sqrt(5000))
})

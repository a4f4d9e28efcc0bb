/** Rules without errors: what they converge to in closed form (specification of rate rules, 8.1, 8.2, 9.1, test 25). */
import { expect, test } from 'vitest'
import { reinforced, rewardModulated } from '../../experiments/parts/rate-reward.ts'
import { cubic } from '../../models/neurons/feature.ts'
import { infomaxUnit } from '../../models/neurons/infomax.ts'
import { hebb } from '../../models/rules/hebb.ts'
import { decorrelate, infomax } from '../../models/rules/infomax.ts'
import { dataset } from '../../src/data/dataset.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Experiment, Projection } from '../../src/spec/types.ts'
import { images, running } from './rate-run.ts'

/** Two independent inputs, of the given equations. */
const source = (first: string, second: string) =>
  neuron({
    name: 'source', about: 'random inputs', source: 'test', params: {},
    compartments: {
      soma: { about: 'value', learned: { mean: 0, batches: 0 }, step: { r: 'rand() - 0.5', n: 'randn()', x: `unit == 0 ? ${first} : ${second}` } },
    },
  }) // biome-ignore format: a table

const trained = async (
  e: Pick<Experiment, 'lanes' | 'populations' | 'projections'>,
  presentations: number,
  order: string[],
) => {
  const net = experiment({
    name: 'features', about: 'one layer without errors', seed: 1, dt: '1 ms', ...e,
    train: [{ presentations, learn: true, phases: [{ name: 'show', lasts: '1 ticks', order }] }],
  }) // biome-ignore format: a table
  const { learned } = await simulate(net).done
  return dense(planExperiment(net).plan.layouts.find(l => l.name === 'w')!, learned['w.w'])
}

test('25: cubic Hebb finds the heavy-tailed one of two white inputs, from ten random starts', async () => {
  const laplace = '-sign(r) * log(1 - 2 * abs(r)) / sqrt(2)'
  const w = await trained(
    {
      lanes: 10,
      populations: { x: { neuron: source(laplace, 'n'), size: 2 }, y: { neuron: cubic, size: 10 } },
      projections: [
        { name: 'w', from: 'x.soma.x', to: 'y.soma', weights: 'randn()', rule: hebb, set: { eta: 0.02, half: 1e9 } },
      ],
    },
    20_000,
    ['x', 'y'],
  )
  for (let unit = 0; unit < 10; unit++) expect(Math.abs(w[unit]), `unit ${unit}`).toBeGreaterThan(0.96)
})

const lateral: Projection = {
  name: 'lateral', from: 'y.soma.y', to: 'y.lateral', connect: 'pre.unit != post.unit', weights: 0, rule: decorrelate,
} // biome-ignore format: a table
const layer = (units: number, sigma: number) => ({
  lanes: 40,
  populations: {
    x: { neuron: source('2 * n', 'n'), size: 2 },
    y: { neuron: infomaxUnit, size: units, set: { sigma } },
  },
  projections: [
    { name: 'w', from: 'x.soma.x', to: 'y.soma', weights: '0.3 * randn()', rule: infomax, set: { decay: 0.5 } },
    lateral,
  ],
})

test('infomax: a noisy unit takes the first principal component, with squared gain 1 / decay - sigma^2 / variance', async () => {
  const w = await trained(layer(1, 1), 40 * 3000, ['x', 'y.soma', 'y.lateral'])
  expect(Math.abs(w[1])).toBeLessThan(0.1)
  expect(Math.abs(w[0] ** 2 - (2 - 1 / 4))).toBeLessThan(0.1)
})

test('infomax: two units without noise become orthogonal, of squared length 1 / decay, whatever the covariance', async () => {
  const [a, b, c, d] = await trained(layer(2, 0), 40 * 3000, ['x', 'y.soma', 'y.lateral'])
  // w is [input][unit]; the units are (a, c) and (b, d)
  expect(Math.abs(a * a + c * c - 2)).toBeLessThan(0.1)
  expect(Math.abs(b * b + d * d - 2)).toBeLessThan(0.1)
  expect(Math.abs(a * b + c * d)).toBeLessThan(0.1)
})

test('reward: updates are reward less the usual times chance activity, and on average the gradient of the expected reward', async () => {
  const lanes = 2000
  const one = images(1)
  const same = dataset({
    ...one,
    images: Uint8Array.from({ length: lanes * 9 }, (_, i) => one.images[i % 9]),
    labels: new Uint8Array(lanes).fill(4),
  })
  const net = await running({ ...reinforced, set: () => ({ eta: 1 }) }, { hidden: [3], lanes }, undefined, same)
  const [w1, w2] = [await net.weights('w1'), await net.weights('w2')]
  await net.batch(0)
  const pixels = Array.from(one.images, b => Math.fround(b / 255))
  const fires = [0, 1, 2].map(i => 1 / (1 + Math.exp(-10 * pixels.reduce((z, v, k) => z + v * w1[3 * k + i], 0))))
  const answers = (x: number[]) => {
    const e = Array.from({ length: 10 }, (_, j) => Math.exp(x.reduce((z, v, i) => z + v * w2[10 * i + j], 0)))
    return e.map(v => v / e.reduce((s, u) => s + u, 0))
  }
  const rows = await Promise.all(
    Array.from({ length: lanes }, async (_, n) => {
      const x = await net.read('x1.soma.x', n)
      return { x, p: answers(x), made: await net.read('top.choice.made', n) }
    }),
  )
  const mean = (of: (row: (typeof rows)[number]) => number) => rows.reduce((s, row) => s + of(row), 0) / lanes
  const hidden = await net.read('x1.soma.b')
  for (const [i, b] of hidden.entries())
    expect(b).toBeCloseTo(
      mean(({ made, x }) => (made[4] - 0.1) * (x[i] - fires[i])),
      12,
    )
  const top = await net.read('top.soma.b')
  for (const [j, b] of top.entries())
    expect(Math.abs(b - mean(({ p }) => p[4] * ((j === 4 ? 1 : 0) - p[j])))).toBeLessThan(0.03)
  expect(top[4]).toBeGreaterThan(0.05)
})

test('reward-modulated Hebb: (reward - usual) (activity - 1/2), of all lanes, and weights stay within 1', async () => {
  const lanes = 8
  const net = await running({ ...rewardModulated, set: () => ({ eta: 1 }) }, { hidden: [3], lanes })
  await net.batch(0)
  const lane = Array.from({ length: lanes }, (_, n) => n)
  const gains = await Promise.all(lane.map(async n => (await net.read('top.choice.gain', n)).reduce((s, g) => s + g)))
  const rates = await Promise.all(lane.map(n => net.read('x1.soma.x', n)))
  for (const [i, b] of (await net.read('x1.soma.b')).entries())
    expect(b).toBeCloseTo(lane.reduce((s, n) => s + gains[n] * (rates[n][i] - 0.5), 0) / lanes, 12)
  for (let n = 0; n < 200; n++) await net.batch((8 * n) % 56)
  const w = await net.weights('w1')
  expect(Math.max(...w.map(Math.abs))).toBe(1)
})

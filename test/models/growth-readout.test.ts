/** The linear readout of spike counts against its closed form. */
import { expect, test } from 'vitest'
import { linearReadout } from '../../models/neurons/linear-readout.ts'
import { gated } from '../../models/rules/gated.ts'
import { neuron } from '../../src/spec/define.ts'
import { load, matrix, type Net, near } from './growth-run.ts'

/** Fires as it is told and counts its spikes. */
const told = neuron({
  name: 'told',
  about: 'spikes given by hand',
  source: 'made for this test',
  params: {},
  compartments: { soma: { about: 'count', state: { r: 0 }, step: { r: 'r + spike' } } },
  events: { spike: 'soma.r < 0' },
})

const TICKS = 10
const counts = [3, 0, 5]
const y = [0, 1, 0]
const w = [[0.2, -0.1, 0], [0.4, 0.3, 0.1], [-0.3, 0.6, 0.2]] // biome-ignore format: a matrix

const net = (soft: number): Net => ({
  populations: {
    hidden: {
      neuron: told,
      size: 3,
      force: { spikes: counts.flatMap((n, unit) => Array.from({ length: n }, (_, k) => [2 * k, unit])) },
    },
    label: {
      neuron: linearReadout,
      size: 3,
      set: { t: TICKS, soft, gain: 2 },
      init: { 'drive.y': y, 'power.r2': 0.5 },
    },
  },
  projections: [
    {
      name: 'read',
      from: 'hidden',
      to: 'label.drive',
      weights: { values: w },
      rule: gated,
      set: { eta: 0.1, t: TICKS },
    },
  ],
  train: [{ presentations: 1, learn: true, phases: [{ name: 'show', lasts: `${TICKS + 2} ticks` }] }],
})

const learned = async (soft: number): Promise<number[]> => {
  const machine = await load(net(soft), TICKS)
  machine.clock(0, { presentation: 0, tick: 0 })
  machine.advance('train.0.show', [TICKS + 2])
  return matrix(await machine.read('read.w'), 3, 3).flat()
}

const z = [0, 1, 2].map(k => counts.reduce((sum, n, j) => sum + n * w[j][k], 0) / TICKS)
const expected = (p: number[]) =>
  counts.flatMap((n, j) => p.map((q, k) => w[j][k] + (0.1 / 0.5) * (y[k] - q) * (n / TICKS)))

test('delta rule: the label less the mean weighted count, times the count', async () => {
  near(await learned(0), expected(z), 1e-9)
})

test('softmax', async () => {
  const e = z.map(x => Math.exp(2 * x))
  const p = e.map(x => x / (e[0] + e[1] + e[2]))
  near(await learned(1), expected(p), 1e-6)
  expect(p[1]).not.toBeCloseTo(z[1], 1)
})

/** Cascade correlation (specification of rate rules, section 6, test 22). */
import { expect, test } from 'vitest'
import { grow } from '../../docs/rules/cascade-grow.ts'
import { candidateStage } from '../../experiments/parts/cascade.ts'
import { covary, quickprop } from '../../models/rules/quickprop.ts'
import { type Dataset, dataset } from '../../src/data/dataset.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'

const points = (rows: number[][], labels: number[], columns = rows[0].length): Dataset =>
  dataset({
    name: 'points',
    source: 'test',
    rows: 1,
    columns,
    classes: 2,
    images: Uint8Array.from(rows.flat()),
    labels: Uint8Array.from(labels),
  })

const once = async (e: Experiment, data: Dataset, files: (name: string) => ArrayLike<number> = () => []) => {
  const { learned } = await simulate(e, { data: { train: data, test: data }, epochs: 1, files }).done
  const layouts = planExperiment(e).plan.layouts
  return (projection: string, column: string) =>
    dense(layouts.find(l => l.name === projection)!, learned[`${projection}.${column}`])
}

const bare = neuron({
  name: 'bare', about: 'what the rule reads', source: 'test', params: {},
  compartments: {
    soma: { about: 'given', state: { x: 0 }, step: {} },
    centre: { about: 'value', input: 1, step: { c: 'input - sum(lanes, input) / lanes' } },
    residual: { about: 'error', input: 1, step: { c: 'input - sum(lanes, input) / lanes' } },
    judge: { about: 'signs', input: 1, step: { s: 'input' } },
  },
}) // biome-ignore format: a table

test('22: covariances of V = 0, 1, 2, 3 with two errors are 2 and 0, so that S is 2', async () => {
  const given = points([[0, 1, 0], [1, 0, 1], [2, 1, 1], [3, 2, 0]], [0, 0, 0, 0]) // biome-ignore format: V, then E
  const read = await once(
    experiment({
      name: 'scores', about: 'given values and errors', seed: 1, dt: '1 ms', lanes: 4, dataset: { name: 'points' },
      populations: { all: { neuron: bare, size: 3 }, v: { neuron: bare, size: 1 }, e: { neuron: bare, size: 2 } },
      projections: [
        { name: 'a', from: 'all.soma.x', to: 'v.centre', connect: 'pre.unit == 0', weights: 255 },
        { name: 'b', from: 'all.soma.x', to: 'e.residual', connect: 'pre.unit == post.unit + 1', weights: 255 },
        { name: 's', from: 'e.residual.c', to: 'v.judge', weights: 0, rule: covary },
      ],
      train: [{ epochs: 1, learn: true, phases: [{ name: 'show', lasts: '1 ticks', order: ['all', 'v.centre', 'e.residual'], drive: { 'all.soma.x': 'image' } }] }],
    }),
    given,
  ) // biome-ignore format: a table
  const s = read('s', 's')
  expect(s[0]).toBeCloseTo(2, 5)
  expect(s[1]).toBeCloseTo(0, 5)
})

const xor = points([[0, 0], [0, 255], [255, 0], [255, 255]], [0, 1, 1, 0]) // biome-ignore format: a table

test('a candidate climbs the gradient of S, by finite differences', async () => {
  const c = { inputs: 2, classes: 2, hidden: 0, lanes: 4 }
  const files = (name: string) => (name === 'out-one' ? [0.3, -0.2] : [0.5, -0.7, 0.4, 0.9])
  const still: Experiment = candidateStage(c, 3)
  const zero = (value: number): Experiment => ({
    ...still,
    projections: still.projections.map(p => (p.rule === quickprop ? { ...p, set: { eps: value, decay: 0 } } : p)),
  })
  const before = await once(zero(0), xor, files)
  const after = await once(zero(1), xor, files)
  const w = [...before('pool-one', 'w'), ...before('pool-x', 'w')] // [one, x1, x2][candidate]
  const step = [...after('pool-one', 'w'), ...after('pool-x', 'w')].map((v, i) => v - w[i])
  const x = [[1, -1, -1], [1, -1, 1], [1, 1, -1], [1, 1, 1]] // biome-ignore format: a table
  const out = [[0.3, -0.2], [0.5, -0.7], [0.4, 0.9]] // biome-ignore format: a table
  const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length
  const errors = [0, 1].map(o =>
    x.map(
      (row, n) => 1 / (1 + Math.exp(-row.reduce((z, v, i) => z + v * out[i][o], 0))) - (xor.labels[n] === o ? 1 : 0),
    ),
  )
  const score = (of: number[], p: number) => {
    const v = x.map(row => Math.tanh(row.reduce((z, a, i) => z + a * of[3 * i + p], 0)))
    return errors.reduce((s, e) => s + Math.abs(v.reduce((t, a, n) => t + (a - mean(v)) * (e[n] - mean(e)), 0)), 0)
  }
  for (const [k, g] of step.entries()) {
    const moved = (by: number) =>
      score(
        w.map((v, i) => (i === k ? v + by : v)),
        k % 3,
      )
    expect(Math.abs((moved(1e-4) - moved(-1e-4)) / 2e-4 / 4 - g)).toBeLessThan(1e-5) // the slope is divided by the four samples
  }
  expect(Math.max(...step.map(Math.abs))).toBeGreaterThan(1e-2)
})

test('a network grows until it solves the exclusive or, which it cannot without hidden units', async () => {
  const data = { train: xor, test: xor }
  const steps = []
  for await (const step of grow({ data, most: 3, pool: 4, patience: 12, epochs: 100, seed: 1 })) steps.push(step)
  expect(steps[0].trainError).toBeGreaterThan(0)
  expect(steps.at(-1)).toMatchObject({ trainError: 0, testError: 0 })
  expect(steps.at(-1)!.hidden).toBeGreaterThan(0)
})

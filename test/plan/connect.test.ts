import { describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Layout } from '../../src/plan/plan.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Projection } from '../../src/spec/types.ts'

const cell = neuron({
  name: 'cell',
  about: 'adds',
  source: 'test 2026',
  params: {},
  compartments: { soma: { about: 'sum', input: 1, state: { x: 1 }, step: { x: 'x + input' } } },
})

const planned = (projections: Projection[]) =>
  planExperiment(
    experiment({
      name: 'connect',
      about: 'test',
      seed: 1,
      dt: '1 ms',
      populations: {
        one: { neuron: cell, shape: [1, 2] },
        small: { neuron: cell, shape: [1, 3] },
        pre: { neuron: cell, shape: [4, 2] },
        post: { neuron: cell, shape: [4, 3] },
      },
      projections,
      train: [{ presentations: 1, learn: true, phases: [{ name: 'run', lasts: '1 ticks' }] }],
    }),
  )

const layout = (connect: string): Layout =>
  planned([{ name: 'p', from: 'pre.soma.x', to: 'post.soma', connect, weights: 1 }]).plan.layouts.find(
    l => l.name === 'p',
  )!

describe('a condition of connection', () => {
  test.each([
    ['pre.group == post.group', 'abs(pre.group - post.group) < 0.5'],
    ['post.group == pre.group && pre.member == 0', 'abs(pre.group - post.group) < 0.5 && pre.member < 1'],
    ['pre.unit == post.group && post.member == 1', 'abs(pre.unit - post.group) < 0.5 && post.member == 1'],
    [
      'pre.member < post.member && pre.group == post.group',
      'pre.member < post.member && abs(pre.group - post.group) < 0.5',
    ],
  ])('%s gives the synapses of all pairs for which it holds', (equal, slow) => {
    expect(layout(equal)).toEqual(layout(slow))
  })
})

test('tile: every group has the weights of the one', async () => {
  const p = planned([
    {
      name: 'k',
      from: 'one.soma.x',
      to: 'small.soma',
      weights: {
        values: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
    },
    {
      name: 'p',
      from: 'pre.soma.x',
      to: 'post.soma',
      connect: 'pre.group == post.group',
      weights: { tile: 'k', refresh: 'run.end' },
    },
  ])
  const machine = await loadNetwork(jsBackend(), p, 1)
  const rows = async () => [...(await machine.read('p.w'))].filter(w => w !== 0)
  const of = (w: number[]) => [0, 1, 2, 3].flatMap(() => w)
  expect(await rows()).toEqual(of([1, 2, 3, 4, 5, 6]))
  const k = p.plan.columns.find(c => c.name === 'k.w')!
  const changed = new Float32Array(k.size)
  const { stride } = p.plan.layouts.find(l => l.name === 'k') as Extract<Layout, { kind: 'dense' }>
  for (const pre of [0, 1]) for (const post of [0, 1, 2]) changed[pre * stride + post] = 10 * (3 * pre + post + 1)
  machine.write('k.w', changed)
  machine.advance('train.0.run', [1])
  expect(await rows()).toEqual(of([10, 20, 30, 40, 50, 60]))
  expect(() =>
    planned([
      { name: 'k', from: 'one.soma.x', to: 'post.soma' },
      { name: 'p', from: 'small.soma.x', to: 'post.soma', weights: { tile: 'k' } },
    ]),
  ).toThrow(/divide/)
})

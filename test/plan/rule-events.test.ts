/** Learned state of a unit in a rule of an event: once for each unit that has it, not for the others. */
import { expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Equations, Rule } from '../../src/spec/types.ts'

/** Fires every (unit + 1) ticks. */
const beats = neuron({
  name: 'beats',
  about: 'fires at an interval of its own',
  source: 'made for this test, 2026',
  params: {},
  compartments: { soma: { about: 'point', input: 1, state: { k: 0 }, step: { k: 'k + 1' } } },
  events: { spike: 'soma.k >= unit + 1' },
  on: { spike: { 'soma.k': '0' } },
})

const counting = (key: string, equations: Equations): Rule =>
  rule({
    name: 'counting',
    about: 'counts the events of a unit',
    source: 'made for this test, 2026',
    params: {},
    pre: { learned: { n: 0 } },
    post: { learned: { n: 0 } },
    on: { [key]: equations },
  })

const ticks = 12

const counted = async (open: () => Backend, lanes: number, key: string, equations: Equations, column: string) => {
  const planned = planExperiment(
    experiment({
      name: 'rule-events',
      about: '',
      seed: 1,
      dt: '1 ms',
      lanes,
      populations: { a: { neuron: beats, size: 5 }, b: { neuron: beats, size: 3 } },
      projections: [{ name: 'w', from: 'a', to: 'b.soma', weights: 0, rule: counting(key, equations) }],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'p', lasts: `${ticks} ticks` }] }],
    }),
  )
  const machine = await loadNetwork(open(), planned, 1)
  machine.advance('train.0.p', new Array(lanes).fill(ticks))
  return [...(await machine.read(column))]
}

const expected = (size: number, lanes: number) =>
  Array.from({ length: size }, (_, unit) => lanes * Math.floor(ticks / (unit + 1)))

const backends: [string, () => Backend][] = [
  ['js', () => jsBackend()],
  ['wasm', () => wasmBackend()],
]

test.each(backends)('%s: counts of spikes, on both sides, with one lane and with three', async (_, open) => {
  for (const lanes of [1, 3]) {
    const post = await counted(open, lanes, 'post.spike', { 'post.n': 'post.n + post.spike' }, 'w.post.n')
    expect(post).toEqual(expected(3, lanes))
    const pre = await counted(open, lanes, 'pre.spike', { 'pre.n': 'pre.n + pre.spike' }, 'w.pre.n')
    expect(pre).toEqual(expected(5, lanes))
  }
})

test.each(backends)('%s: what does not name the event is assigned only with it', async (_, open) => {
  expect(await counted(open, 1, 'post.spike', { 'post.n': 'post.n + 1' }, 'w.post.n')).toEqual(expected(3, 1))
})

test('state of the other unit is refused', async () => {
  const made = counted(() => jsBackend(), 1, 'pre.spike', { 'post.n': 'post.n + 1' }, 'w.post.n')
  await expect(made).rejects.toThrow(
    /post\.n: expected learned state of the pre unit, as 'pre\.spike' is an event of it/,
  )
})

test.each(['delayed(pre.spike, 2 ms)', 'filter(pre.spike, 5 ms, 0.1)', 'average(post.soma.k, 5 ms)'])(
  'a synapse keeps no past: %s is refused, with what does',
  async past => {
    const learns = counted(jsBackend, 1, 'tick', { w: `w + ${past}` }, 'w.w')
    await expect(learns).rejects.toThrow(/rule\.on\.tick\.w: .*expected a trace that the rule keeps for its units/)
  },
)

import { expect, test } from 'vitest'
import { experiment, neuron, rule, simulate, weightsOf } from '../../src/index.ts'

const point = neuron({
  name: 'point',
  about: 'spikes are given',
  source: 'made for this test, 2026',
  params: {},
  compartments: { soma: { about: 'point', input: 1, state: { v: 0 }, step: { v: 'input' } } },
  events: { spike: 'soma.v > 1e9' },
})
const counter = rule({
  name: 'counter',
  about: 'every tick adds one, and is counted',
  source: 'made for this test, 2026',
  params: {},
  synapse: { e: 0 },
  on: { tick: { w: 'w + 1', e: 'e + 1' } },
})
const small = experiment({
  name: 'small',
  about: 'two units to three',
  seed: 1,
  dt: '1 ms',
  populations: { a: { neuron: point, size: 2 }, b: { neuron: point, size: 3 } },
  projections: [
    { name: 'all', from: 'a', to: 'b.soma', weights: { values: [[1, 2, 3], [4, 5, 6]] }, rule: counter }, // biome-ignore format: rows
    { name: 'some', from: 'b', to: 'a.soma', connect: 'pre.unit != post.unit', weights: '10 * pre.unit + post.unit' },
  ],
  train: [{ presentations: 2, learn: true, phases: [{ name: 'run', lasts: '1 ms' }] }],
})

test('weights are a row for each sending unit, without the padding that they have in memory', async () => {
  const { learned } = await simulate(small).done
  expect(weightsOf(learned, small, 'all')).toEqual({ pres: 2, posts: 3, value: Float64Array.of(3, 4, 5, 6, 7, 8) })
  expect(weightsOf(learned, small, 'all.e').value).toEqual(new Float64Array(6).fill(2))
  expect([...weightsOf(learned, small, 'some').value]).toEqual([0, 1, 10, 0, 20, 21])
})

test('a projection that does not exist is told with those that do', async () => {
  const { learned } = await simulate(small).done
  expect(() => weightsOf(learned, small, 'al')).toThrow(
    "weightsOf: expected one of all, all.e, some (did you mean 'all'?), got 'al'",
  )
})

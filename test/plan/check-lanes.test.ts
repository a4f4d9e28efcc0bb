import { expect, test } from 'vitest'
import { planExperiment } from '../../src/plan/build.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

/** `adapts` and `x` in one compartment, or in two. */
const cell = (apart: boolean): Neuron =>
  neuron({
    name: 'adapting',
    about: 'learned mean of its state',
    source: 'made for this test, 2026',
    params: {},
    compartments: {
      soma: { about: 'point', input: 1, state: { x: 0 }, learned: apart ? {} : { m: 0 }, step: { x: 'input + 1', ...(apart ? {} : { m: 'm + 0.1 * x' }) } },
      ...(apart ? { slow: { about: 'mean', learned: { m: 0 }, step: { m: 'm + 0.1 * soma.x' } } } : {}),
    },
  }) // biome-ignore format: a table

const plan = (apart: boolean, lanes: number) =>
  planExperiment(
    experiment({
      name: 'lanes',
      about: '',
      seed: 1,
      dt: '1 ms',
      lanes,
      populations: { a: { neuron: cell(apart), size: 2 } },
      projections: [],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'p', lasts: '3 ticks' }] }],
      probes: [{ column: 'a.soma.x', during: ['train'] }],
    }),
  )

test('what lanes share and what each has cannot be assigned together, with several lanes', () => {
  expect(() => plan(false, 2)).toThrow(
    /^lanes: a: expected one lane, .*, got 2 lanes, and equations that assign 'a\.soma\.m', .* and 'a\.soma\.x' together$/,
  )
  expect(() => plan(false, 1)).not.toThrow()
})

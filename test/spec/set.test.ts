/** Parameters of populations: one value for all units, or a list with one for each, in their units. */
import { expect, test } from 'vitest'
import { poisson } from '../../models/neurons/poisson.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { checkExperiment } from '../../src/spec/check.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Population } from '../../src/spec/types.ts'
import { onBench } from '../support/bench.ts'

const leaky = neuron({
  name: 'leaky',
  about: 'decays',
  source: 'made for this test, 2026',
  params: { tau: ['10 ms', 'time constant'], start: [1, 'gain'] },
  compartments: { soma: { about: 'point', state: { v: 1 }, step: { v: 'start * (v - dt / tau * v)' } } },
})

const network = (set: Population['set']) =>
  experiment({
    name: 'set',
    about: 'units with values of their own',
    seed: 1,
    dt: '1 ms',
    populations: {
      cells: { neuron: leaky, size: 3, set },
      input: { neuron: poisson, size: 2, set: { max: ['4 Hz', '0.1 kHz'] } },
    },
    projections: [],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' }] }],
    probes: [{ column: 'cells.soma.v', during: ['train'] }],
  })

const after = async (set: Population['set']) => {
  const b = await onBench(network(set))
  b.phase('run', 1)
  return b.read('cells.soma.v')
}

test('a list of quantities, each in its own unit', async () => {
  expect(await after({ tau: ['10 ms', '0.02 s', '500 us'] })).toEqual([1 - 1 / 10, 1 - 1 / 20, 1 - 1 / 0.5])
  const { params } = planExperiment(checkExperiment(network({}))).network.pops[1]
  expect(params.get('max')!.value).toEqual([0.004, 0.1])
})

test('a list of plain numbers for a parameter without a unit', async () => {
  expect(await after({ start: [1, 2, 4], tau: '10 ms' })).toEqual([0.9, 1.8, 3.6])
})

test.each<[Population['set'], string]>([
  [{ tau: ['10 ms', '4 Hz', '1 ms'] }, 'populations.cells.set.tau[1]: expected a value in ms, got "4 Hz"'],
  [{ tau: ['10 ms', 5, '1 ms'] }, 'populations.cells.set.tau[1]: expected a value in ms, got 5'],
  [{ start: [1, 2, '3 mV'] }, 'populations.cells.set.start[2]: expected a value in 1, got "3 mV"'],
  [{ tau: ['10 ms', '5 ms'] }, 'populations.cells.set.tau: expected 3 values, one a unit, got 2'],
  [{ tau: ['10 ms', '5 mz' as never, '1 ms'] }, 'populations.cells.set.tau[1]: expected a unit'],
])('%j is refused', (set, message) => {
  expect(() => planExperiment(checkExperiment(network(set)))).toThrow(message)
})

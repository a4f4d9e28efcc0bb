/** What cannot begin is refused before it begins, with its reason. */
import { describe, expect, test } from 'vitest'
import { lif } from '../../models/neurons/lif.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { pyramidal } from '../../models/neurons/pyramidal.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { neverRun } from '../../src/plan/moment-names.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Projection } from '../../src/spec/types.ts'

const network = (projection: Partial<Projection>, populations: Partial<Experiment['populations']> = {}): Experiment =>
  experiment({
    name: 'start',
    about: 'a projection',
    seed: 1,
    dt: '1 ms',
    populations: {
      input: { neuron: poisson, size: 64 },
      out: { neuron: lif, size: 10 },
      ...populations,
    } as Experiment['populations'],
    projections: [{ name: 'w', from: 'input', to: 'out.soma', ...projection }],
    train: [{ presentations: 1, phases: [{ name: 'foward', lasts: '5 ms' }] }],
  })
const run = (e: Experiment, backend = 'wasm') => simulate(e, { backend }).done

test.each(['js', 'wasm'])('spikes in flight that no memory holds, on %s', async backend => {
  await expect(run(network({ delay: '1e9 ms' }), backend)).rejects.toThrow(
    /^populations: expected a network of at most 4.3 GB, got one of .* for 'input.spike'/,
  )
})

test('more than wasm has', () =>
  expect(run(network({ delay: '7e6 ms' }))).rejects.toThrow(/at most 2.1 GB on the back end wasm, got one of 2.7 GB/))

test.each([
  ['log(-1)', 'NaN'],
  ['1e39 * (1 + pre.unit)', '1e[+]39'],
])('initial weights that are no numbers: %s', async (weights, value) => {
  await expect(run(network({ weights }))).rejects.toThrow(
    new RegExp(`^initial values of 'w.w': expected finite numbers, got ${value} at the synapse from unit 0 to unit 0`),
  )
})

test('a way to connect that does not exist', () =>
  expect(() => planExperiment(network({ connect: 'one-to-on' }))).toThrow(
    /^projections\[0\].connect: expected 'all', 'one-to-one', .* or an equation \(did you mean 'one-to-one'\?\), got "one-to-on"/,
  ))

test.each(['3', 'a.b'])('a population of the name %s', name => {
  expect(() => simulate(network({}, { [name]: { neuron: lif, size: 1 } }))).toThrow(
    `populations.${name}: expected a name of a population without dots that is no number`,
  )
})

describe('handlers of moments that an experiment lacks', () => {
  const { network: resolved } = planExperiment(network({}, { cell: { neuron: pyramidal, size: 2 } }))
  test('are told, with the name that may be meant', () =>
    expect(neverRun(resolved)).toEqual([
      "cell (pyramidal): on forward.begin (did you mean 'foward.begin'?)",
      'cell (pyramidal): on target.begin',
      "cell (pyramidal): on forward.end (did you mean 'foward.end'?)",
      'cell (pyramidal): on target.end',
    ]))
})
test('a delay between two ticks is refused, not rounded', () => {
  expect(() => planExperiment(network({ delay: '1.5 ms' }))).toThrow(
    'projections[0].delay: expected a whole number of ticks of 1 ms, got "1.5 ms"',
  )
})

/** A phase or stage whose moments are another's is refused with the place. Random lengths count in ms. */
import { describe, expect, test } from 'vitest'
import { planExperiment } from '../../src/plan/build.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Lasts } from '../../src/spec/types.ts'
import { adder } from '../support/adder.ts'

const made = (changes: Partial<Experiment>) =>
  experiment({
    name: 'refused',
    about: 'test',
    seed: 1,
    dt: '1 ms',
    populations: { a: { neuron: adder, size: 3 }, b: { neuron: adder, size: 3 } },
    projections: [],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' }] }],
    ...changes,
  })

describe("'presentation' is no name", () => {
  test('of a phase', () => {
    const train = [{ presentations: 1, phases: [{ name: 'presentation', lasts: '1 ticks' as const }] }]
    expect(() => planExperiment(made({ train }))).toThrow("train[0].phases[0].name: expected another name than 'pres")
  })
  test('of a stage', () => {
    const train = [{ name: 'presentation', presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' as const }] }]
    expect(() => planExperiment(made({ train }))).toThrow("train[0].name: expected another name than 'pres")
  })
})

test('a random length is the same time at every dt', () => {
  const lasts: Lasts = { base: '50 ms', wald: [2, 1] }
  const lengths = (dt: Experiment['dt']) =>
    planExperiment(made({ dt, train: [{ presentations: 1, phases: [{ name: 'run', lasts }] }] })).stages[0].phases[0]
      .lasts
  expect(lengths('1 ms')).toEqual({ base: 50, wald: { mean: 2, shape: 1, floor: true } })
  expect(lengths('0.5 ms')).toEqual({ base: 100, wald: { mean: 4, shape: 2, floor: true } })
})

import { describe, expect, test } from 'vitest'
import { planExperiment } from '../../src/plan/build.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'

const source = 'Gerstner et al. 2014, Neuronal Dynamics'
const cell = neuron({
  name: 'cell',
  about: 'leaky cell that starts somewhere',
  source,
  params: { tau: ['10 ms', 'time constant'], rest: ['-70 mV', 'resting potential'] },
  compartments: {
    soma: {
      about: 'point neuron',
      input: 'mV',
      learned: { b: '1 mV' },
      state: { v: 'rest + 5 mV * rand()', push: '0 mV', wait: '0 ms' },
      step: { v: 'v + dt / tau * (rest - v + push) + input' },
    },
  },
  events: { spike: 'soma.v > -60 mV' },
  on: { spike: { 'soma.v': 'rest' } },
})
const grow = rule({
  name: 'grow',
  about: 'weights that only grow',
  source,
  params: { eta: ['0.5 mV', 'step'] },
  on: { 'run.end': { w: 'w + eta' } },
  bounds: ['0 mV', '0.0012 V'],
})
const good = experiment({
  name: 'units',
  about: 'two populations of one cell each',
  seed: 1,
  dt: '1 ms',
  populations: { a: { neuron: cell, size: 1 }, b: { neuron: cell, size: 1 } },
  projections: [
    { name: 'w', from: 'a', to: 'b.soma', weights: '1 mV', rule: grow },
    { name: 'v', from: 'a.soma.v', to: 'b.soma', weights: 0.1 },
  ],
  train: [{ presentations: 2, learn: true, phases: [{ name: 'run', lasts: '5 ms' }] }],
})
const changed = (change: (e: Experiment) => void): Experiment => {
  const copy = structuredClone(good)
  change(copy)
  return copy
}

describe('an initial value that is an equation', () => {
  test('has the unit of the equation', () => expect(() => planExperiment(good)).not.toThrow())
  test('is checked where it is used', () =>
    expect(() =>
      neuron({
        ...cell,
        compartments: {
          soma: { ...cell.compartments.soma, state: { v: '5 ms * rand()', push: '0 mV', wait: '0 ms' } },
        },
      }),
    ).toThrow(/ms/))
})

describe('bounds of weights', () => {
  test('with a unit hold', async () => {
    const { learned } = await simulate(good, { backend: 'js' }).done
    expect(learned['w.w'][0]).toBeCloseTo(1.2, 6)
  })
  test('the wrong way round, and in two units, are refused', () => {
    expect(() => rule({ ...grow, bounds: [1, -1] })).toThrow('bounds: expected [least, most], got [1,-1]')
    expect(() => rule({ ...grow, bounds: ['0 mV', '3 ms'] })).toThrow('bounds[1]: expected a value in mV')
  })
})

describe('what an experiment gives has the unit of its place', () => {
  const wrong: [string, (e: Experiment) => void, string][] = [
    ['init', e => (e.populations.a.init = { 'soma.v': '3 ms' }), 'populations.a.init.soma.v: expected a value in mV, got "3 ms"'],
    ['init, as an equation', e => (e.populations.a.init = { 'soma.v': '3 ms * rand()' }), 'populations.a.init.soma.v: expected'],
    ['init of learned state', e => (e.populations.a.init = { 'soma.b': '3 ms' }), 'populations.a.init.soma.b: expected a value in mV'],
    ['init of an unknown name', e => (e.populations.a.init = { 'soma.q': 3 }), 'populations.a.init.soma.q: expected a state: one of'],
    ['drive', e => (e.train[0].phases![0].drive = { 'a.soma.push': '3 ms' }), 'train[0].phases[0].drive.a.soma.push: expected a value in mV'],
    ['weights', e => (e.projections[0].weights = '3 ms'), 'projections[0].weights: expected a value in mV, got "3 ms"'],
    ['weights, as an equation', e => (e.projections[0].weights = '3 ms * rand()'), 'projections[0].weights: expected a value in mV'],
    ['weights of a graded signal', e => (e.projections[1].weights = '1 mV'), 'projections[1].weights: expected a plain number, got "1 mV"'],
    ['weights, scaled', e => (e.projections[0].weights = { scale: 2, of: '3 ms' }), 'projections[0].weights: expected a value in mV'],
    ['bounds', e => (e.projections[0].rule = { ...grow, bounds: ['0 ms', '1 ms'] }), 'projections[0].rule.on.run.end.w: bounds[0]: expected a value in mV'],
    ['a phase that is too long', e => (e.train[0].phases![0].lasts = '1e9 ms'), 'train[0].phases[0].lasts: expected at most 10000000 ticks'],
  ] // biome-ignore format: a table
  for (const [name, change, message] of wrong)
    test(name, () => expect(() => planExperiment(changed(change))).toThrow(message))

  test('plain numbers count in ms, mV, pA', () => {
    const plain = changed(e => {
      e.populations.a.init = { 'soma.v': -65, 'soma.wait': 3 }
      e.projections[0].weights = 2
      e.train[0].phases![0].drive = { 'a.soma.push': 3 }
    })
    expect(() => planExperiment(plain)).not.toThrow()
  })
})

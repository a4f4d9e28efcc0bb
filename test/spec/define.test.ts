/** A wrong model is refused where it is defined, with its name, the table, the equation, what was expected and what was received. */
import { describe, expect, test } from 'vitest'
import { neuron, rule } from '../../src/spec/define.ts'
import type { Neuron, Rule } from '../../src/spec/types.ts'

const about = { about: 'for this test', source: 'nobody 2026' }
type Soma = Partial<Neuron['compartments'][string]>
const cell =
  (soma: Soma, others: Partial<Neuron> = {}) =>
  () =>
    neuron({
      name: 'cell',
      ...about,
      params: { tau: ['20 ms', 'time constant'], threshold: ['-50 mV', 'threshold'], max: ['200 Hz', 'rate'] },
      compartments: { soma: { about: 'point', input: 'mV', state: { v: '-65 mV', wait: '0 ms' }, step: {}, ...soma } },
      ...others,
    })

describe('neurons', () => {
  test.each<[string, Soma, Partial<Neuron>, string]>([
    ['a sum of two units', { step: { v: 'v + tau' } }, {}, "neuron 'cell': compartments.soma.step.v: soma.v + tau: expected mV, got ms"],
    ['another unit than the state', { step: { v: 'v / tau' } }, {}, "neuron 'cell': compartments.soma.step.v: expected mV (as its initial value), got mV/ms"],
    ['an unknown name', { step: { v: 'v + imput' } }, {}, "neuron 'cell': compartments.soma.step.v: 'imput': expected one of soma.v"],
    ['a unit in exp', { step: { v: 'v * exp(-tau)' } }, {}, 'compartments.soma.step.v: exp(-tau): expected a number without a unit in -tau, got ms'],
    ['a truth value as a number', { step: { v: 'v > threshold' } }, {}, "neuron 'cell': compartments.soma.step.v: expected a number (write test ? 1 : 0), got a truth value"],
    ['a number as a test', { step: { v: 'v ? v : threshold' } }, {}, "compartments.soma.step.v: soma.v: expected a truth value (write 'x > 0'), got a number"],
    ['an unknown function', { step: { v: 'foo(v)' } }, {}, 'compartments.soma.step.v: foo(): expected a function'],
    ['a mistake of writing', { step: { v: 'v + ' } }, {}, "neuron 'cell': compartments.soma.step.v"],
    ['a unit through a let', { step: { drive: 'input / tau', v: 'v + drive' } }, {}, 'compartments.soma.step.v: soma.v + soma.drive: expected mV, got mV/ms'],
    ['an event that is a number', { step: {} }, { events: { spike: 'soma.v' } }, "neuron 'cell': events.spike: expected a truth value, or a whole number such as poisson(mean), got a number"],
    ['a comparison of two units', { step: {} }, { events: { spike: 'soma.v > tau' } }, 'events.spike: soma.v > tau: expected mV, got ms'],
    ['a Poisson mean with a unit', { step: {} }, { events: { spike: 'poisson(max)' } }, 'events.spike: max: expected a number without a unit (rate * dt), got /ms'],
    ['a handler with a wrong unit', { step: {} }, { events: { spike: 'soma.v > threshold' }, on: { spike: { 'soma.v': 'tau' } } }, "neuron 'cell': on.spike.soma.v: expected mV (as its initial value), got ms"],
    ['a handler of the protocol', { step: {} }, { on: { 'look.end': { 'soma.v': 'average(soma.v, threshold)' } } }, 'on.look.end.soma.v: threshold: expected a time, got mV'],
    ['the weight of a filter', { step: { v: 'filter(input, 10 ms, exp(-lag))' } }, {}, 'compartments.soma.step.v: exp(-lag): expected a number without a unit in -lag, got ms'],
    ['an initial value', { state: { v: '0.8 + rnd()' } }, {}, 'compartments.soma.state.v: rnd(): expected a function'],
    ['a parameter in no unit', { step: {} }, { params: { tau: ['20 mz' as never, 'time constant'] } }, "neuron 'cell': params.tau: expected a unit"],
  ])('%s', (_what, soma, others, message) => {
    expect(cell(soma, others)).toThrow(message)
  }) // biome-ignore format: a table

  test('what is right passes: durations, counts, draws, phases, reductions, the past', () => {
    const step = {
      wait: 'max(wait - dt, 0)',
      noise: 'randn(all) + rand() + (phase.is.forward ? 1 : 0) + sum(all, v) / (1 mV * size)',
      slow: 'average(v, 5 ms) + delayed(v, 1 ms) * noise',
      v: 'wait > 0 ? threshold : v + dt / tau * (input + slow - old(v))',
    }
    const on = { spike: { now: 'phase.time', 'soma.wait': 'now + 5 ms', 'soma.v': 'spike > 1 ? threshold : -65 mV' } }
    expect(cell({ step }, { events: { spike: 'poisson(max * dt)', many: 'spike > 1' }, on })).not.toThrow()
  })
})

const learned = (others: Partial<Rule>) => () =>
  rule({
    name: 'learned',
    ...about,
    params: { eta: [0.1, 'rate'], tau: ['20 ms', 'time constant'] },
    pre: { state: { x: 0 }, step: { x: 'x * exp(-dt / tau)' }, on: { 'pre.spike': { x: 'x + 1' } } },
    synapse: { e: 0 },
    on: { tick: { when: 'pre.x > 0', gain: 'eta * post.soma.error', e: 'e + gain', w: 'w + e * pre.x' } },
    ...others,
  })

describe('rules', () => {
  test('what is right passes', () => {
    expect(learned({})).not.toThrow()
  })
  test.each<[string, Partial<Rule>, string]>([
    ['an unknown name', { on: { tick: { w: 'w + etta * pre.x' } } }, "rule 'learned': on.tick.w: 'etta': expected one of"],
    ['the nearest one', { on: { tick: { w: 'w + etta * pre.x' } } }, "did you mean 'eta'?"],
    ['two units', { on: { tick: { w: 'w + eta * (pre.x + tau)' } } }, 'on.tick.w: pre.x + tau: expected 1, got ms'],
    ['a trace with a wrong unit', { pre: { state: { x: 0 }, step: { x: 'x + dt' } } }, "rule 'learned': pre.step.x: pre.x + dt: expected 1, got ms"],
    ['a trace assigned a time', { post: { state: { y: 0 }, on: { 'post.spike': { y: 'tau' } } } }, 'post.on.post.spike.y: expected 1 (as its initial value), got ms'],
    ['when that is a number', { on: { tick: { when: 'pre.x', w: 'w' } } }, "on.tick.when: expected a truth value (write 'x > 0'), got a number"],
    ['a mistake of writing', { on: { tick: { w: 'w + (' } } }, "rule 'learned': on.tick.w"],
    ['an unknown function', { on: { tick: { w: 'square(w)' } } }, 'on.tick.w: square(): expected a function'],
  ])('%s', (_what, others, message) => {
    expect(learned(others)).toThrow(message)
  }) // biome-ignore format: a table
})

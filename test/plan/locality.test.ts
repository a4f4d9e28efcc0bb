/** Locality classes as docs/model.md defines them. */
import { describe, expect, test } from 'vitest'
import plateau from '../../experiments/mnist-plateau.ts'
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import * as feedback from '../../experiments/parts/rate-feedback.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Projection, Rule } from '../../src/spec/types.ts'

const classOf = (method: Method, hidden = [20]) =>
  localityOf(planExperiment(experiment(rateNetwork({ hidden, lanes: 4 }, method))))

describe('rate rules', () => {
  test.each([
    [feedback.backprop, 'transport'],
    [feedback.signSymmetry, 'transport'],
    [feedback.symmetricAlignment, 'transport'],
    [feedback.kolenPollack, 'circuit'],
    [feedback.feedbackAlignment, 'circuit'],
    [feedback.directFeedback, 'circuit'],
    [feedback.weightMirror, 'circuit'],
    [feedback.informationAlignment, 'circuit'],
    [feedback.activationAlignment, 'transport'],
    [feedback.shallow, 'circuit'],
    [feedback.backpropAdam, 'transport'],
  ] as const)('%o is %s', (method, expected) => {
    expect(classOf(method).experiment.class).toBe(expected)
  })

  test('a projection has the class of its own units; what feeds them counts for the experiment', () => {
    const { rules, experiment } = classOf(feedback.feedbackAlignment, [20, 20])
    expect(rules.w1.class).toBe('local')
    expect(rules.w2.class).toBe('broadcast')
    expect(rules.w3.class).toBe('circuit')
    expect(experiment).toEqual({ class: 'circuit', why: expect.stringContaining('(all, ..) in top.soma.') })
  })
})

test('the dendritic network learns from a broadcast of ten output units', () => {
  const { rules, experiment } = localityOf(planExperiment(plateau))
  expect(rules.w1).toEqual({ class: 'broadcast', why: expect.stringContaining('10 signals') })
  // The hidden spikes that it sees depend on the apical dendrite too.
  expect(rules.out.class).toBe('broadcast')
  expect(experiment.class).toBe('broadcast')
})

const unit = neuron({
  name: 'unit', about: '', source: '', params: {},
  compartments: {
    soma: { about: '', input: 1, step: { x: 'input', share: 'x / sum(group, x)', wave: 'x + randn(all)', mean: 'sum(lanes, x) / lanes' } },
    other: { about: '', input: 1, step: { y: 'input' } },
  },
}) // biome-ignore format: a table

const learning = (w: string, more: Projection[] = [], on = 'show.end'): Rule['name'] => {
  const r = rule({ name: 'r', about: '', source: '', params: {}, on: { [on]: { w } } })
  const planned = planExperiment(
    experiment({
      name: 'toy', about: '', seed: 1, dt: '1 ms',
      populations: { a: { neuron: unit, size: 20 }, b: { neuron: unit, size: 30 }, few: { neuron: unit, size: 16 } },
      projections: [{ name: 'w', from: 'a.soma.x', to: 'b.soma', weights: 'rand()', rule: r }, ...more],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'show', lasts: '1 ticks' }] }],
    }),
  ) // biome-ignore format: a table
  return localityOf(planned).experiment.class
}

describe('one reading each', () => {
  test.each([
    ['w + pre.soma.x * post.soma.x', 'local'],
    ['w - sum(pre, w) / fan.in', 'local'],
    ['w + pre.soma.share', 'circuit'],
    ['w + post.soma.wave', 'circuit'],
    ['w + post.soma.mean', 'batch'],
    ['w - sum(all, w) / 600', 'batch'],
  ])('%s', (equation, expected) => {
    expect(learning(equation)).toBe(expected)
  })

  const into = (rest: Partial<Projection>): Projection => ({
    name: 'f',
    from: 'few.soma.x',
    to: 'b.other',
    weights: 1,
    ...rest,
  })

  test('a port fed by 16 units is a broadcast, by 20 not; one that no rule reads does not count', () => {
    expect(learning('w + post.other.y', [into({})])).toBe('broadcast')
    expect(learning('w + post.other.y', [into({ from: 'a.soma.x' })])).toBe('local')
    expect(learning('w', [into({})])).toBe('local')
  })

  test('a transpose, a sign and a step towards it are transport; a tie of the same ends is not', () => {
    const back = (weights: Projection['weights']) => into({ from: 'b.soma.x', to: 'a.other', weights })
    for (const weights of [{ tie: 'w' }, { transpose: 'w' }, { sign: 'w' }, { toward: 'w', rate: 0.1 }])
      expect(learning('w + pre.other.y', [back(weights)])).toBe('transport')
    expect(learning('w + post.other.y', [into({ from: 'a.soma.x', weights: { tie: 'w' } })])).toBe('local')
  })

  test('a relay hides nothing', () => {
    const back = into({ from: 'b.soma.x', to: 'a.other', weights: { tie: 'w' } })
    const relay = into({ name: 'relay', from: 'a.other.y', to: 'b.other' })
    expect(learning('w + post.other.y', [back, relay])).toBe('transport')
  })
})

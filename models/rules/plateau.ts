import { rule } from '../../src/spec/define.ts'
import type { Rule } from '../../src/spec/types.ts'
import { potential, type Switches, settle, summed, switched, synapses } from '../neurons/pyramidal.ts'

type Own = Pick<Switches, 'window' | 'feedforwardFrom'>

/** Mean presynaptic trace of the forward phase. */
const trace = ({ window, feedforwardFrom }: Own): Rule['pre'] => {
  const x = feedforwardFrom === 'rates' ? 'pre.soma.r' : potential('pre.spike')
  if (window !== 'afterSettle') return { state: { s: 0 }, on: { 'forward.end': { s: `average(${x}, window)` } } }
  return {
    state: { s: 0, sum: 0, n: 0 },
    step: { ...summed(x), n: 'phase.time < settle ? 0 : n + 1' },
    on: { 'forward.end': { s: 'sum / n' } },
  }
}

/** Mean presynaptic trace of the forward phase, as published. */
export const meanTrace = trace({})

const outer = (name: string, about: string, s: Own = {}): Rule =>
  rule({
    name,
    about,
    source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 25-31',
    params: {
      eta: [0.21, 'learning rate'],
      decay: [1, 'factor on the learning rate after each epoch'],
      ...synapses,
      ...(s.window === 'afterSettle' ? settle : {}),
    },
    pre: trace(s),
    on: {
      'presentation.end': {
        when: 'pre.s > 0',
        rate: 'eta * pow(decay, epoch)',
        w: 'w + rate * post.soma.delta * pre.s',
        'post.basal.b': 'post.basal.b + eta * pow(decay, epoch) * post.soma.delta',
      },
    },
  })

/** Hidden synapses: change of the plateau potential from forward to target phase, times the mean presynaptic trace. */
export const plateau = outer('plateau', 'hidden synapses learn from the difference of two plateau potentials')
/** Output synapses: taught minus forward firing rate, times the mean presynaptic trace. */
export const delta = outer('delta', 'output synapses learn from the difference of taught and forward rate')

/** Either of them with switches of the published program; without any, itself. */
export const learnedWith = (of: Rule, { window, feedforwardFrom }: Switches): Rule => {
  const names = switched({ ...(window ? { window } : {}), ...(feedforwardFrom ? { feedforwardFrom } : {}) })
  if (names.length === 0) return of
  return outer([of.name, ...names].join('-'), of.about, {
    ...(window ? { window } : {}),
    ...(feedforwardFrom ? { feedforwardFrom } : {}),
  })
}

/**
 * Feedback synapses, optional: the plateau of the forward phase is drawn towards the firing rate of the soma. The published program
 * compares a plateau (0 to 1) with a rate per ms (0 to 0.2); here both run from 0 to 1, as in its version of 2016.
 */
export const feedbackToRate = rule({
  name: 'feedback-to-rate',
  about: 'feedback synapses draw the forward plateau potential towards the somatic rate',
  source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, methods, learned feedback; program of 2016',
  params: { eta: [0.1, 'learning rate'], ...synapses },
  pre: { state: { s: 0 }, on: { 'forward.end': { s: `average(${potential('delayed(pre.spike, 1 ms)')}, window)` } } },
  on: {
    'presentation.end': {
      when: 'pre.s > 0',
      w: 'w + eta * (sigmoid(post.soma.vf) - post.apical.a0) * post.apical.a0 * (1 - post.apical.a0) * pre.s',
    },
  },
})

/** The same for cells with a bias of the apical dendrite, which is learned with the weights (switch use_feedback_bias). */
export const feedbackToRateWithBias = rule({
  ...feedbackToRate,
  name: 'feedback-to-rate-with-bias',
  about: 'feedback synapses and the apical bias draw the forward plateau potential towards the somatic rate',
  on: {
    'presentation.end': {
      ...(feedbackToRate.on['presentation.end'] as Record<string, string>),
      'post.apical.c':
        'post.apical.c + eta * (sigmoid(post.soma.vf) - post.apical.a0) * post.apical.a0 * (1 - post.apical.a0)',
    },
  },
})

/**
 * Control, not a local rule in this network: hidden synapses follow the error sent back by the output weights, scaled as in the
 * published program (0.2 of the consistent scale).
 */
export const backprop = rule({
  name: 'plateau-backprop',
  about: 'control: hidden synapses follow errors carried back by the output weights',
  source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, figure 7; switch use_backprop of its program',
  params: {
    eta: [0.21, 'learning rate'],
    decay: [1, 'factor on the learning rate after each epoch'],
    scale: [0.002, 'P_hidden rate^2 over the swing'],
    ...synapses,
  },
  pre: { state: { s: 0 }, on: { 'forward.end': { s: `average(${potential('pre.spike')}, window)` } } },
  on: {
    'presentation.end': {
      when: 'pre.s > 0',
      rate: 'eta * pow(decay, epoch) * scale',
      w: 'w + rate * post.check.back * pre.s',
      'post.basal.b': 'post.basal.b + eta * pow(decay, epoch) * scale * post.check.back',
    },
  },
})

import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron } from '../../src/spec/types.ts'

/**
 * Difference of exponentials, the postsynaptic potential of one spike; cut off at `memory`, as published. `advance` moves it by a tick
 * (the program of 2016 counted lags from 0).
 */
const kappa = 'dt * (exp(-(lag - advance) / tau_l) - exp(-(lag - advance) / tau_s)) / (tau_l - tau_s)'
export const potential = (of: string) => `filter(${of}, memory, ${kappa})`

/** Conductances of a hidden cell, with spikes or without. */
export const conductances: Neuron['params'] = {
  g_l: ['0.1 /ms', 'leak conductance'],
  g_b: ['0.6 /ms', 'conductance from the basal dendrite to the soma'],
  g_a: ['0 /ms', 'conductance from the apical dendrite to the soma'],
}

/** For measuring only: what backpropagation would send. */
export const check: Compartment = {
  about: 'errors sent back by the output weights, for the angle to backpropagation only',
  input: 1,
  step: { back: 'soma.slope * input' },
}

/** Parameters of synapses, shared by neurons and rules. */
export const synapses: Neuron['params'] = {
  tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
  tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
  memory: ['10 ms', 'how long a spike acts'],
  advance: ['0 ms', 'how much earlier than a tick after the spike its potential begins'],
  window: ['20 ms', 'averaging window at the end of a phase'],
}

/** How a cell differs from the published one: the switches of the published program that belong to a neuron. */
export interface Switches {
  /** Mean over the last `window` of a phase, or over all of it after 30 ms, as the paper's text has it. */
  window?: 'last20' | 'afterSettle'
  /** A bias of the apical dendrite, which learned feedback changes. */
  feedbackBias?: boolean
  /** false: somata stand at their steady state in every tick. */
  conductances?: boolean
  /** What basal dendrites receive: spikes through synapses, or unfiltered rates. */
  feedforwardFrom?: 'spikes' | 'rates'
  /** What apical dendrites receive. */
  feedbackFrom?: 'spikes' | 'rates'
}

/** Names of the switches that are not as published: they make the name of the neuron. */
export const switched = (s: Switches): string[] => [
  ...(s.window === 'afterSettle' ? ['after-settle'] : []),
  ...(s.feedbackBias ? ['feedback-bias'] : []),
  ...(s.conductances === false ? ['steady'] : []),
  ...(s.feedforwardFrom === 'rates' ? ['rate-feedforward'] : []),
  ...(s.feedbackFrom === 'rates' ? ['rate-feedback'] : []),
]

/** The settling time of the window 'afterSettle', and equations that add up x after it. */
export const settle: Neuron['params'] = { settle: ['30 ms', 'beginning of a phase that means leave out'] }
export const summed = (x: string) => ({ sum: `phase.time < settle ? 0 : sum + ${x}` })
const counted = { n: 'phase.time < settle ? 0 : n + 1' }

interface Variant {
  name: string
  about: string
  apical: string // voltage of the apical dendrite
  soma: string // voltage of the soma
  basal?: string // voltage of the basal dendrite, default through synapses
  bias?: boolean // of the apical dendrite
  rates?: boolean // whether it sends its rate as soma.r
  afterSettle?: boolean
}

const cell = ({ name, about, apical, soma, basal, bias, rates, afterSettle }: Variant): Neuron => {
  const mean = (of: string) => (afterSettle ? `${of}.sum / soma.n` : `average(${of}.v, window)`)
  return neuron({
    name,
    about,
    source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 1-10',
    params: {
      ...conductances,
      ...synapses,
      max: ['200 Hz', 'maximal firing rate'],
      jitter: ['0 ms', 'standard deviation of the plateau times before the end of a phase'],
      swing: [20, 'scale of the learning signal (P times the maximal rate)'],
      ...(afterSettle ? settle : {}),
    },
    compartments: {
      basal: {
        about: 'feed-forward synapses',
        input: 1,
        learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
        step: { v: basal ?? `b + ${potential('input')}` },
      },
      apical: {
        about: 'feedback synapses',
        input: 1,
        state: { early: '0 ms', a0: 0.5, a1: 0.5, ...(afterSettle ? { sum: 0 } : {}) },
        ...(bias ? { learned: { c: '0.8 + 0.003465 * (rand() - 0.5)' } } : {}),
        step: { v: bias ? `c + ${apical}` : apical, ...(afterSettle ? summed('v') : {}) },
      },
      soma: {
        about: 'site of firing',
        state: { v: 0, vf: 0, slope: 0, delta: 0, ...(afterSettle ? { sum: 0, n: 0 } : {}) },
        step: {
          v: soma,
          ...(rates ? { r: 'max * sigmoid(v) * dt' } : {}),
          ...(afterSettle ? { ...counted, ...summed('v') } : {}),
        },
      },
      check,
    },
    events: { spike: 'poisson(max * sigmoid(soma.v) * dt)', plateau: 'phase.left == apical.early' },
    on: {
      'forward.begin': { 'apical.early': 'min(5 ms, abs(trunc(jitter * randn() / 1 ms)) * 1 ms)' },
      'target.begin': { 'apical.early': 'min(5 ms, abs(trunc(jitter * randn() / 1 ms)) * 1 ms)' },
      plateau: {
        'apical.a0': `phase.is.forward ? sigmoid(${mean('apical')}) : apical.a0`,
        'apical.a1': `sigmoid(${mean('apical')})`,
      },
      'forward.end': {
        'soma.vf': mean('soma'),
        'soma.slope': 'swing * g_b / (g_l + g_b + g_a) * sigmoid(soma.vf) * (1 - sigmoid(soma.vf))',
      },
      'target.end': { 'soma.delta': 'soma.slope * (apical.a1 - apical.a0)' },
    },
  })
}

const steady = '(g_b * basal.v + g_a * apical.v) / (g_l + g_b + g_a) + 0 * v'
const euler = 'v + dt * (g_b * (basal.v - v) - g_l * v + g_a * (apical.v - v))'

/**
 * Hidden pyramidal neuron with basal, apical and somatic compartments, and a plateau potential at the end of each phase.
 * Voltages have no unit, as in the paper; the Euler step of 1 ms is part of the model.
 */
export const pyramidal = cell({
  name: 'pyramidal',
  about: 'pyramidal cell with segregated dendrites and apical plateau potentials',
  apical: potential('input'),
  soma: euler,
})

/** The same with feedback by rates: the apical voltage is the weighted sum of output rates of the tick before, unfiltered. */
export const pyramidalRateFeedback = cell({
  name: 'pyramidal-rate-feedback',
  about: 'pyramidal cell whose apical dendrite receives firing rates instead of spikes',
  apical: 'input',
  soma: euler,
})

/** The same without conductances in time: the soma stands at its steady state in every tick. */
export const pyramidalSteady = cell({
  name: 'pyramidal-steady',
  about: 'pyramidal cell whose soma follows its dendrites at once',
  apical: potential('input'),
  soma: steady,
})

/** Any combination of switches; without any, `pyramidal` itself. */
export const pyramidalWith = (s: Switches): Neuron => {
  const names = switched(s)
  if (names.length === 0) return pyramidal
  return cell({
    name: ['pyramidal', ...names].join('-'),
    about: `pyramidal cell with segregated dendrites and apical plateau potentials; switches: ${names.join(', ')}`,
    apical: s.feedbackFrom === 'rates' ? 'input' : potential('input'),
    soma: s.conductances === false ? steady : euler,
    ...(s.feedforwardFrom === 'rates' ? { basal: 'b + input', rates: true } : {}),
    bias: s.feedbackBias ?? false,
    afterSettle: s.window === 'afterSettle',
  })
}

import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

/**
 * Difference of exponentials, the postsynaptic potential of one spike; cut off at `memory`, as published. `advance` moves it by a tick
 * (the program of 2016 counted lags from 0).
 */
const kappa = 'dt * (exp(-(lag - advance) / tau_l) - exp(-(lag - advance) / tau_s)) / (tau_l - tau_s)'
export const potential = (of: string) => `filter(${of}, memory, ${kappa})`

/** Parameters of synapses, shared by neurons and rules. */
export const synapses: Neuron['params'] = {
  tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
  tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
  memory: ['10 ms', 'how long a spike acts'],
  advance: ['0 ms', 'how much earlier than a tick after the spike its potential begins'],
  window: ['20 ms', 'averaging window at the end of a phase'],
}

interface Variant {
  name: string
  about: string
  apical: string // voltage of the apical dendrite
  soma: string // voltage of the soma
}

const cell = ({ name, about, apical, soma }: Variant): Neuron =>
  neuron({
    name,
    about,
    source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 1-10',
    params: {
      g_l: ['0.1 /ms', 'leak conductance'],
      g_b: ['0.6 /ms', 'conductance from the basal dendrite to the soma'],
      g_a: ['0 /ms', 'conductance from the apical dendrite to the soma'],
      ...synapses,
      max: ['200 Hz', 'maximal firing rate'],
      jitter: ['0 ms', 'standard deviation of the plateau times before the end of a phase'],
      swing: [20, 'scale of the learning signal (P times the maximal rate)'],
    },
    compartments: {
      basal: {
        about: 'feed-forward synapses',
        input: 1,
        learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
        step: { v: `b + ${potential('input')}` },
      },
      apical: { about: 'feedback synapses', input: 1, state: { early: '0 ms', a0: 0.5, a1: 0.5 }, step: { v: apical } },
      soma: { about: 'site of firing', state: { v: 0, vf: 0, slope: 0, delta: 0 }, step: { v: soma } },
      check: {
        about: 'errors sent back by the output weights, for the angle to backpropagation only',
        input: 1,
        step: { back: 'soma.slope * input' },
      },
    },
    events: { spike: 'poisson(max * sigmoid(soma.v) * dt)', plateau: 'phase.left == apical.early' },
    on: {
      'forward.begin': { 'apical.early': 'min(5 ms, abs(trunc(jitter * randn() / 1 ms)) * 1 ms)' },
      'target.begin': { 'apical.early': 'min(5 ms, abs(trunc(jitter * randn() / 1 ms)) * 1 ms)' },
      plateau: {
        'apical.a0': 'phase.is.forward ? sigmoid(average(apical.v, window)) : apical.a0',
        'apical.a1': 'sigmoid(average(apical.v, window))',
      },
      'forward.end': {
        'soma.vf': 'average(soma.v, window)',
        'soma.slope': 'swing * g_b / (g_l + g_b + g_a) * sigmoid(soma.vf) * (1 - sigmoid(soma.vf))',
      },
      'target.end': { 'soma.delta': 'soma.slope * (apical.a1 - apical.a0)' },
    },
  })

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
  soma: '(g_b * basal.v + g_a * apical.v) / (g_l + g_b + g_a) + 0 * v',
})

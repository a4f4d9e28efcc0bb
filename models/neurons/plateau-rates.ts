/**
 * The segregated dendrites without spikes: firing rates go from unit to unit, dendrites add them up at once, and somata stand at
 * their steady state. The published program has it as the switch nonspiking_mode; a phase then has two ticks, as feedback is a tick late.
 */
import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'
import { check, conductances } from './pyramidal.ts'
import { teaching } from './readout.ts'

const source = 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, program, switch nonspiking_mode'
const max: Neuron['params'] = { max: ['200 Hz', 'maximal firing rate'] }

/** Input units: the rate of a pixel, in spikes a tick. */
export const brightnessRate = neuron({
  name: 'brightness-rate',
  about: 'input that sends the firing rate of a pixel instead of spikes',
  source,
  params: max,
  compartments: {
    soma: { about: 'brightness', state: { x: 0, forward: 0 }, step: { r: 'max * x * dt' } },
  },
  on: { 'forward.end': { 'soma.forward': 'soma.r' } },
})

/** Hidden neuron; plateau potentials are read in the last tick of a phase. */
export const pyramidalRates = neuron({
  name: 'pyramidal-rates',
  about: 'pyramidal cell with segregated dendrites that sends and receives firing rates',
  source,
  params: {
    ...conductances,
    ...max,
    swing: [20, 'scale of the learning signal (P times the maximal rate)'],
  },
  compartments: {
    basal: {
      about: 'feed-forward synapses',
      input: 1,
      learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
      step: { v: 'b + input' },
    },
    apical: { about: 'feedback synapses', input: 1, state: { a0: 0.5, a1: 0.5 }, step: { v: 'input' } },
    soma: {
      about: 'site of firing',
      state: { slope: 0, delta: 0, forward: 0 },
      step: { v: '(g_b * basal.v + g_a * apical.v) / (g_l + g_b + g_a)', r: 'max * sigmoid(v) * dt' },
    },
    check,
  },
  on: {
    'forward.end': {
      'soma.forward': 'soma.r',
      'soma.slope': 'swing * g_b / (g_l + g_b + g_a) * sigmoid(soma.v) * (1 - sigmoid(soma.v))',
      'apical.a0': 'sigmoid(apical.v)',
    },
    'target.end': { 'apical.a1': 'sigmoid(apical.v)', 'soma.delta': 'soma.slope * (apical.a1 - apical.a0)' },
  },
})

/** Output unit: at its steady state with or without the teaching conductances, as in the published program. */
export const readoutRates = neuron({
  name: 'readout-rates',
  about: 'output unit with teaching conductances that sends a firing rate',
  source,
  params: {
    ...teaching,
    ...max,
    swing: [20, 'scale of the learning signal'],
  },
  compartments: {
    basal: {
      about: 'synapses from the layer below',
      input: 1,
      learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
      step: { v: 'b + input' },
    },
    soma: {
      about: 'site of firing, taught in the target phase',
      state: { teach: 0, label: 0, vf: 0, delta: 0, miss: 0 },
      step: {
        v: '(g_d * basal.v + teach * g_e * (label > 0 ? e : -e)) / (g_l + g_d + teach * g_e)',
        rho: 'sigmoid(v)',
        r: 'max * rho * dt',
      },
    },
  },
  on: {
    'forward.end': { 'soma.vf': 'soma.v' },
    'target.end': {
      'soma.miss': 'soma.rho - sigmoid(soma.vf)',
      'soma.delta': 'swing * g_d / (g_l + g_d) * sigmoid(soma.vf) * (1 - sigmoid(soma.vf)) * soma.miss',
    },
  },
})

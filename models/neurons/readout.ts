import { neuron } from '../../src/spec/define.ts'
import { potential, synapses } from './pyramidal.ts'

/** Output unit with a dendrite, a soma and teaching conductances that act in the target phase. */
export const readout = neuron({
  name: 'readout',
  about: 'output unit with teaching conductances',
  source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 11-16',
  params: {
    g_l: ['0.1 /ms', 'leak conductance'],
    g_d: ['0.6 /ms', 'conductance from the dendrite to the soma'],
    g_e: ['1 /ms', 'teaching conductance'],
    e: [8, 'reversal potential of the teaching current'],
    ...synapses,
    max: ['200 Hz', 'maximal firing rate'],
    swing: [20, 'scale of the learning signal'],
  },
  compartments: {
    basal: {
      about: 'synapses from the layer below',
      input: 1,
      learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
      step: { v: `b + ${potential('input')}` },
    },
    soma: {
      about: 'site of firing, taught in the target phase',
      state: { v: 0, teach: 0, label: 0, vf: 0, delta: 0, miss: 0 },
      step: {
        v: 'v + dt * (g_d * (basal.v - v) - g_l * v + teach * g_e * ((label > 0 ? e : -e) - v))',
        rho: 'sigmoid(v)',
      },
    },
  },
  events: { spike: 'poisson(max * soma.rho * dt)' },
  on: {
    'forward.end': { 'soma.vf': 'average(soma.v, window)' },
    'target.end': {
      'soma.miss': 'average(soma.rho, window) - sigmoid(soma.vf)',
      'soma.delta': 'swing * g_d / (g_l + g_d) * sigmoid(soma.vf) * (1 - sigmoid(soma.vf)) * soma.miss',
    },
  },
})

import { neuron } from '../../src/spec/define.ts'
import { power, presentations } from './growth-label.ts'

/**
 * A label unit that does not spike: z is the mean weighted spike current of a presentation, e the label less z, or less the softmax of `gain` z over
 * the population where `soft` is 1. y is 1 for the true label and 0 for others. With rule `gated` it is the delta rule (Widrow & Hoff) on
 * spike counts, or logistic regression: what a linear readout of the same spikes can do. power: as in growth-label.
 */
export const linearReadout = neuron({
  name: 'linear-readout',
  about: 'linear readout of spike counts',
  source: 'Widrow & Hoff 1960, IRE WESCON Convention Record 4:96',
  params: {
    ...presentations,
    soft: [0, '1: softmax'],
    gain: [10, 'slope of the softmax'],
  },
  compartments: {
    drive: { about: 'label and prediction', input: 1, state: { y: 0 }, step: {} },
    power,
    soma: { about: 'sum of the presentation', state: { z: 0, e: 0 }, step: { z: 'z + drive.input / t' } },
  },
  on: {
    'show.end': {
      power: 'exp(gain * (soma.z - max(all, soma.z)))',
      'soma.e': 'drive.y - (soft > 0 ? power / sum(all, power) : soma.z)',
    },
  },
})

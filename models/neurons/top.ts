import { neuron } from '../../src/spec/define.ts'

/**
 * Output units: softmax over the population, with the cross-entropy error of a batch. `error.d` is the error of the mean loss (divided by
 * the number of lanes), `error.e` that of one sample.
 */
export const top = neuron({
  name: 'top',
  about: 'softmax unit with the error of the cross-entropy',
  source: 'Bridle 1990, Neurocomputing 68; Lillicrap et al. 2016, Nat Commun 7:13276',
  params: {},
  compartments: {
    soma: {
      about: 'synapses from the last layer',
      input: 1,
      learned: { b: 0 },
      state: { label: 0 },
      step: { z: 'input + b', m: 'max(all, z)', e: 'exp(z - m)', p: 'e / sum(all, e)' },
    },
    error: { about: 'probability less label', step: { e: 'soma.p - soma.label', d: 'e / lanes' } },
    mirror: {
      about: 'response to the noise of the layer below, less its slow mean',
      input: 1,
      learned: { mean: 0 },
      step: { raw: 'input + soma.b', y: 'raw - mean' },
    },
    recon: { about: 'values sent through feedback weights', input: 1, step: { q: 'input' } },
  },
})

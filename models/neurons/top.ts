import { neuron } from '../../src/spec/define.ts'
import type { Compartment } from '../../src/spec/types.ts'

/** Probability p of a unit from its potential z, over the population. */
export const softmax = { m: 'max(all, z)', e: 'exp(z - m)', p: 'e / sum(all, e)' }

/** The soma of a unit that answers: p is the probability of its class. */
export const answering: Compartment = {
  about: 'synapses from the last layer',
  input: 1,
  learned: { b: 0 },
  state: { label: 0 },
  step: { z: 'input + b', ...softmax },
}

/**
 * Output units: softmax over the population, with the cross-entropy error of a batch. `error.e` is the error of one sample, `error.d`
 * that of the mean loss (divided by the number of lanes) times `share`.
 */
export const top = neuron({
  name: 'top',
  about: 'softmax unit with the error of the cross-entropy',
  source: 'Bridle 1990, Neurocomputing 68; Lillicrap et al. 2016, Nat Commun 7:13276',
  params: { share: [1, 'factor on the loss'] },
  compartments: {
    soma: answering,
    error: { about: 'probability less label', step: { e: 'soma.p - soma.label', d: 'share * e / lanes' } },
    mirror: { about: 'response to the noise of the layer below', input: 1, learned: { mean: 0 }, step: { y: 'input' } },
    linear: { about: 'what the layer below sends, as it is', input: 1, step: { y: 'input' } },
    climb: { about: 'what comes up through feedback weights, read backwards', input: 1, step: { r: 'input' } },
  },
})

import { rule } from '../../src/spec/define.ts'

/**
 * Label synapses at the end of a presentation: error of the label unit times the mean spike current that the synapse has carried.
 * The rate is relative to the mean squared rate vector of the layer below, which stage 'calibrate' measures.
 */
export const gated = rule({
  name: 'gated',
  about: 'error of the label unit times the spikes a synapse carried',
  source:
    'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451, sparsity rule, gated by the label and summed over a presentation',
  params: {
    eta: [1, 'learning rate, relative to the power of the layer below'],
    decay: [0.85, 'factor on the learning rate after each epoch'],
    i: [1, 'current of a spike of the layer below'],
    t: [20, 'ticks of a presentation'],
  },
  on: {
    'show.end': {
      when: 'post.soma.e != 0',
      rate: 'eta * pow(decay, epoch) / post.power.r2',
      w: 'w + rate * post.soma.e * (pre.soma.r * (i / t))',
    },
  },
})

import { rule } from '../../src/spec/define.ts'

/** Hidden and output synapses of the network without spikes: the error of the soma times the rate of the forward phase. */
export const plateauRates = rule({
  name: 'plateau-rates',
  about:
    'somatic error (difference of two plateau potentials, or of two rates) times the presynaptic rate of the forward phase',
  source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 25-31; program, switch nonspiking_mode',
  params: { eta: [0.21, 'learning rate'], decay: [1, 'factor on the learning rate after each epoch'] },
  on: {
    'presentation.end': {
      when: 'pre.soma.forward > 0',
      rate: 'eta * pow(decay, epoch)',
      w: 'w + rate * post.soma.delta * pre.soma.forward',
      'post.basal.b': 'post.basal.b + eta * pow(decay, epoch) * post.soma.delta',
    },
  },
})

import { rule } from '../../src/spec/define.ts'
import type { Rule } from '../../src/spec/types.ts'
import { potential } from '../neurons/pyramidal.ts'

const outer = (name: string, about: string): Rule =>
  rule({
    name,
    about,
    source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 25-31',
    params: {
      eta: [0.21, 'learning rate'],
      decay: [1, 'factor on the learning rate after each epoch'],
      tau_l: ['10 ms', 'long time constant of a postsynaptic potential'],
      tau_s: ['3 ms', 'short time constant of a postsynaptic potential'],
      memory: ['10 ms', 'how long a spike acts'],
      window: ['20 ms', 'averaging window at the end of a phase'],
    },
    pre: { state: { s: 0 }, on: { 'forward.end': { s: `average(${potential('pre.spike')}, window)` } } },
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

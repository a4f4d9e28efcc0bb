import { rule } from '../../src/spec/define.ts'
import { synapses } from '../neurons/pyramidal.ts'
import { meanTrace } from './plateau.ts'

/**
 * The changes of plateau.ts for many lanes at once. Their sum overshoots where all images pull alike (biases, silent outputs) long before it
 * moves the rest; here each synapse keeps two running moments of its own changes and takes steps of about eta whatever their scale. The
 * change itself is kept too, so that nothing but the synapse's own state is read: the rule is as local as the one it comes from.
 */
const adamOf = (name: string, about: string) =>
  rule({
    name,
    about,
    source:
      'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 25-31; steps of Kingma & Ba 2015, ICLR, algorithm 1, without its corrections of the first steps',
    params: {
      eta: [0.02, 'size of a step'],
      decay: [1, 'factor on it after each epoch'],
      beta1: [0.8, 'memory of the change'],
      beta2: [0.8, 'memory of its square'],
      eps: [0.001, 'changes well below it are not enlarged'],
      ...synapses,
    },
    pre: meanTrace,
    synapse: { change: 0, m: 0, v: 0 },
    post: { learned: { change: 0, m: 0, v: 0 } },
    on: {
      'presentation.end': {
        rate: 'eta * pow(decay, epoch)',
        change: 'post.soma.delta * pre.s',
        m: 'beta1 * m + (1 - beta1) * change',
        v: 'beta2 * v + (1 - beta2) * change * change',
        w: 'w + rate * m / (sqrt(v) + eps)',
        'post.change': 'post.soma.delta',
        'post.m': 'beta1 * post.m + (1 - beta1) * post.change',
        'post.v': 'beta2 * post.v + (1 - beta2) * post.change * post.change',
        'post.basal.b': 'post.basal.b + eta * pow(decay, epoch) * post.m / (sqrt(post.v) + eps)',
      },
    },
  })

/** Hidden synapses, many lanes. */
export const plateauAdam = adamOf(
  'plateau-adam',
  'hidden synapses learn from plateau potentials of many images, in steps of one size',
)
/** Output synapses, many lanes. */
export const deltaAdam = adamOf(
  'delta-adam',
  'output synapses learn from taught and forward rates of many images, in steps of one size',
)

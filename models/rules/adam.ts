import { rule } from '../../src/spec/define.ts'
import type { Rule, Table } from '../../src/spec/types.ts'

const bias: Table<string> = {
  'post.mb': 'beta1 * post.mb + (1 - beta1) * sum(lanes, post.error.d)',
  'post.vb': 'beta2 * post.vb + (1 - beta2) * sum(lanes, post.error.d) * sum(lanes, post.error.d)',
  'post.soma.b': 'post.soma.b - eta * post.mb / (1 - post.c1) / (sqrt(post.vb / (1 - post.c2)) + eps)',
}

const withBias = (name: string, equations: Table<string>): Rule =>
  rule({
    name,
    about: 'descent on the error of the postsynaptic unit, with running moments of each gradient',
    source: 'Kingma & Ba 2015, ICLR, algorithm 1',
    params: {
      eta: [0.001, 'step size'],
      beta1: [0.9, 'memory of the gradient'],
      beta2: [0.999, 'memory of its square'],
      eps: [1e-8, 'guard of the division'],
    },
    synapse: { m: 0, v: 0 },
    post: {
      learned: { c1: 1, c2: 1, mb: 0, vb: 0 },
      on: { 'presentation.end': { c1: 'c1 * beta1', c2: 'c2 * beta2' } },
    },
    on: {
      'presentation.end': {
        g: 'sum(lanes, post.error.d * pre.soma.x)',
        m: 'beta1 * m + (1 - beta1) * g',
        v: 'beta2 * v + (1 - beta2) * g * g',
        w: 'w - eta * m / (1 - post.c1) / (sqrt(v / (1 - post.c2)) + eps)',
        ...equations,
      },
    },
  })

/** Adam for weights and biases. */
export const adam = withBias('adam', bias)
/** Adam for the weights of a layer without biases. */
export const adamWeights = withBias('adam-weights', {})

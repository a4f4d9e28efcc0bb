import { rule } from '../../src/spec/define.ts'
import type { Rule, Table } from '../../src/spec/types.ts'

const bias = (eta: string): Table<string> => ({
  'post.mb': 'beta1 * post.mb + (1 - beta1) * sum(lanes, post.error.d)',
  'post.vb': 'beta2 * post.vb + (1 - beta2) * sum(lanes, post.error.d) * sum(lanes, post.error.d)',
  'post.soma.b': `post.soma.b - ${eta} * post.mb / (1 - post.c1) / (sqrt(post.vb / (1 - post.c2)) + eps)`,
})

interface Form {
  bias?: boolean
  /** What the synapse reads of the unit below. */
  rate?: string
  halves?: boolean
}
const halved = 'eta * pow(0.5, floor(epoch / half))'

const adamRule = (name: string, { bias: hasBias = true, rate = 'pre.soma.x', halves = false }: Form = {}): Rule => {
  const eta = halves ? halved : 'eta'
  return rule({
    name,
    about: 'descent on the error of the postsynaptic unit, with running moments of each gradient',
    source: 'Kingma & Ba 2015, ICLR, algorithm 1',
    params: {
      eta: [0.001, 'step size'],
      beta1: [0.9, 'memory of the gradient'],
      beta2: [0.999, 'memory of its square'],
      eps: [1e-8, 'guard of the division'],
      ...(halves ? { half: [8, 'epochs after which the step is halved'] as [number, string] } : {}),
    },
    synapse: { m: 0, v: 0 },
    post: {
      learned: { c1: 1, c2: 1, mb: 0, vb: 0 },
      on: { 'presentation.end': { c1: 'c1 * beta1', c2: 'c2 * beta2' } },
    },
    on: {
      'presentation.end': {
        g: `sum(lanes, post.error.d * ${rate})`,
        m: 'beta1 * m + (1 - beta1) * g',
        v: 'beta2 * v + (1 - beta2) * g * g',
        w: `w - ${eta} * m / (1 - post.c1) / (sqrt(v / (1 - post.c2)) + eps)`,
        ...(hasBias ? bias(eta) : {}),
      },
    },
  })
}

/** Adam for weights and biases. */
export const adam = adamRule('adam')
/** Adam for the weights of a layer without biases. */
export const adamWeights = adamRule('adam-weights', { bias: false })
/** With steps that are halved every `half` epochs. */
export const adamHalving = adamRule('adam-halving', { halves: true })
/** The same, from codes: free rates in the place of those that the image gives (models/neurons/code.ts). */
export const adamOfCodes = adamRule('adam-of-codes', { halves: true, rate: 'pre.here.x' })

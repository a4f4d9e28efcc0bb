import { rule } from '../../src/spec/define.ts'

/**
 * Presynaptic rate less its slow mean, how the postsynaptic rate differs from that of earlier samples, and a third factor for the whole layer (in `error.d`).
 * Without the mean the step is the gradient too, but all of its noise points where the mean image points.
 */
export const thirdFactor = rule({
  name: 'third-factor',
  about: 'presynaptic rate, difference of the postsynaptic rate between samples, third factor of the layer',
  source: 'Pogodin & Latham 2020, NeurIPS, arXiv 2006.07123, eqs 9-12',
  params: { eta: [1, 'learning rate'], slow: [0.01, 'rate of slow means'] },
  pre: { learned: { mean: 0 } },
  on: {
    'presentation.end': {
      w: 'w - eta * post.error.d * pre.soma.x + eta * post.error.d * pre.mean',
      'post.soma.b': 'post.soma.b - eta * post.error.d',
      'pre.mean': 'pre.mean + slow / lanes * pre.soma.x - slow * pre.mean',
      'post.mean.k': 'post.mean.k + slow / lanes * post.error.k - slow * post.mean.k',
    },
  },
})

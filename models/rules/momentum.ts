import { rule } from '../../src/spec/define.ts'

/** Gradient descent with momentum on the errors that reach the postsynaptic unit, summed over the lanes of a batch. */
export const momentum = rule({
  name: 'momentum',
  about: 'descent on the error of the postsynaptic unit, with a running sum of past steps',
  source: 'Polyak 1964, USSR Comput. Math. Math. Phys. 4(5):1-17; Sutskever et al. 2013, ICML, eqs 1-2',
  params: { eta: [0.03, 'learning rate'], mu: [0.9, 'what is left of a step in the next'] },
  synapse: { step: 0 },
  post: { learned: { stepb: 0 } },
  on: {
    'presentation.end': {
      step: 'mu * step - eta * sum(lanes, post.error.d * pre.soma.x)',
      w: 'w + step',
      'post.stepb': 'mu * post.stepb - eta * sum(lanes, post.error.d)',
      'post.soma.b': 'post.soma.b + post.stepb',
    },
  },
})

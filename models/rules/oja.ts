import { rule } from '../../src/spec/define.ts'

/**
 * Competitive Hebbian learning of kernels. Stage 'seeds' (phase 'seed'): unit k of a group takes the k-th patch with contrast
 * as its kernel. Stage 'kernels' (phase 'patch'): the winner of a group moves towards the patch; its norm stays near 1. At the end kernels lose their mean.
 */
export const oja = rule({
  name: 'oja',
  about: 'the winner of a group moves towards the patch (Oja)',
  source: 'Oja 1982, J. Math. Biol. 15:267, eq. 3; winner only',
  params: { eta0: [0.05, 'learning rate at the start'], eta1: [0.002, 'learning rate at the end'] },
  on: {
    'seed.end': { when: 'post.gate.seen == post.member + 1 && post.gate.input > 0', w: 'pre.soma.p' },
    'patch.end': {
      when: 'post.match.y > 0',
      eta: 'eta0 + (eta1 - eta0) * progress',
      w: 'w + eta * post.match.y * (pre.soma.p - post.match.y * w)',
    },
    'kernels.end': { w: 'w - sum(pre, w) / fan.in' },
  },
})

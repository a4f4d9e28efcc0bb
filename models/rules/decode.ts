import { rule } from '../../src/spec/define.ts'

/** The decoder of difference target propagation: descent on the square of what it misses of a noisy rate. */
export const decode = rule({
  name: 'decode',
  about: 'decoder learns to recover noisy rates',
  source: 'Lee, Zhang, Fischer & Bengio 2015, ECML, algorithm 1',
  params: { eta: [0.05, 'learning rate'] },
  on: {
    'presentation.end': {
      w: 'w - eta * post.recover.d * pre.echo.u',
      'post.guess.c': 'post.guess.c - eta * post.recover.d',
    },
  },
})

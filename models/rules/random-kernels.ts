import { rule } from '../../src/spec/define.ts'

/** Kernels that do not learn: at the end of stage 'kernels' they lose their mean and get norm 1, and stay. */
export const randomKernels = rule({
  name: 'random-kernels',
  about: 'random kernels without mean, of norm 1; they do not learn',
  source: 'Oja 1982, J. Math. Biol. 15:267 (the norm that learned kernels have)',
  params: {},
  on: {
    'kernels.end': [
      ['w', 'w - sum(pre, w) / fan.in'],
      ['w', 'w / sqrt(sum(pre, w * w))'],
    ],
  },
})

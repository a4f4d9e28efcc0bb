import { neuron } from '../../src/spec/define.ts'

/**
 * One pixel of a local patch (shape [patches, pixels]): p is contrast-normalised within the patch, 0 where the patch has
 * too little contrast; ok says whether it has enough. Its input is the raw pixel.
 */
export const patchRelay = neuron({
  name: 'patch-relay',
  about: 'pixel of a patch, normalised by the mean and the norm of the patch',
  source: 'Hyvarinen, Hurri & Hoyer 2009, Natural Image Statistics, ch. 5 (contrast normalisation)',
  params: { eps: [0.3, 'smallest norm of a patch that takes part in learning'] },
  compartments: {
    soma: {
      about: 'relay',
      input: 1,
      step: {
        m: 'sum(group, input) / members',
        n: 'sqrt(sum(group, (input - m) * (input - m)))',
        ok: 'n > eps ? 1 : 0',
        p: 'n > eps ? (input - m) / n : 0',
      },
    },
  },
})

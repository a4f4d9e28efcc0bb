import { rule } from '../../src/spec/define.ts'

/**
 * The sparsity rule between populations of ON and OFF units: each of the four projections between two pairs learns the same change, with the sign
 * of its source, so that they stay one matrix.
 */
export const sparsityTwins = rule({
  name: 'sparsity-twins',
  about: 'net spike of the target pair times the difference of potentials of the source pair, every step',
  source: 'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451, sparsity rule',
  params: { eta: [0.0005, 'learning rate'], decay: [0, 'fraction of a weight lost in a step'] },
  on: {
    tick: {
      when: 'post.rival.net != 0',
      w: 'w - decay * w + eta * post.rival.net * (pre.sign * pre.twin.change)',
    },
  },
})

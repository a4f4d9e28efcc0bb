import { rule } from '../../src/spec/define.ts'

const SOURCE = 'Gangopadhyay & Chakrabartty 2021, Front. Neurosci. 15:715451, sparsity rule'

/**
 * Makes the spikes of ON/OFF pairs few: at every step, the sign of the target's spike times the difference of potentials of the source.
 * Descends the summed barrier output while the symmetric part of 1 + Q is positive definite; `decay` keeps it so.
 */
export const sparsity = rule({
  name: 'sparsity',
  about: 'sign of the spike of the target times the difference of potentials of the source, every step',
  source: SOURCE,
  params: { eta: [0.0005, 'learning rate'], decay: [0, 'fraction of a weight lost in a step'] },
  on: {
    tick: { when: 'post.pair.sign != 0', w: 'w - decay * w + eta * post.pair.sign * pre.pair.change' },
  },
})

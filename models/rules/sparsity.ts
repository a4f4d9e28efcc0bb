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

/**
 * The amplitude form: barrier outputs in the place of their signs, half the difference of ON and OFF. With a step barrier of strength psi it is
 * the sign form at eta * psi / 2.
 */
export const sparsityAmplitude = rule({
  name: 'sparsity-amplitude',
  about:
    'half the difference of barrier outputs of the target times the difference of potentials of the source, every step',
  source: SOURCE,
  params: { eta: [0.1, 'learning rate'], decay: [0, 'fraction of a weight lost in a step'] },
  on: {
    tick: {
      when: 'post.pair.barrier != 0',
      w: 'w - decay * w + 0.5 * eta * post.pair.barrier * pre.pair.change',
    },
  },
})

/**
 * The spike-triggered form, for pairs that see spikes only: a spike of the target takes the source's trace, positive for ON and negative for
 * OFF. The trace is a running mean of the source's barrier outputs, so in the mean it is the difference of potentials that the sign form reads.
 */
export const sparsityOnSpikes = rule({
  name: 'sparsity-on-spikes',
  about: 'at a spike of the target, a trace of the spikes of the source',
  source: SOURCE,
  params: {
    eta: [0.0005, 'learning rate'],
    decay: [0, 'fraction of a weight lost at a spike of the target'],
    tau: ['50 ms', 'time constant of the trace'],
    psi: [3, 'current of the barrier of the source'],
  },
  pre: { state: { x: 0 }, step: { x: 'x * exp(-dt / tau) - expm1(-dt / tau) * psi * (pre.spike - pre.off)' } },
  on: {
    'post.spike': { w: 'w - decay * w + eta * pre.x' },
    'post.off': { w: 'w - decay * w - eta * pre.x' },
  },
})

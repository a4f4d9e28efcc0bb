import { rule } from '../../src/spec/define.ts'

/**
 * Feedback weights of cells whose spikes are drawn: effect of a spike = sum of (spikes - expected spikes) x later response / sum of expected spikes. The cell's own
 * chance is the experiment, so that no common drive confounds it, and it runs while images are shown. The response is the mean potential of the output unit
 * from the tick of the spike on; `unit` is what a weight of 1 does to it. Kept: `keep` of what was known, an image.
 */
export const innovation = rule({
  name: 'innovation',
  about: 'feedback weights from the chance part of the own spikes and the potential of the unit above',
  source: 'after Williams 1992, Machine Learning 8:229 (eligibility); Lansdell & Kording 2023 (effect of a spike)',
  params: {
    span: ['11 ms', 'the response lasts from the tick of a spike to this much later'],
    over: ['12 ms', 'ticks of the response: one more'],
    unit: [0.036323, 'mean response of a potential to a spike through a weight of 1'],
    slow: [0.002, 'rate of the running mean of a potential'],
    least: [800, 'expected spikes before weights are taken over'],
    keep: [0.9998, 'kept of the sums, an image'],
  },
  pre: {
    learned: { mean: 0 },
    state: { r: 0 },
    step: {
      r: 'average(pre.soma.v, over) - mean',
      mean: 'phase.is.forward ? mean + slow * (pre.soma.v - mean) : mean',
    },
  },
  post: {
    learned: { expected: 0 },
    state: { x: 0, phi: 0 },
    step: {
      use: 'phase.is.forward && phase.time >= span ? 1 : 0',
      phi: 'use * delayed(post.max * sigmoid(post.soma.v) * dt, span)',
      x: 'use * delayed(post.spike, span) - phi',
      expected: 'expected + phi',
    },
  },
  synapse: { a: 0, beta: 0 },
  on: {
    tick: { a: 'a + post.x * pre.r' },
    'presentation.end': {
      effect: 'a / max(post.expected, 1) / unit',
      beta: 'effect - sum(post, effect) / fan.out',
      w: 'post.expected >= least ? beta : w',
      a: 'a * keep',
      'post.expected': 'post.expected * keep',
    },
  },
})

import { rule } from '../../src/spec/define.ts'
import type { Rule } from '../../src/spec/types.ts'
import { response, traces } from './align.ts'

const source = 'after Williams 1992, Machine Learning 8:229 (eligibility); Lansdell & Kording 2023 (effect of a spike)'

/** What a unit above broadcasts, and what a spike through a weight of 1 does to its mean over the response. */
interface Broadcast {
  name: string
  about: string
  /** Of the unit above. */
  of: string
  unit: number
}

const params: Rule['params'] = {
  span: ['11 ms', 'the response lasts from the tick of a spike to this much later'],
  over: ['12 ms', 'ticks of the response: one more'],
  slow: [0.0005, 'rate of the running mean of what is broadcast, once it has seen more than 1 / slow ticks'],
  least: [800, 'expected spikes before weights are taken over'],
  keep: [0.9998, 'kept of the sums, an image'],
}

/**
 * Feedback weights of cells whose spikes are drawn: effect of a spike = sum of (spikes - expected spikes) x later response / sum of expected spikes. The cell's own
 * chance is the experiment, so that no common drive confounds it, and it runs while images are shown. A spike counts if its whole response lies in phases
 * named 'forward'. What is subtracted from the response is a running mean of the ticks before the spike; it begins as their plain mean.
 */
const innovationOf = ({ name, about, of, unit }: Broadcast): Rule =>
  rule({
    name,
    about,
    source,
    params: { ...params, unit: [unit, 'mean response to a spike through a weight of 1'] },
    pre: {
      learned: { mean: 0, seen: 0 },
      state: { r: 0, full: '0 ms' },
      step: {
        full: 'phase.is.forward ? min(full + dt, over) : 0 ms',
        use: 'full == over ? 1 : 0',
        r: `average(${of}, over) - mean`,
        seen: 'seen + use',
        mean: `mean + use * max(slow, 1 / max(seen, 1)) * (delayed(${of}, span) - mean)`,
      },
    },
    post: {
      learned: { expected: 0 },
      state: { x: 0, phi: 0, full: '0 ms' },
      step: {
        full: 'phase.is.forward ? min(full + dt, over) : 0 ms',
        use: 'full == over ? 1 : 0',
        phi: 'use * delayed(post.max * sigmoid(post.soma.v) * dt, span)',
        x: 'use * delayed(post.spike, span) - phi',
        expected: 'expected + phi',
      },
    },
    synapse: { a: 0, beta: 0 },
    on: {
      tick: { a: 'a + post.x * pre.r' },
      'presentation.end': {
        beta: 'a / max(post.expected, 1) / unit',
        w: 'post.expected >= least ? beta : w',
        a: 'a * keep',
        'post.expected': 'post.expected * keep',
      },
    },
  })

/** The potential of the unit above: its response to a spike is linear, so that beta is the forward weight itself. */
export const innovation = innovationOf({
  name: 'innovation',
  about: 'feedback weights from the chance part of the own spikes and the potential of the unit above',
  of: 'pre.soma.v',
  unit: 0.036323,
})

/** The firing rate of the unit above, relative to its maximum: weighted by the slope of the sigmoid, so that beta saturates. */
export const innovationOfRates = innovationOf({
  name: 'innovation-rates',
  about: 'feedback weights from the chance part of the own spikes and the firing rate of the unit above',
  of: 'sigmoid(pre.soma.v)',
  unit: 0.0069,
})

/** Only the spikes of the unit above: its own chance is added to the response, which takes forty times the images. */
export const innovationOfSpikes = innovationOf({
  name: 'innovation-spikes',
  about: 'feedback weights from the chance part of the own spikes and the spikes of the unit above',
  of: 'pre.spike',
  unit: 0.00138,
})

/** In a feedback phase with cells that fire by chance (`lif-drawn`): what follows a spike, as in the rule all-spike, but weighted by how unexpected it was. */
export const innovationInPhases = rule({
  name: 'innovation-in-phases',
  about: 'feedback weights from the chance part of the own spikes and the filtered spikes above, in feedback phases',
  source,
  params: {
    ...traces,
    span: ['15 ms', 'time after a tick over which the effect of its spike is averaged'],
    sd: [0.0417, 'standard deviation of the feedback weights'],
    keep: [0.8, 'what is kept of earlier phases'],
  },
  pre: response,
  post: {
    learned: { n: 0 },
    state: { phi: 0, x: 0 },
    step: { phi: 'delayed(post.chance.p, span)', x: 'delayed(post.spike, span) - phi' },
  },
  synapse: { a: 0, beta: 0 },
  on: {
    'post.tried': { a: 'a + post.x * pre.y', 'post.n': 'post.n + post.phi * (1 - post.phi)' },
    'copy.end': {
      beta: 'a / max(post.n, 1e-9)',
      spread: 'sqrt(sum(all, beta * beta) / (fan.in * fan.out))',
      w: 'spread > 0 && post.n > 0 ? beta * sd / spread : w',
      a: 'a * keep',
      'post.n': 'post.n * keep',
    },
  },
})

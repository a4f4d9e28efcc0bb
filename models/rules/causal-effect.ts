import { rule } from '../../src/spec/define.ts'
import type { Equations, Rule, Table } from '../../src/spec/types.ts'

const source = 'Lansdell & Kording 2023, PLoS Comput Biol 19(4): e1011005, methods'

/** How a neuron follows its own effect, `post.beta`, at the end of each of its windows. */
interface Estimator {
  params: Rule['params']
  learned: Table<number>
  close: Equations
}

const margin: Rule['params'] = { p: [0.1, 'margin: windows whose largest drive is this near to threshold count'] }

/** Each neuron learns its own effect from its windows and the reward that all receive; the weights of the reward do not change. */
const effectRule = (name: string, about: string, { params, learned, close }: Estimator): Rule =>
  rule({
    name,
    about,
    source,
    params: { ...margin, ...params },
    post: { learned, on: { 'post.close': close } },
    on: {},
  })

const near = 'abs(post.effect.drive) < p'
const above = 'post.effect.drive > 0'

/** The general online rule: regression of the reward on having passed threshold, constant (`lines` 0) or with a line each side (1). */
export const regression = effectRule(
  'causal-effect',
  'online regression of the reward on whether the drive passed threshold',
  {
    params: { eta: [0.01, 'learning rate'], lines: [0, '1: a line each side of threshold; 0: two constants'] },
    learned: { gamma: 0, beta: 0, right: 0, left: 0 },
    close: {
      x: 'lines * post.effect.drive',
      h: `${above} ? 1 : 0`,
      rate: `${near} ? eta : 0`,
      miss: 'post.gamma + post.beta * h + post.right * h * x + post.left * (1 - h) * x - post.effect.reward',
      'post.gamma': 'post.gamma - rate * miss',
      'post.beta': 'post.beta - rate * miss * h',
      'post.right': 'post.right - rate * miss * h * x',
      'post.left': 'post.left - rate * miss * (1 - h) * x',
    },
  },
)

const pairs: Estimator = {
  params: { eta: [0.1, 'learning rate'], decaying: [0, '1: the rate is eta / (k + 1) at pair k'] },
  learned: { beta: 0, pending: 0, waits: 0, pairs: 0 },
  close: {
    silent: `${near} && !(${above}) && post.waits == 0 ? 1 : 0`,
    pair: `${near} && ${above} && post.waits > 0 ? 1 : 0`,
    k: 'post.pairs + pair',
    rate: 'decaying > 0 ? eta / (k + 1) : eta',
    sum: 'post.pending + silent * (post.beta + post.effect.reward) + pair * (post.beta - post.effect.reward)',
    'post.beta': 'post.beta - pair * rate * sum',
    'post.pending': 'pair > 0 ? 0 : sum',
    'post.waits': 'pair > 0 ? 0 : post.waits + silent',
    'post.pairs': 'k',
  },
}

const means: Estimator = {
  params: {
    low: [0.05, 'rate of the mean over windows that just missed threshold'],
    high: [0.1, 'rate of the mean over windows that just passed it'],
  },
  learned: { beta: 0, below: 0, above: 0, seen: 0 },
  close: {
    inside: `${near} ? 1 : 0`,
    first: 'inside * (1 - post.seen)',
    h: `${above} ? inside : 0`,
    was_below: 'first > 0 ? post.effect.reward : post.below',
    was_above: 'first > 0 ? post.effect.reward : post.above',
    'post.below': 'was_below + (inside - h) * low * (post.effect.reward - was_below)',
    'post.above': 'was_above + h * high * (post.effect.reward - was_above)',
    'post.seen': 'max(post.seen, inside)',
    'post.beta': 'post.above - post.below',
  },
}

/** Two running means of the reward, one a side; the effect is their difference. Unbiased, and the default for learning. */
export const twoMeans = effectRule(
  'two-means',
  'difference of two running means of the reward, just above and just below threshold',
  means,
)

/** The rule of the public code. It converges to half the difference, and pairs windows in a way that makes the difference too small. */
export const pairedHalf = effectRule(
  'paired-half',
  'each window just above threshold is paired with one just below, as in the public code',
  pairs,
)

/** Change of the spike probability a tick with the weight, x 1e-3, at w = 2 .. 20 (public code). */
const slopes = [
  0.416, 0.509, 0.684, 0.852, 0.951, 1.077, 1.242, 1.316, 1.376, 1.449, 1.541, 1.633, 1.708, 1.774, 1.779, 1.803, 1.84,
  1.888, 1.944,
]
/** Linear between the points: each point but the first adds a change of slope. */
const slopeAt = (w: string): string =>
  slopes
    .slice(0, -1)
    .map((y, k) => ({ at: k + 2, by: slopes[k + 1] - y - (k > 0 ? y - slopes[k - 1] : 0) }))
    .reduce((sum, { at, by }) => `${sum} + ${by.toFixed(4)} * max(${w} - ${at}, 0)`, `${slopes[0]}`)

/** A rule of the effect, after which the neuron's own weight follows it downhill on the cost. */
const descend = (effect: Rule, name: string, about: string): Rule =>
  rule({
    ...effect,
    name,
    about,
    params: { ...effect.params, epsilon: [1e5, 'learning rate of the weight'] },
    on: {
      // A presentation is a window.
      'presentation.end': {
        'post.soma.w': `clip(post.soma.w - epsilon * post.beta * 1e-3 * (${slopeAt('post.soma.w')}), 2, 20)`,
      },
    },
  })

export const descendByMeans = descend(
  twoMeans,
  'descend-by-means',
  'the weight follows the effect of the own spike on the cost, from two running means',
)
/** The same as published. */
export const descendByPairs = descend(
  pairedHalf,
  'descend-by-pairs',
  'the weight follows the effect of the own spike on the cost, by the paired rule',
)

import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

interface Keeping {
  initial: string
  step: Record<string, string>
  events?: Record<string, string>
  watch?: Record<string, string>
}

/**
 * How a unit keeps its potential v. growth: as the odds p / m = (1 + v) / (1 - v), which a step multiplies by (lambda + g) / (lambda - g):
 * the growth transform itself, without a transcendental function; odds below 0 tell of a drive above lambda. linear: as v, to first order in the drive.
 */
const growth: Keeping = {
  initial: 'exp(-i / lambda)',
  step: {
    s: 'odds > 1 ? 1 : 0',
    n: 'sum(group, s)',
    g: 'feed.b - kappa / members * i * n - i * s',
    odds: 'odds * ((lambda + g) / (lambda - g))',
    u: '0.5 * log(odds)',
  },
  events: { escape: 'soma.odds < 0' },
  watch: { escape: 'the drive exceeds lambda, and the step is wrong: choose a larger lambda' },
}
const linear: Keeping = {
  initial: '-i / (2 * lambda)',
  step: { s: 'u > 0 ? 1 : 0', n: 'sum(group, s)', g: 'feed.b - kappa / members * i * n - i * s', u: 'u + g / lambda' },
}

/**
 * Hidden unit of a competition group (shape [groups, units]). The drive b is constant while an image is shown; u = atanh(v). A spike of
 * any unit of the group takes kappa / members off the drive of every unit of the group in the same step, and `i` off its own.
 * match: the winner of the group for one patch, and its activity; gate: how many patches with contrast the group has seen.
 */
const hidden = (name: string, about: string, keeps: string, { initial, step, events, watch }: Keeping): Neuron =>
  neuron({
    name,
    about,
    source:
      'Gangopadhyay, Mehta & Chakrabartty 2020, Front. Neurosci. 14:425; additive form with spike-triggered coupling',
    params: {
      gain: [0.5, 'drive per unit of match'],
      theta: [0.3, 'match below which the drive is negative'],
      kappa: [8, 'strength of lateral inhibition'],
      lambda: [12, 'bound on the drive'],
      i: [1, 'current taken off by a spike'],
    },
    compartments: {
      match: {
        about: 'match of a contrast-normalised patch',
        input: 1,
        step: { won: 'member == argmax(group, input) ? 1 : 0', y: 'won * max(input, 0)' },
      },
      gate: {
        about: 'whether the patch has contrast',
        input: 1,
        learned: { seen: 0 },
        step: { seen: 'seen + (input > 0 ? 1 : 0)' },
      },
      feed: { about: 'match of the raw patch', input: 1, step: { b: 'gain * (input - theta)' } },
      soma: {
        about: 'membrane',
        state: { [keeps]: initial, r: 0 },
        step: { ...step, r: 'r + s', square: 'r * r' },
      },
    },
    events: { spike: 'soma.s > 0', ...events },
    ...(watch ? { watch } : {}),
    saturates: { spike: 'a spike takes off less than the stimulus drives' },
    limits: { lambda: { above: 'i' }, i: { above: 0 }, kappa: { from: 0 } },
  })

export const growthColumns = hidden(
  'growth-columns',
  'growth-transform unit with spike-triggered lateral inhibition',
  'odds',
  growth,
)
/** The same network with integrate-and-fire units: the growth transform to first order. */
export const linearColumns = hidden(
  'linear-columns',
  'integrate-and-fire unit with spike-triggered lateral inhibition',
  'u',
  linear,
)

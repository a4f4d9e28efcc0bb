import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'

/** How the state u moves in a step: a growth transform adds atanh(g / lambda); to first order it is an integrate-and-fire unit. */
const increments = { growth: (g: string) => `atanh(${g} / lambda)`, linear: (g: string) => `${g} / lambda` }

/**
 * Hidden unit of a competition group (shape [groups, units]). The drive b is constant while an image is shown; the potential is
 * kept as u = atanh(v), so a step with f = 1 adds atanh(g / lambda). A spike of any unit of the group takes kappa / members off every
 * unit of the group in the same step, and `i` off its own.
 * match: the winner of the group for one patch, and its activity; gate: how many patches with contrast the group has seen.
 */
const hidden = (name: string, about: string, increment: (g: string) => string): Neuron =>
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
        about: 'membrane, in the coordinate atanh(v)',
        state: { u: '-i / (2 * lambda)', r: 0 },
        step: {
          s: 'u > 0 ? 1 : 0',
          n: 'sum(group, s)',
          r: 'r + s',
          u: `u + ${increment('(feed.b - kappa / members * i * n - i * s)')}`,
          square: 'r * r',
        },
      },
    },
    events: { spike: 'soma.s > 0' },
  })

export const growthColumns = hidden(
  'growth-columns',
  'growth-transform unit with spike-triggered lateral inhibition',
  increments.growth,
)
/** The same network with integrate-and-fire units: the growth transform to first order. */
export const linearColumns = hidden(
  'linear-columns',
  'integrate-and-fire unit with spike-triggered lateral inhibition',
  increments.linear,
)

/**
 * Units that make a layer depend on the label and not on itself: the objective is pHSIC(h, h) - gamma pHSIC(Y, h) of Pogodin & Latham 2020, layer
 * by layer. With the cosine kernel of directions u of the layer and y of the labels, K = u u', its gradient needs no matrix over pairs of a batch:
 * du = 2 / m^2 (2 (u (u'u) - k_h sum u) - gamma (y (y'u) - k_y sum u)), k_h and k_y the mean similarities. Two lateral projections hold u'u and y'u.
 */
import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Table } from '../../src/spec/types.ts'
import { rateUnit, rectified } from './rate.ts'

const source = 'Pogodin & Latham 2020, NeurIPS, arXiv 2006.07123, sections 3 and 4'

/** Rectified unit of a group; other units see how far the group is from its mean. */
export const grouped = rateUnit(
  { name: 'grouped', about: 'rectified linear rate in a group whose spread is what counts', source },
  rectified,
  {
    spread: {
      about: 'distance from the mean of the group',
      step: { c: 'soma.x - sum(group, soma.x) / members', square: 'c * c' },
    },
    error: {
      about: 'gradient with respect to the spread of the group',
      input: 1,
      step: { d: 'input * spread.c / members * soma.slope' },
    },
  },
)

/** What stands for one direction: the rate of a unit, or the spread of a group of `n` units. */
const rates: Table<string> = { s: 'input' }
const spreads: Table<string> = { s: 'sqrt((input + 1) / n)' }

const unit = (name: string, about: string, value: Table<string>, down: string, rest: Table<Compartment>) =>
  neuron({
    name,
    about,
    source,
    params: { gamma: [2, 'weight of the labels'], n: [10, 'units of a group'] },
    compartments: {
      soma: {
        about: 'value from the layer, less its mean over the population, and its direction',
        input: 1,
        step: { ...value, c: 's - sum(all, s) / size', norm: 'sqrt(sum(all, c * c)) + 1e-8', u: 'c / norm' },
      },
      ...rest,
      back: { about: 'gradient that returns to the layer', step: { down } },
    },
  })

const cosine: Table<Compartment> = {
  own: { about: 'through the second moments of the directions', input: 1, step: { q: 'input' } },
  label: { about: 'from the labels, through their moments with the directions', input: 1, step: { q: 'input' } },
  mean: {
    about: 'mean similarity of two labels, and of two directions',
    input: 1,
    step: { m: 'sum(lanes, soma.u) / lanes', k: 'sum(all, m * m)' },
  },
  error: {
    about: 'gradient with respect to the value',
    step: {
      h: 'own.q - lanes * mean.k * mean.m',
      y: 'label.q - lanes * mean.input * mean.m',
      g: '2 * (2 * h - gamma * y) / (lanes * lanes)',
      a: '(g - sum(all, g * soma.u) * soma.u) / soma.norm',
      d: 'a - sum(all, a) / size',
    },
  },
}

/** The kernel and its derivative come from the host. */
const host: Table<Compartment> = {
  error: { about: 'gradient with respect to the value', input: 1, step: { d: 'input - sum(all, input) / size' } },
}

/** Cosine kernel of the rates of a layer. */
export const cosineUnit = unit('cosine-unit', 'direction of a layer', rates, 'error.d', cosine)
/** Cosine kernel of the spreads of groups. */
export const cosineGroup = unit('cosine-group', 'direction of group spreads', spreads, 'error.d / soma.s', cosine)
/** Gaussian kernel, on the host, of the spreads of groups. */
export const gaussianGroup = unit('gaussian-group', 'spread of a group', spreads, 'error.d / soma.s', host)

/**
 * The three-factor form of pHSIC with a Gaussian kernel (Pogodin & Latham 2020). A unit remembers its rates at the samples before; every unit of the layer
 * is told one number for each of them: how far the similarity of the two samples is from what their labels ask for. Nothing comes down from
 * other layers. Of a pair only the newer sample is learned from, so that synapses remember nothing; over pairs in both orders this is the gradient.
 */
import { neuron } from '../../src/spec/define.ts'
import type { Compartment, Neuron } from '../../src/spec/types.ts'
import { rateUnit, rectified } from './rate.ts'

const source = 'Pogodin & Latham 2020, NeurIPS, arXiv 2006.07123, eqs 9-12'

const lags = (samples: number): number[] => Array.from({ length: samples }, (_, k) => k + 1)

/** `third` is the third factor: (2 (k - mean k) - gamma k_Y) k / sigma^2; the mean of k_Y is 0 where classes are equally frequent. */
const pair = (lag: number): Compartment => ({
  about: `this sample and the one ${lag} before; from the labels, their similarity`,
  input: 1,
  step: {
    jump: `soma.x - delayed(soma.x, ${lag} ms)`,
    k: 'exp(-sum(all, jump * jump) / (2 * width * width))',
    third: '(2 * (k - mean.k) - gamma * input) * k / (width * width)',
    d: `delayed(mean.full, ${lag} ms) * third * jump`,
  },
})

/** One tick shows one sample, so that `samples` ticks are remembered; a tick must last 1 ms. */
export const remember = (samples: number): Neuron =>
  rateUnit(
    {
      name: 'remember',
      about: 'rectified linear rate that compares itself with the samples before',
      source,
      params: { width: [5, 'standard deviation of the kernel'], gamma: [2, 'weight of the labels'] },
    },
    rectified,
    {
      mean: {
        about: 'slow mean of the similarities; full once a sample was shown',
        learned: { k: 0.5 },
        state: { full: 0 },
        step: { full: '1' },
      },
      ...Object.fromEntries(lags(samples).map(lag => [`pair${lag}`, pair(lag)])),
      error: {
        about: 'sum over the pairs, times the own slope',
        step: {
          d: `-(${lags(samples)
            .map(lag => `pair${lag}.d`)
            .join(' + ')}) * soma.slope / ${samples} / lanes`,
          k: `(${lags(samples)
            .map(lag => `pair${lag}.k`)
            .join(' + ')}) / ${samples}`,
        },
      },
    },
  )

/** A label that sends, summed over its units, its similarity with the label of each sample before. */
export const labelPairs = (samples: number): Neuron =>
  neuron({
    name: 'label-pairs',
    about: 'similarity of a label with those before',
    source,
    params: {},
    compartments: {
      soma: {
        about: 'label',
        state: { x: 0 },
        step: {
          u: '(x - 1 / size) / sqrt(1 - 1 / size)',
          ...Object.fromEntries(lags(samples).map(lag => [`k${lag}`, `u * delayed(u, ${lag} ms)`])),
        },
      },
    },
  })

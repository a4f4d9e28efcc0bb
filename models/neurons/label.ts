import { neuron } from '../../src/spec/define.ts'

/** The label of the image, one unit a class, and its direction: less the mean, of length 1. */
export const label = neuron({
  name: 'label',
  about: 'label as a one-hot rate',
  source: 'Nøkland & Eidnes 2019, ICML, arXiv 1901.06656',
  params: {},
  compartments: {
    soma: { about: 'label', state: { x: 0 }, step: { u: '(x - 1 / size) / sqrt(1 - 1 / size)' } },
    mean: {
      about: 'mean of the directions of a batch: k, summed over the units, is the mean similarity of two labels',
      step: { m: 'sum(lanes, soma.u) / lanes', k: 'm * m' },
    },
  },
})

/** The label through a fixed random projection, as a direction and as a binary target. */
export const code = neuron({
  name: 'code',
  about: 'random code of the label',
  source: 'Nøkland & Eidnes 2019, ICML, arXiv 1901.06656, section 3.3',
  params: {},
  compartments: {
    soma: {
      about: 'projection of the label',
      input: 1,
      step: {
        c: 'input - sum(all, input) / size',
        u: 'c / (sqrt(sum(all, c * c)) + 1e-8)',
        bit: 'input > 0 ? 1 : 0',
      },
    },
  },
})

/** Independent logistic units that learn a binary code of the label; the loss is the sum of their cross-entropies, mean over the batch. */
export const logistic = neuron({
  name: 'logistic',
  about: 'logistic units with a binary target each',
  source: 'Nøkland & Eidnes 2019, ICML, arXiv 1901.06656, section 3.3',
  params: { share: [1, 'factor on the loss'] },
  compartments: {
    soma: { about: 'synapses from the layer', input: 1, learned: { b: 0 }, step: { p: 'sigmoid(input + b)' } },
    target: { about: 'bits of the code', input: 1, step: { t: 'input' } },
    error: { about: 'probability less bit', step: { d: 'share * (soma.p - target.t) / lanes' } },
  },
})

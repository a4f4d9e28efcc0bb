/** Units of cascade correlation (Fahlman & Lebiere 1990). All weights, those of the bias too, are weights of projections. */
import { neuron } from '../../src/spec/define.ts'

const source = 'Fahlman & Lebiere 1990, CMU-CS-90-100'

/** An input from -span to span; `p` (0 to 1) is what is shown. */
export const coordinate = neuron({
  name: 'coordinate',
  about: 'input on both sides of zero',
  source,
  params: { span: [1, 'largest value'] },
  compartments: { soma: { about: 'value', state: { p: 0 }, step: { x: 'span * (2 * p - 1)' } } },
})

export const constant = neuron({
  name: 'constant',
  about: 'the input of all biases',
  source,
  params: {},
  compartments: { soma: { about: 'always 1', step: { x: '1' } } },
})

/** An installed unit. */
export const installed = neuron({
  name: 'installed',
  about: 'hidden unit that does not learn any more',
  source,
  params: {},
  compartments: { soma: { about: 'inputs and earlier hidden units', input: 1, step: { x: 'tanh(input)' } } },
})

/** `residual.c` is what candidates are to follow: the error less its mean over the batch. */
export const logisticOutput = neuron({
  name: 'logistic-output',
  about: 'logistic unit with the squared error',
  source,
  params: { offset: [0.1, 'added to the slope, so that units far off still learn'] },
  compartments: {
    soma: { about: 'all units below', input: 1, state: { label: 0 }, step: { x: 'sigmoid(input)' } },
    error: {
      about: 'error, and times the slope',
      step: { e: 'soma.x - soma.label', d: 'e * (soma.x * (1 - soma.x) + offset)' },
    },
    residual: { about: 'error less its mean', step: { c: 'error.e - sum(lanes, error.e) / lanes' } },
  },
})

/** Climbs S, the sum over outputs of the size of its covariance with their errors. `judge` receives the errors with the signs of these covariances. */
export const candidate = neuron({
  name: 'candidate',
  about: 'unit that tries to follow the errors of the outputs',
  source,
  params: {},
  compartments: {
    soma: { about: 'inputs and all hidden units', input: 1, step: { x: 'tanh(input)' } },
    centre: { about: 'value less its mean over the batch', step: { c: 'soma.x - sum(lanes, soma.x) / lanes' } },
    judge: {
      about: 'errors, each with the sign of its covariance',
      input: 1,
      step: { s: 'sum(lanes, input * centre.c)' },
    },
    error: { about: 'climbs', step: { d: '-judge.input * (1 - soma.x * soma.x)' } },
  },
})

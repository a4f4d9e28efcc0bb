import { neuron } from '../../src/spec/define.ts'
import { answering } from './top.ts'

/**
 * Softmax units whose loss is the dependence of the residual, label less probability, on the input. `error.input` is the derivative of that loss by the residual. The
 * loss does not see a constant residual: `offset.b` is its slow mean, which the answer adds.
 */
export const residualTop = neuron({
  name: 'residual-top',
  about: 'softmax unit that makes its residual independent of the input',
  source: 'Greenfeld & Shalit 2020, ICML, arXiv 1910.00270, eq 4',
  params: { slow: [0.01, 'rate of the mean residual'] },
  compartments: {
    soma: answering,
    residual: { about: 'what the answer misses', step: { r: 'soma.label - soma.p' } },
    error: { about: 'through the softmax', input: 1, step: { d: 'soma.p * (sum(all, soma.p * input) - input)' } },
    offset: {
      about: 'mean residual',
      learned: { b: 0 },
      step: { b: 'b + slow / lanes * residual.r - slow * b' },
    },
  },
})

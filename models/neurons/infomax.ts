import { neuron } from '../../src/spec/define.ts'

/**
 * Linear units with noise that keep as much of the input as they can. Gradient of the information ln det Q / 2, Q the covariance of the outputs with their noise: Q^-1 y times the
 * input. The lateral synapses learn to make that of y: `lateral.v`.
 */
export const infomaxUnit = neuron({
  name: 'infomax',
  about: 'noisy linear unit, with lateral synapses that take away what others tell',
  source: 'Linsker 1992, Neural Comput 4:691, eqs 3-9; lateral rule: Goodall 1960, Nature 185:557',
  params: { sigma: [0.2, 'standard deviation of the noise'] },
  compartments: {
    soma: { about: 'forward synapses', input: 1, step: { y: 'input + sigma * randn()', x: 'max(input, 0)' } },
    lateral: {
      about: 'the output less what others tell',
      input: 1,
      learned: { own: 1 },
      step: { v: 'own * soma.y + input' },
    },
  },
})

import { neuron } from '../../src/spec/define.ts'

/** Holds the grey value x (0..1) of a pixel for as long as it is shown. */
export const pixel = neuron({
  name: 'pixel',
  about: 'grey value of a pixel',
  source: 'LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86:2278 (the images)',
  params: {},
  compartments: { soma: { about: 'brightness', state: { x: 0 }, step: {} } },
})

/** The mean of some pixels, as its synapses weigh them. */
export const meanOfPixels = neuron({
  name: 'mean-of-pixels',
  about: 'mean grey value of neighbouring pixels',
  source: 'LeCun, Bottou, Bengio & Haffner 1998, Proc. IEEE 86:2278 (subsampling)',
  params: {},
  compartments: { soma: { about: 'brightness', input: 1, step: { x: 'input' } } },
})

import { neuron } from '../../src/spec/define.ts'

/**
 * A sensory relay that adapts to what it receives: d is the input less its mean over the presentations shown while it learns.
 * The mean is slow, so it follows a drift of the sensor but not a single stimulus.
 */
export const adaptingRelay = neuron({
  name: 'adapting-relay',
  about: 'relay that takes off the mean of its input, learned over presentations',
  source: 'Barlow & Foldiak 1989, in: The Computing Neuron, Addison-Wesley (adaptation as removal of what is expected)',
  params: { rate: [0.02, 'weight of the newest presentation in the mean'] },
  compartments: {
    soma: {
      about: 'relay',
      input: 1,
      learned: { mean: 0 },
      step: { d: 'input - mean' },
    },
  },
  on: { 'adapt.end': { 'soma.mean': 'soma.mean + rate * (soma.input - soma.mean)' } },
})

import { pyramidalRateFeedback } from '../models/neurons/pyramidal.ts'
import { experiment } from '../src/spec/define.ts'
import { dendrites, feedback, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-rate-feedback',
  about: '784-500-10 with feedback by firing rates instead of spikes',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [{ name: 'hidden', size: 500, neuron: pyramidalRateFeedback, feedback: { scale: 0.2, of: feedback } }],
    etaOut: 0.21,
    feedbackFrom: 'rates',
  }),
  probes: probes('input', 'hidden', 'output'),
})

import { feedbackToRate } from '../models/rules/plateau.ts'
import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-learned-feedback',
  about: '784-500-10 whose feedback weights draw the forward plateau towards the somatic rate',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, feedbackRule: feedbackToRate }),
  probes: probes('input', 'hidden', 'output'),
})

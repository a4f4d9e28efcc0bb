import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'frozen-hidden',
  about: '784-500-10 with the learning of the hidden layer switched off: what the output layer does alone',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, learnHidden: false }),
  probes: probes('input', 'hidden', 'output'),
})

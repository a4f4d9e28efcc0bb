import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-ten',
  about: '784-500-100: ten output units a class, the answer is the mean of a class',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, outputs: 100 }),
  probes: probes('input', 'hidden', 'output'),
})

import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau',
  about: '784-500-10: pyramidal cells learn MNIST from plateau potentials, as published',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21 }),
  probes: probes('input', 'hidden', 'output'),
})

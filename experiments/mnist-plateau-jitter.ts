import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-jitter',
  about: '784-500-10 with plateau potentials of each unit up to 5 ms before the end of a phase',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21, set: { jitter: '3 ms' } }], etaOut: 0.21 }),
  probes: probes('input', 'hidden', 'output'),
})

import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-symmetric',
  about: '784-500-10 with the output weights as feedback weights (weight transport: a control, not a local rule)',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21, feedback: { tie: 'out' } }], etaOut: 0.21 }),
  probes: probes('input', 'hidden', 'output'),
})

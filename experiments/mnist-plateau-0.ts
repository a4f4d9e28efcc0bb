import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-0',
  about: '784-10: the output layer alone, the floor of the published comparison',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({ hidden: [], etaOut: 0.19 }),
  probes: probes('input', 'output'),
})

import { experiment } from '../src/spec/define.ts'
import { dendrites, probes } from './parts/dendrites.ts'

export default experiment({
  name: 'mnist-plateau-2',
  about: '784-500-100-10: two hidden layers, as published',
  seed: 1,
  dataset: { name: 'mnist' },
  ...dendrites({
    hidden: [
      { name: 'h1', size: 500, eta: 0.23 },
      { name: 'h2', size: 100, eta: 0.23 },
    ],
    etaOut: 0.12,
  }),
  probes: probes('input', 'h1', 'h2', 'output'),
})

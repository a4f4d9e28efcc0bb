import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth',
  about: 'MNIST by growth-transform spikes and local rules: one group of 1,000 hidden units that see the whole image',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ units: 1000, field: 28, stride: 1, theta: 0, eps: 0.1, eta: 2, decay: 0.8, epochs: 12 }),
  probes,
})

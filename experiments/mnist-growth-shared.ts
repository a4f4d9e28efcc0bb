import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-shared',
  about: 'MNIST by growth-transform spikes: 121 receptive fields that share 32 kernels (shared weights are not local)',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ kernels: 'shared', units: 32, field: 7, stride: 2, theta: 0, kappa: 4, eps: 0.5 }),
  probes,
})

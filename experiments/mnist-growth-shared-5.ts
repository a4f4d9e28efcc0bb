import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-shared-5',
  about:
    'MNIST by growth-transform spikes in five ticks, about 500 hidden spikes an image; 121 receptive fields that share 32 kernels',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({
    kernels: 'shared',
    units: 32,
    field: 7,
    stride: 2,
    theta: 0.6,
    kappa: 4,
    eps: 0.5,
    ticks: 5,
    epochs: 12,
    decay: 0.8,
  }),
  probes,
})

import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-glimpses',
  about:
    'One group of 1,000 growth-transform units that see the whole image; their kernels learn from glimpses of 11 x 11 pixels at random places',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({
    units: 1000,
    field: 28,
    stride: 1,
    glimpse: 11,
    gain: 0.4,
    theta: 0.4,
    kappa: 6,
    eps: 1.5,
    decay: 0.78,
    epochs: 8,
  }),
  probes,
})

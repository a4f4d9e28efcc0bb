import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-shared-shifted',
  about: 'mnist-growth-shared whose labels learn from images shifted by up to one pixel, but for the last two epochs',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({
    kernels: 'shared',
    units: 32,
    field: 7,
    stride: 2,
    theta: 0,
    kappa: 4,
    eps: 0.5,
    shift: 1,
  }),
  probes,
})

import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-pixels',
  about: 'Floor: a growth-transform unit for each pixel, and the label units',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ kernels: 'pixels', theta: 0, kappa: 0, eta: 0.3, epochs: 12 }),
  probes,
})

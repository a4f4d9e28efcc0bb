import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-random',
  about: 'Floor: 36 local receptive fields of growth-transform units with frozen random kernels',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ kernels: 'random' }),
  probes,
})

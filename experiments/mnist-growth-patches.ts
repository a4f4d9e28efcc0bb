import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-patches',
  about: 'MNIST by growth-transform spikes and local rules: 36 local receptive fields, every unit its own weights',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({}),
  probes,
})

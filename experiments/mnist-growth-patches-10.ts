import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-patches-10',
  about: 'The local receptive fields of mnist-growth-patches, trained and tested with presentations of ten ticks',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ ticks: 10 }),
  probes,
})

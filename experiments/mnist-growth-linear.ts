import { linearColumns } from '../models/neurons/growth-columns.ts'
import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-linear',
  about: 'Integrate-and-fire units in the place of growth-transform units, all else as in mnist-growth-patches',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ hidden: linearColumns }),
  probes,
})

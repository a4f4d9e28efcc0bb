import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth, probes } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-ungated',
  about: 'The local receptive fields of mnist-growth-patches with label errors that the label does not gate',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ gate: false }),
  probes,
})

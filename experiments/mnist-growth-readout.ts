import { experiment } from '../src/spec/define.ts'
import { digitsByGrowth } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-readout',
  about:
    'Comparison: a linear readout of the spike counts of mnist-growth-patches, by the delta rule, in the place of label spikes',
  seed: 1,
  dataset: { name: 'mnist' },
  ...digitsByGrowth({ labels: 'linear' }),
  probes: [{ column: 'hidden.spike', samples: 20 }],
})

import { growthPair } from '../models/neurons/growth-pair.ts'
import { sparsity } from '../models/rules/sparsity.ts'
import { experiment } from '../src/spec/define.ts'

export default experiment({
  name: 'gt-sparsity',
  about:
    'Three ON/OFF pairs under one stimulus: the sparsity rule makes their spikes fewer, epoch by epoch of ten presentations',
  seed: 1,
  dt: '1 ms',
  populations: { pairs: { neuron: growthPair, size: 3, init: { 'drive.b': [0.6, -0.4, 0.25] } } },
  projections: [
    {
      name: 'q',
      from: 'pairs.pair.z',
      to: 'pairs.drive',
      connect: 'pre.unit != post.unit',
      weights: 0,
      rule: sparsity,
      set: { eta: 0.002 },
    },
  ],
  train: [
    {
      name: 'sparser',
      epochs: 20,
      presentations: 10,
      learn: true,
      clear: 'presentation',
      phases: [{ name: 'show', lasts: '100 ticks' }],
    },
  ],
  measures: { spikes: { of: 'pairs', value: 'sum(all, pair.count)' } },
  probes: [
    { column: 'pairs.spike', during: ['train'] },
    { column: 'pairs.off', during: ['train'] },
    { column: 'pairs.pair.z', during: ['train'] },
  ],
})

import { growthPair } from '../models/neurons/growth-pair.ts'
import { sparsity } from '../models/rules/sparsity.ts'
import { experiment } from '../src/spec/define.ts'

/** Label pairs first: they see the potentials of the step before, as all pairs of a step do. */
const order = ['label', 'visible']

export default experiment({
  name: 'mnist-growth-literal',
  about:
    'The published sparsity rule on the pixels: 784 visible pairs, ten label pairs, the label with the fewest spikes wins',
  seed: 1,
  dt: '1 ms',
  dataset: { name: 'mnist' },
  populations: {
    visible: { neuron: growthPair, size: 784, shape: [28, 28] },
    label: { neuron: growthPair, size: 10, set: { gain: 2, offset: -1 } },
  },
  projections: [
    { name: 'q', from: 'visible.pair.z', to: 'label.drive', weights: 0, rule: sparsity, set: { eta: 0.0001 } },
  ],
  train: [
    {
      name: 'labels',
      epochs: 1,
      learn: true,
      clear: 'presentation',
      phases: [
        { name: 'show', lasts: '100 ticks', order, drive: { 'visible.drive.b': 'image', 'label.drive.b': 'label' } },
      ],
    },
  ],
  test: {
    every: 'epoch',
    clear: 'presentation',
    phases: [
      {
        name: 'try',
        each: 'class',
        lasts: '100 ticks',
        order,
        drive: { 'visible.drive.b': 'image', 'label.drive.b': 'candidate' },
      },
    ],
    answer: { of: 'label', score: '-sum(all, pair.count)' },
  },
  measures: { error: 'error', spikes: { of: 'label', value: 'sum(all, pair.count)' } },
  probes: [{ column: 'label.spike', samples: 10 }],
})

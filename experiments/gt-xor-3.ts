import { experiment } from '../src/spec/define.ts'
import { pairsOnTask } from './parts/growth-tasks.ts'

export default experiment({
  name: 'gt-xor-3',
  about: 'XOR by the published sparsity rule, network 3: labels in both layers, both learn',
  seed: 1,
  dataset: { name: 'xor' },
  ...pairsOnTask({ network: 3, epochs: 6 }),
  probes: [{ column: 'second.spike', samples: 5 }],
})

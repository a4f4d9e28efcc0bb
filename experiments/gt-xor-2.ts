import { experiment } from '../src/spec/define.ts'
import { pairsOnTask } from './parts/growth-tasks.ts'

export default experiment({
  name: 'gt-xor-2',
  about: 'XOR by the published sparsity rule, network 2: random first layer, labels in the second',
  seed: 1,
  dataset: { name: 'xor' },
  ...pairsOnTask({ network: 2, epochs: 26 }),
  probes: [{ column: 'second.spike', samples: 5 }],
})

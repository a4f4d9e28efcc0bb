import { experiment } from '../src/spec/define.ts'
import { patches } from './parts/growth.ts'

export default experiment({
  name: 'mnist-growth-patches',
  about: 'MNIST by growth-transform spikes and local rules: 36 local receptive fields, every unit its own weights',
  seed: 1,
  dataset: { name: 'mnist' },
  ...patches(),
  probes: [
    { column: 'hidden.spike', samples: 20 },
    { column: 'label.spike', samples: 20 },
    { column: 'label.soma.w', samples: 20 },
  ],
})

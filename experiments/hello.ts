import { lif } from '../models/neurons/lif.ts'
import { poisson } from '../models/neurons/poisson.ts'
import { experiment } from '../src/spec/define.ts'

export default experiment({
  name: 'hello', about: 'one integrate-and-fire cell under 100 Poisson inputs', seed: 1, dt: '1 ms',
  populations: { input: { neuron: poisson, size: 100, set: { max: '10 Hz' } }, cell: { neuron: lif, size: 1 } },
  projections: [{ from: 'input', to: 'cell.soma', weights: '50 pA' }],
  train: [{ presentations: 10, phases: [{ name: 'show', lasts: '1 s', drive: { 'input.soma.x': 1 } }] }],
  probes: [{ column: 'input.spike', during: ['train'] }, { column: 'cell.spike', during: ['train'] }, { column: 'cell.soma.v', during: ['train'] }],
}) // biome-ignore format: ten lines

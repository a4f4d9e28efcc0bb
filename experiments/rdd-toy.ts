import { toy, toyReadout } from '../models/neurons/toy.ts'
import { experiment } from '../src/spec/define.ts'
import { windowProbe } from './parts/rdd-probes.ts'

export default experiment({
  name: 'rdd-toy',
  about:
    'two neurons onto one with weights from -1000 to 1000, 200 networks for 30 s: effects on the filtered spikes of the neuron above',
  seed: 1,
  dt: '1 ms',
  populations: {
    pair: { neuron: toy, shape: [200, 2] },
    above: { neuron: toyReadout, size: 200 },
  },
  projections: [
    { name: 'w', from: 'pair', to: 'above.soma', connect: 'pre.group == post.unit', weights: '2000 * rand() - 1000' },
    { from: 'pair.soma.shared', to: 'above.common', connect: 'pre.group == post.unit', weights: 0.5 },
    { name: 'reward', from: 'above.out.q', to: 'pair.soma', connect: 'pre.unit == post.group', weights: 1 },
  ],
  train: [
    {
      presentations: 300,
      phases: [{ name: 'run', lasts: '100 ms', order: ['above.out', 'pair', 'above.common', 'above.soma'] }],
    },
  ],
  probes: [windowProbe({ population: 'pair', neurons: 400, presentations: 300, windows: 4, truth: false })],
})

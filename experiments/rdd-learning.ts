import { asPublished } from '../models/neurons/noisy-lif.ts'
import { descendByMeans } from '../models/rules/causal-effect.ts'
import { experiment } from '../src/spec/define.ts'
import { grid } from './parts/rdd-grid.ts'
import { distance, windows } from './parts/rdd-windows.ts'

export default experiment({
  name: 'rdd-learning',
  about:
    'pairs learn their weights from a cost with a curved valley, each neuron from its own effect: 100 starts, 500 s; the minimum is at (12, 10)',
  seed: 1,
  ...windows({
    weights: grid(10),
    runs: 100,
    span: 50,
    windows: 10_000,
    epochs: 10,
    set: { ...asPublished, tau_s: '200 ms', c: 0.5 },
    each: { p1: [1, 0], q1: [0.4, 2], q2: [-2, 0] },
    pay: { p0: -0.01, q0: -0.02 },
    readouts: 2,
    twins: false,
    rule: descendByMeans,
  }),
  measures: distance([12, 10]),
})

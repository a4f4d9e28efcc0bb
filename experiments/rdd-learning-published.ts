import { asPublished } from '../models/neurons/noisy-lif.ts'
import { descendByPairs } from '../models/rules/causal-effect.ts'
import { experiment } from '../src/spec/define.ts'
import { grid } from './parts/rdd-grid.ts'
import { distance, windows } from './parts/rdd-windows.ts'

/** The cost is read a tick after the window: traces have decayed by this. */
const late = Math.exp(-1 / 399.8)

export default experiment({
  name: 'rdd-learning-published',
  about:
    'rdd-learning by the rule of the public code: pairs of windows, refractory counters lost, cost read a tick late',
  seed: 1,
  ...windows({
    weights: grid(10),
    runs: 100,
    span: 50,
    windows: 10_000,
    epochs: 10,
    set: { ...asPublished, tau_s: '200 ms', c: 0.5, forget: 1 },
    each: { p1: [late, 0], q1: [0.4 * late, 2 * late], q2: [-2 * late * late, 0] },
    pay: { p0: -0.01, q0: -0.02 },
    readouts: 2,
    twins: false,
    rule: descendByPairs,
    ruleSet: { epsilon: 2e5 },
  }),
  measures: distance([12, 10]),
})

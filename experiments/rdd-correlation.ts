import { asPublished } from '../models/neurons/noisy-lif.ts'
import { experiment } from '../src/spec/define.ts'
import { windows } from './parts/rdd-windows.ts'

export default experiment({
  name: 'rdd-correlation',
  about:
    'two neurons with correlated noise and the cost (-30 s1 + 20 s2 + 20 s2² - 4)²: 300 runs of 100 s; c is the correlation',
  seed: 1,
  ...windows({
    weights: [12, 9],
    runs: 300,
    span: 20,
    windows: 5000,
    set: { ...asPublished, c: 0.5 },
    each: { p1: [-30, 20], p2: [0, 20] },
    pay: { p0: -4 },
  }),
})

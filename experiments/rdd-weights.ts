import { asPublished } from '../models/neurons/noisy-lif.ts'
import { experiment } from '../src/spec/define.ts'
import { grid } from './parts/rdd-grid.ts'
import { windows } from './parts/rdd-windows.ts'

export default experiment({
  name: 'rdd-weights',
  about: 'the error of the estimates over the weights: pairs with weights 2 .. 20 each, 500 s, windows of 50 ms',
  seed: 1,
  ...windows({
    weights: grid(19),
    runs: 361,
    span: 50,
    windows: 10_000,
    set: { ...asPublished, c: 0.5 },
    each: { p1: [-30, 20] },
    pay: { p0: -4 },
  }),
})

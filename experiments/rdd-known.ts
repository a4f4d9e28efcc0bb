import { linear } from '../models/neurons/cost.ts'
import { asPublished } from '../models/neurons/noisy-lif.ts'
import { experiment } from '../src/spec/define.ts'
import { windows } from './parts/rdd-windows.ts'

export default experiment({
  name: 'rdd-known',
  about:
    'two neurons with correlated noise and a reward 3 H1 - 2 H2 + noise, H: spiked in the window: 300 runs of 100 s',
  seed: 1,
  ...windows({
    weights: [12, 9],
    runs: 300,
    span: 20,
    windows: 5000,
    set: { ...asPublished, c: 0.5 },
    each: { ph: [3, -2] },
    cost: linear,
    pay: { sd: 1 },
  }),
})

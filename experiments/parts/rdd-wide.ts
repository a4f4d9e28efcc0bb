/** N neurons and the cost |a·s - 0.1|: many partners that may confound. */
import { distance } from '../../models/neurons/cost.ts'
import { asPublished } from '../../models/neurons/noisy-lif.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { windows } from './rdd-windows.ts'

/** Read-out weights of mean 0 and deviation 5, from a generator that any language has: x = 1664525 x + 1013904223 mod 2^32. */
const readout = (n: number): number[] => {
  let x = 12345
  return Array.from({ length: n }, () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0
    return 5 * Math.sqrt(3) * ((2 * (x + 0.5)) / 2 ** 32 - 1)
  })
}

export const wide = (
  n: number,
  runs: number,
): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'probes'> =>
  windows({
    weights: new Array(n).fill(10),
    runs,
    span: 20,
    windows: 5000,
    set: { ...asPublished, c: 0.5 },
    each: { p1: readout(n) },
    cost: distance,
    pay: { p0: -0.1 },
  })

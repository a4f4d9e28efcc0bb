import { outputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { noisyLif } from './noisy-lif.ts'
import { mean, sd } from './one-run.ts'
import { pairedHalf, twoMeans } from './rules.ts'

/** T22: two neurons learn their weights from a cost (figure 4; specification 2.6(c) and E4). */
export interface Learning {
  c: number
  /** Margin: 0.1 is the discontinuity, 1 the observed dependence. */
  p: number
  /** 'twoMeans', or 'published': the paired rule, refractory counters lost at window ends, cost read one tick late. */
  rule: 'twoMeans' | 'published'
  start: readonly [number, number]
  seed: number
}

/** Change of the spike probability a tick with the weight, x 1e-3, at w = 2 … 20. */
const SLOPE = [
  0.416, 0.509, 0.684, 0.852, 0.951, 1.077, 1.242, 1.316, 1.376, 1.449, 1.541, 1.633, 1.708, 1.774, 1.779, 1.803, 1.84,
  1.888, 1.944,
]
const SECONDS = [50, 100, 200, 300, 500]
const TICKS = 50

const slopeAt = (w: number): number => {
  const k = Math.min(17, Math.floor(w) - 2)
  return 1e-3 * (SLOPE[k] + (w - 2 - k) * (SLOPE[k + 1] - SLOPE[k]))
}

/** The cost with a curved valley: (s₁ - 0.01)² + (2 s₂ - 2 (s₁ - 0.1)²)². */
const banana = (s1: number, s2: number): number => (s1 - 0.01) ** 2 + (2 * s2 - 2 * (s1 - 0.1) ** 2) ** 2

/** Distances of the weights to the minimum (12, 10) after 50, 100, 200, 300 and 500 s. */
export const learn = ({ c, p, rule, start, seed }: Learning): number[] => {
  const kernel = outputKernel('asPublished', 200)
  const lif = noisyLif({ weights: start, c, T: TICKS, kernel, seed })
  const published = rule === 'published'
  const rate = published ? 2e5 : 1e5
  const rules = start.map(() => (published ? pairedHalf(0.1, false) : twoMeans(0.05, 0.1)))
  const late = published ? kernel.decay : 1
  const distances: number[] = []
  for (let k = 1; k <= 10_000; k++) {
    if (published) lif.clearRefractory()
    lif.runWindow()
    const cost = banana(late * lif.window.trace[0], late * lif.window.trace[1])
    for (const [i, one] of rules.entries()) {
      const x = lif.window.drive[i] - 1
      if (Math.abs(x) < p) one.add(x > 0, cost)
      const w = lif.weights[i] - rate * one.effect() * slopeAt(lif.weights[i])
      lif.weights[i] = Math.min(20, Math.max(2, w))
    }
    if (SECONDS.includes((k * TICKS) / 1000)) distances.push(Math.hypot(lif.weights[0] - 12, lif.weights[1] - 10))
  }
  return distances
}

/** Mean distance with its standard error, and share below 2, at those times, from a grid of starts over [2, 20]². */
export const learnFromGrid = (options: Omit<Learning, 'start'>, side = 10) => {
  const at = (k: number) => 2 + (18 * k) / (side - 1)
  const runs = Array.from({ length: side * side }, (_, k) =>
    learn({ ...options, start: [at(k % side), at(Math.floor(k / side))], seed: options.seed + k }),
  )
  const column = (t: number) => runs.map(run => run[t])
  return {
    distance: SECONDS.map((_, t) => mean(column(t))),
    error: SECONDS.map((_, t) => sd(column(t)) / Math.sqrt(runs.length)),
    near: SECONDS.map((_, t) => column(t).filter(d => d < 2).length / runs.length),
  }
}

/** Table E4: c, p, rule, mean distances, shares below 2. */
export const E4: [c: number, p: number, rule: Learning['rule'], distance: number[], near: number[]][] = [
  [0.01, 0.1, 'published', [4.2, 2.69, 1.61, 1.27, 1.09], [0.29, 0.51, 0.76, 0.89, 0.91]],
  [0.01, 1, 'published', [5.57, 4.52, 3.42, 2.77, 1.93], [0.05, 0.2, 0.38, 0.51, 0.73]],
  [0.5, 0.1, 'published', [4.61, 3.04, 1.99, 1.5, 1.21], [0.21, 0.44, 0.67, 0.82, 0.82]],
  [0.5, 1, 'published', [5.62, 4.82, 3.85, 3.23, 2.54], [0.1, 0.17, 0.28, 0.42, 0.6]],
  [0.99, 0.1, 'published', [4.5, 2.99, 2.17, 1.87, 1.53], [0.21, 0.43, 0.63, 0.67, 0.75]],
  [0.99, 1, 'published', [5.58, 4.87, 4.11, 3.65, 3.33], [0.13, 0.2, 0.28, 0.4, 0.5]],
  [0.01, 0.1, 'twoMeans', [4.98, 3.41, 1.97, 1.61, 1.06], [0.25, 0.52, 0.79, 0.9, 0.94]],
  [0.01, 1, 'twoMeans', [4.66, 3.49, 2.17, 1.26, 0.56], [0.33, 0.59, 0.79, 0.85, 1]],
  [0.5, 0.1, 'twoMeans', [5.12, 3.23, 1.97, 1.75, 1.26], [0.18, 0.5, 0.75, 0.85, 0.87]],
  [0.5, 1, 'twoMeans', [5.2, 4.29, 3.16, 2.68, 1.85], [0.26, 0.44, 0.66, 0.77, 0.8]],
  [0.99, 0.1, 'twoMeans', [5.1, 3.76, 2.88, 2.64, 2.54], [0.14, 0.45, 0.67, 0.72, 0.74]],
  [0.99, 1, 'twoMeans', [5.88, 5.4, 4.83, 4.29, 3.8], [0.17, 0.25, 0.37, 0.44, 0.62]],
]

/** Two layers of ten noisy neurons; the cost is the squared distance of the traces of the second from their goals. */
import { linear } from '../../models/neurons/cost.ts'
import { asPublished, noisyLif } from '../../models/neurons/noisy-lif.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { windowProbe } from './rdd-probes.ts'

const size = 10
const decay = Math.exp(-1 / 39.98)
const goals = Array.from({ length: size }, (_, j): number => (j === 0 ? 0 : 0.02))

/** Weights 100 + 200 times a draw of deviation 1, [pre][post], row-major in [post][pre] from the generator of rdd-wide, seed 2024. */
const layer = (): number[][] => {
  let x = 2024
  const U = Array.from({ length: size }, () =>
    Array.from({ length: size }, () => {
      x = (Math.imul(1664525, x) + 1013904223) >>> 0
      return 100 + 200 * Math.sqrt(3) * ((2 * (x + 0.5)) / 2 ** 32 - 1)
    }),
  )
  return U[0].map((_, i) => U.map(row => decay * row[i]))
}

const tiled = (values: readonly number[], runs: number): number[] => Array.from({ length: runs }, () => values).flat()

/** A spike reaches the second layer a tick later, with what is left of its trace then. */
export const deep = (runs: number): Pick<Experiment, 'dt' | 'populations' | 'projections' | 'train' | 'probes'> => {
  const U = layer()
  const rows = Array.from({ length: runs * size }, (_, pre) => tiled(U[pre % size], runs))
  const ofRun = 'pre.group == post.unit'
  return {
    dt: '1 ms',
    populations: {
      lk: { neuron: noisyLif, shape: [runs, size], set: { ...asPublished, c: 0.3 }, init: { 'soma.w': 25 } },
      second: {
        neuron: noisyLif,
        shape: [runs, size],
        set: {
          ...asPublished,
          c: 0,
          p1: tiled(
            goals.map(g => -2 * g),
            runs,
          ),
          p2: 1,
        },
        init: { 'soma.w': 2 },
      },
      cost: { neuron: linear, size: runs, set: { p0: goals.reduce((sum, g) => sum + g * g, 0) } },
    },
    projections: [
      {
        from: 'lk.soma.s',
        to: 'second.soma',
        connect: 'pre.group == post.group',
        weights: { values: rows },
      },
      { from: 'second.out.p', to: 'cost.first', connect: ofRun, weights: 1 },
      { name: 'reward', from: 'cost.soma.c', to: 'lk.effect', connect: 'pre.unit == post.group', weights: 1 },
    ],
    train: [
      {
        presentations: 10_000,
        phases: [
          { name: 'window', lasts: '10 ticks', order: ['second.soma', 'lk.soma'] },
          { name: 'judge', lasts: '1 ticks', order: ['second.out', 'cost', 'lk.effect'] },
        ],
      },
    ],
    probes: [windowProbe({ population: 'lk', neurons: runs * size, presentations: 10_000, truth: false })],
  }
}

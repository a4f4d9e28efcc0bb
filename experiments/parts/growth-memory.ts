/** Associative memory of growth-transform units: all runs of a memory side by side, each a group of a hundred units. */
import { growthTransform, type Modulation } from '../../models/neurons/growth-transform.ts'
import type { Experiment } from '../../src/spec/types.ts'

export const UNITS = 100
const ACTIVE = 10
const CUED = 5

export interface MemoryOptions {
  patterns: number
  seed: number
  modulation: Modulation
}

/** Whole numbers below n, always the same for a seed (mulberry32). */
const numbers = (seed: number): ((n: number) => number) => {
  let state = seed | 0
  return n => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

const chosen = (below: (n: number) => number, from: number[], count: number): number[] => {
  const rest = [...from]
  return Array.from({ length: count }, () => rest.splice(below(rest.length), 1)[0])
}

/** Patterns of ten active units, and for each a cue of five of them. */
const draw = ({ patterns, seed }: MemoryOptions): { full: number[]; cue: number[] }[] => {
  const below = numbers(seed + 1)
  const all = Array.from({ length: UNITS }, (_, unit) => unit)
  return Array.from({ length: patterns }, () => {
    const full = chosen(below, all, ACTIVE)
    return { full, cue: chosen(below, full, CUED) }
  })
}

/** How many patterns two units share, as a fraction of the most that any two share. */
const overlaps = (patterns: number[][]): number[][] => {
  const q = Array.from({ length: UNITS }, () => new Array<number>(UNITS).fill(0))
  for (const pattern of patterns) for (const i of pattern) for (const j of pattern) q[i][j]++
  const most = Math.max(...q.flat())
  return q.map(row => row.map(x => x / most))
}

const stimulus = (units: number[]): number[] => Array.from({ length: UNITS }, (_, i) => (units.includes(i) ? 1 : -0.5))

/** Groups 0 .. P - 1 are shown the full patterns, groups P .. 2 P - 1 their cues. */
export const memory = (
  options: MemoryOptions,
): Pick<Experiment, 'dt' | 'seed' | 'populations' | 'projections' | 'train' | 'probes'> => {
  const patterns = draw(options)
  const neuron = growthTransform({ name: 'gt', modulation: options.modulation })
  const shown = [...patterns.map(p => p.full), ...patterns.map(p => p.cue)]
  const set = { lambda: 12, clamp: 1, q: 0, v0: -0.5, bounded: 0 }
  const within = { connect: 'pre.group == post.group' }
  const traced = options.modulation.f.includes('trace.input')
  return {
    dt: '1 ms',
    seed: options.seed,
    populations: {
      store: { neuron, size: UNITS, set },
      runs: { neuron, shape: [shown.length, UNITS], set, init: { 'drive.b': shown.flatMap(stimulus) } },
    },
    projections: [
      { name: 'q', from: 'store.soma.y', to: 'store.drive', weights: { values: overlaps(patterns.map(p => p.full)) } },
      { name: 'runs', from: 'runs.soma.y', to: 'runs.drive', ...within, weights: { tile: 'q' } },
      ...(traced ? [{ name: 'traces', from: 'runs.activity.c', to: 'runs.trace', weights: { tie: 'runs' } }] : []),
    ],
    train: [
      {
        name: 'recall',
        presentations: 1,
        clear: 'presentation',
        phases: [
          { name: 'run', lasts: '100 ticks', order: ['runs.activity', 'runs.trace', 'runs.drive', 'runs.soma'] },
        ],
      },
    ],
    probes: [{ column: 'runs.spike', during: ['train'] }],
  }
}

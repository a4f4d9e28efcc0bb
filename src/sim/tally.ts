/** Running sums of an epoch; plain numbers, so that a checkpoint can hold them. */
import type { Logged } from '../backend/backend.ts'
import { spikesIn } from '../data/raster.ts'
import { addPair, angleOfSums, correlationOf, noPairs, type PairSums } from '../measure/angle.ts'
import type { Planned } from '../plan/protocol.ts'

export interface Tally {
  images: number
  answered: number
  wrong: number
  ticks: number
  spikes: Record<string, number> // by event
  operations: number // of a test: synapses that carried them
  measures: Record<string, { sum: number; square: number; count: number }>
  pairs: Record<string, PairSums> // of correlations
  vectors: Record<string, number[][]> // of eigenvalues
  confusion: number[][] // [label][answer]
}

export const newTally = (classes: number): Tally => ({
  images: 0,
  answered: 0,
  wrong: 0,
  ticks: 0,
  spikes: {},
  operations: 0,
  measures: {},
  pairs: {},
  vectors: {},
  confusion: Array.from({ length: classes }, () => new Array(classes).fill(0)),
})

export const countAnswer = (tally: Tally, label: number, answer: number): void => {
  tally.images++
  if (answer < 0 || label < 0) return
  tally.answered++
  if (answer !== label) tally.wrong++
  tally.confusion[label][answer]++
}

/** Adds what a presentation logged in a lane to a tally. */
export type Counter = (tally: Tally, logs: Record<string, Logged>, lane: number) => void

/** Made once for a plan: a counter works after every image. */
export const counterOf = (planned: Planned): Counter => {
  const taken = planned.measures.flatMap(m => {
    const measured = measuredBy(m)
    return measured ? [{ name: m.name, measured }] : []
  })
  const pairs = planned.measures.filter(m => m.kind === 'correlation').map(m => ({ name: m.name, of: m.of! }))
  const vectors = planned.measures.filter(m => m.kind === 'eigenvalue')
  return (tally, logs, lane) => {
    countSpikes(tally, planned.digest, logs, lane)
    const values: Record<string, number> = {}
    for (const { name, measured } of taken) {
      const value = measured(logs, lane)
      if (value === undefined || !Number.isFinite(value)) continue
      values[name] = value
      addValue((tally.measures[name] ??= { sum: 0, square: 0, count: 0 }), value)
    }
    for (const { name, of } of pairs) countPair(tally, name, values[of[0]], values[of[1]])
    for (const { name, probe } of vectors) keepVector(tally, name, logs[probe]?.values[lane])
  }
}

const countSpikes = (tally: Tally, events: readonly string[], logs: Record<string, Logged>, lane: number): void => {
  for (const event of events) {
    const entries = logs[event]?.entries[lane]
    if (entries) tally.spikes[event] = (tally.spikes[event] ?? 0) + spikesIn(entries)
  }
}

type Measured = (logs: Record<string, Logged>, lane: number) => number | undefined

/** How the value of a measure in one presentation is had, if it has one: an angle is in degrees; per tick, the last value. */
const measuredBy = ({ kind, probe }: Planned['measures'][number]): Measured | undefined => {
  if (kind === 'value') return (logs, lane) => lastOf(logs[probe], lane)
  if (kind !== 'angle') return undefined
  const [ab, aa, bb] = [0, 1, 2].map(i => `${probe}.${i}`)
  const sum = (logged: Logged | undefined, lane: number) => lastOf(logged, lane) ?? Number.NaN
  return (logs, lane) => angleOfSums(sum(logs[ab], lane), sum(logs[aa], lane), sum(logs[bb], lane))
}

const lastOf = (logged: Logged | undefined, lane: number): number | undefined => {
  const values = logged?.values[lane]
  return values?.[values.length - 1]
}

const addValue = (sums: Tally['measures'][string], value: number): void => {
  sums.sum += value
  sums.square += value * value
  sums.count++
}

const countPair = (tally: Tally, name: string, x: number | undefined, y: number | undefined): void => {
  if (x !== undefined && y !== undefined) addPair((tally.pairs[name] ??= noPairs()), x, y)
}

/** The last 100 vectors of an eigenvalue measure. */
const keepVector = (tally: Tally, name: string, vector: Logged['values'][number] | undefined): void => {
  if (!vector || vector.length === 0) return
  const kept = (tally.vectors[name] ??= [])
  kept.push(Array.from(vector))
  if (kept.length > 100) kept.shift()
}

export const errorOf = (tally: Tally): number | undefined => (tally.answered ? tally.wrong / tally.answered : undefined)

export const meansOf = (tally: Tally): Record<string, number> => ({
  ...Object.fromEntries(Object.entries(tally.measures).map(([name, { sum, count }]) => [name, sum / count])),
  ...Object.fromEntries(
    Object.entries(tally.pairs).flatMap(([name, p]) =>
      correlationOf(p) === undefined ? [] : [[name, correlationOf(p)!]],
    ),
  ),
})

/** Sums of two tallies. */
export const merged = (a: Tally, b: Tally): Tally => {
  const out: Tally = structuredClone(a)
  for (const key of ['images', 'answered', 'wrong', 'ticks', 'operations'] as const) out[key] += b[key]
  for (const [event, n] of Object.entries(b.spikes)) out.spikes[event] = (out.spikes[event] ?? 0) + n
  for (const [name, m] of Object.entries(b.measures)) {
    const mine = (out.measures[name] ??= { sum: 0, square: 0, count: 0 })
    for (const key of ['sum', 'square', 'count'] as const) mine[key] += m[key]
  }
  // Tests have no correlations or eigenvalues.
  b.confusion.forEach((row, i) => {
    row.forEach((n, j) => {
      out.confusion[i][j] += n
    })
  })
  return out
}

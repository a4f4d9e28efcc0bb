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

export const countLogs = (tally: Tally, planned: Planned, logs: Record<string, Logged>, lane: number): void => {
  for (const event of planned.digest) {
    const entries = logs[event]?.entries[lane]
    if (entries) tally.spikes[event] = (tally.spikes[event] ?? 0) + spikesIn(entries)
  }
  const values = new Map<string, number>()
  for (const m of planned.measures) {
    const value = measured(m, logs, lane)
    if (value === undefined || !Number.isFinite(value)) continue
    values.set(m.name, value)
    const sums = (tally.measures[m.name] ??= { sum: 0, square: 0, count: 0 })
    sums.sum += value
    sums.square += value * value
    sums.count++
  }
  countPairs(tally, planned, values)
  keepVectors(tally, planned, logs, lane)
}

/** Value of a measure in one presentation: an angle is in degrees; per tick, the last value. */
export const measured = (
  m: Planned['measures'][number],
  logs: Record<string, Logged>,
  lane: number,
): number | undefined => {
  if (m.kind === 'value') return logs[m.probe]?.values[lane].at(-1)
  if (m.kind !== 'angle') return undefined
  const [ab, aa, bb] = [0, 1, 2].map(i => logs[`${m.probe}.${i}`]?.values[lane].at(-1) ?? Number.NaN)
  return angleOfSums(ab, aa, bb)
}

const countPairs = (tally: Tally, planned: Planned, values: Map<string, number>): void => {
  for (const m of planned.measures) {
    if (m.kind !== 'correlation') continue
    const [x, y] = m.of!.map(name => values.get(name))
    if (x !== undefined && y !== undefined) addPair((tally.pairs[m.name] ??= noPairs()), x, y)
  }
}

/** The last 100 vectors of each eigenvalue measure. */
const keepVectors = (tally: Tally, planned: Planned, logs: Record<string, Logged>, lane: number): void => {
  for (const m of planned.measures) {
    const vector = m.kind === 'eigenvalue' ? logs[m.probe]?.values[lane] : undefined
    if (!vector || vector.length === 0) continue
    const kept = (tally.vectors[m.name] ??= [])
    kept.push([...vector])
    if (kept.length > 100) kept.shift()
  }
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

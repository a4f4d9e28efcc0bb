/** Recorded presentations: spikes and traces of the probes on the axis of recorded ticks (docs/run-folder.md). */
import type { Logged } from '../backend/backend.ts'
import { type Raster, rasterFromLog } from '../data/raster.ts'
import type { Planned, ProbeLog } from '../plan/protocol.ts'
import { imageFor, type Stimulus } from './drives.ts'
import type { Shown } from './present.ts'

export interface RecordedTrace {
  tick: Uint32Array
  value: Float32Array // [n, units]
  units?: number[]
}

export interface Recorded {
  start: number // recorded tick
  length: number
  during: 'train' | 'test'
  epoch: number
  sample: number
  label: number
  answer: number
  phases: { name: string; start: number }[]
  image?: Uint8Array
  rows?: number
  columns?: number
  spikes: Record<string, Raster>
  traces: Record<string, RecordedTrace>
}

export interface RecordPlace {
  start: number
  during: 'train' | 'test'
  epoch: number
}

/** Whether any probe records presentation number `n` of an epoch. */
export const isRecorded = (planned: Planned, during: 'train' | 'test', n: number): boolean =>
  planned.probes.some(p => p.during.includes(during) && n < p.samples)

export const recorded = (
  planned: Planned,
  phaseNames: string[],
  place: RecordPlace,
  stimulus: Stimulus,
  shown: Shown,
  lane: number,
  answer: number,
): Recorded => {
  const { data, sample } = stimulus
  const lengths = shown.ticks.map(t => t[lane])
  const starts = lengths.map((_, i) => place.start + lengths.slice(0, i).reduce((a, b) => a + b, 0))
  const all = [...(shown.candidates ?? []), shown.logs]
  return {
    ...place,
    length: lengths.reduce((a, b) => a + b, 0),
    sample,
    label: data ? data.labels[sample] : -1,
    answer,
    phases: starts.map((start, i) => ({ name: phaseNames[i % phaseNames.length], start })),
    ...(data ? { image: imageFor(stimulus).slice(), rows: data.rows, columns: data.columns } : {}),
    spikes: Object.fromEntries(
      planned.probes
        .filter(p => p.kind === 'spikes' && p.during.includes(place.during))
        .map(p => [p.column, rasterOf(all, p, lane, place.start)]),
    ),
    traces: Object.fromEntries(
      planned.probes
        .filter(p => p.kind === 'trace' && p.during.includes(place.during))
        .map(p => [p.column, traceOf(all, p, lane, place.start)]),
    ),
  }
}

const rasterOf = (logs: Record<string, Logged>[], probe: ProbeLog, lane: number, start: number): Raster => {
  const logged = logs.map(l => l[probe.probe]).filter(l => l !== undefined)
  const counts = logged.flatMap(l => [...l.counts[lane]])
  const entries = logged.flatMap(l => [...l.entries[lane]])
  const raster = rasterFromLog(counts, entries, start)
  if (!probe.only) return raster
  const wanted = new Set(probe.only)
  const keep = [...raster.unit.keys()].filter(i => wanted.has(raster.unit[i]))
  return { tick: Uint32Array.from(keep, i => raster.tick[i]), unit: Uint32Array.from(keep, i => raster.unit[i]) }
}

const traceOf = (logs: Record<string, Logged>[], probe: ProbeLog, lane: number, start: number): RecordedTrace => {
  const values = logs.flatMap(l => (l[probe.probe] ? [...l[probe.probe].values[lane]] : []))
  const n = Math.floor(values.length / probe.units)
  const tick = Uint32Array.from({ length: n }, (_, i) => start + i * probe.every)
  if (!probe.only) return { tick, value: Float32Array.from(values) }
  const { only } = probe
  return {
    tick,
    units: only,
    value: Float32Array.from(
      { length: n * only.length },
      (_, k) => values[Math.floor(k / only.length) * probe.units + only[k % only.length]],
    ),
  }
}

/** The same presentation, `by` recorded ticks later. */
export const moved = (r: Recorded, by: number): Recorded => {
  const shift = (t: Uint32Array) => t.map(x => x + by)
  return {
    ...r,
    start: r.start + by,
    phases: r.phases.map(p => ({ ...p, start: p.start + by })),
    spikes: Object.fromEntries(Object.entries(r.spikes).map(([k, v]) => [k, { ...v, tick: shift(v.tick) }])),
    traces: Object.fromEntries(Object.entries(r.traces).map(([k, v]) => [k, { ...v, tick: shift(v.tick) }])),
  }
}

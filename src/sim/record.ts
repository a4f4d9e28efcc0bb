/** Recorded presentations: spikes and traces of the probes on the axis of recorded ticks (docs/run-folder.md). */
import type { Logged } from '../backend/backend.ts'
import { laidEndToEnd } from '../data/laid-end-to-end.ts'
import { type Raster, rasterFromLog } from '../data/raster.ts'
import type { PhaseProgram, Planned, ProbeLog } from '../plan/protocol.ts'
import { imageFor, type Stimulus } from './drives.ts'
import type { Shown } from './present.ts'

export interface RecordedTrace {
  tick: Uint32Array
  value: Float32Array // [n, units]
  units?: number[]
}

/** Traces of one column, one after the other. */
export const joinTraces = (traces: readonly RecordedTrace[]): RecordedTrace => ({
  tick: laidEndToEnd(
    Uint32Array,
    traces.map(t => t.tick),
  ),
  value: laidEndToEnd(
    Float32Array,
    traces.map(t => t.value),
  ),
  ...(traces[0]?.units ? { units: traces[0].units } : {}),
})

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
  /** Of events whose probe asks for more: columns by name, a value for each row of `spikes`. */
  values: Record<string, Record<string, Float32Array>>
}

export interface RecordPlace {
  start: number
  during: 'train' | 'test'
  epoch: number
}

/** Whether any probe records presentation number `n` of an epoch. */
export const isRecorded = (planned: Planned, during: 'train' | 'test', n: number): boolean =>
  planned.probes.some(p => p.during.includes(during) && n < p.samples)

/** What is at hand of a shown presentation, in one lane. */
interface Seen {
  planned: Planned
  phases: readonly PhaseProgram[] // as they were run
  lengths: readonly number[] // ticks of each
  logs: readonly Record<string, Logged>[]
  lane: number
  start: number
}

export const recorded = (
  planned: Planned,
  phases: readonly PhaseProgram[],
  place: RecordPlace,
  stimulus: Stimulus,
  shown: Shown,
  lane: number,
  answer: number,
): Recorded => {
  const { data, sample } = stimulus
  const lengths = shown.ticks.map(t => t[lane])
  const starts = lengths.map((_, i) => place.start + lengths.slice(0, i).reduce((a, b) => a + b, 0))
  const run = phasesRun(phases, lengths.length)
  const logs = [...(shown.candidates ?? []), shown.logs]
  const seen: Seen = { planned, phases: run, lengths, logs, lane, start: place.start }
  const probes = planned.probes.filter(p => p.during.includes(place.during))
  return {
    ...place,
    length: lengths.reduce((a, b) => a + b, 0),
    sample,
    label: data ? data.labels[sample] : -1,
    answer,
    phases: starts.map((start, i) => ({ name: run[i].name, start })),
    ...(data ? { image: imageFor(stimulus).slice(), rows: data.rows, columns: data.columns } : {}),
    ...eventsOf(seen, probes),
    traces: Object.fromEntries(probes.filter(p => p.kind !== 'spikes').map(p => [p.column, traceOf(seen, p)])),
  }
}

/** Phases in the order in which they were run: those for each class come again and again. */
export const phasesRun = (phases: readonly PhaseProgram[], count: number): PhaseProgram[] => {
  const first = phases.findIndex(p => p.each === 'class')
  if (first < 0) return [...phases]
  const again = phases.slice(first)
  return Array.from({ length: count }, (_, i) => (i < first ? phases[i] : again[(i - first) % again.length]))
}

/** The ticks of the presentation at which a probe was logged: only phases that step its population log it. */
export const ticksLogged = (
  { planned, phases, lengths }: Pick<Seen, 'planned' | 'phases' | 'lengths'>,
  probe: string,
  every: number,
): number[] => {
  const ticks: number[] = []
  let at = 0
  phases.forEach(({ program }, i) => {
    const { tick } = planned.plan.programs[program + planned.recorded]
    if (tick.some(k => k.verb === 'log' && k.probe === probe))
      for (let t = at; t < at + lengths[i]; t++) if (t % every === 0) ticks.push(t)
    at += lengths[i]
  })
  return ticks
}

const eventsOf = (seen: Seen, probes: readonly ProbeLog[]): Pick<Recorded, 'spikes' | 'values'> => {
  const spikes: Recorded['spikes'] = {}
  const values: Recorded['values'] = {}
  for (const p of probes) {
    if (p.kind !== 'spikes') continue
    const { raster, rows } = rasterOf(seen, p)
    spikes[p.column] = raster
    if (p.values) values[p.column] = valuesOf(seen, p, raster, rows)
  }
  return { spikes, values }
}

/** Events of a probe, and for each which of the logged ticks it is in. */
const rasterOf = ({ logs, lane, start, ...seen }: Seen, probe: ProbeLog): { raster: Raster; rows: Uint32Array } => {
  const logged = logs.map(l => l[probe.probe]).filter(l => l !== undefined)
  const of = (which: 'counts' | 'entries') =>
    laidEndToEnd(
      Int32Array,
      logged.map(l => l[which][lane]),
    )
  const { tick: rows, unit } = rasterFromLog(of('counts'), of('entries'))
  const raster = { tick: picked(ticksLogged(seen, probe.probe, 1), rows, start), unit }
  if (!probe.only) return { raster, rows }
  const wanted = new Set(probe.only)
  const keep = [...unit.keys()].filter(i => wanted.has(unit[i]))
  const kept = (all: Uint32Array) => Uint32Array.from(keep, i => all[i])
  return { raster: { tick: kept(raster.tick), unit: kept(unit) }, rows: kept(rows) }
}

/** `from` + ticks[row] for each row: plain loops here, as these arrays hold every spike of a run. */
const picked = (ticks: readonly number[], rows: Uint32Array, from: number): Uint32Array => {
  const out = new Uint32Array(rows.length)
  for (let k = 0; k < rows.length; k++) out[k] = from + ticks[rows[k]]
  return out
}

const logged = ({ logs, lane }: Seen, probe: string): Float64Array =>
  laidEndToEnd(
    Float64Array,
    logs.filter(l => l[probe] !== undefined).map(l => new Float64Array(l[probe].values[lane])),
  )

const valuesOf = (seen: Seen, p: ProbeLog, { unit }: Raster, rows: Uint32Array): Record<string, Float32Array> =>
  Object.fromEntries(
    p.values!.map(({ column, probe }) => {
      const all = logged(seen, probe)
      return [column, Float32Array.from(rows, (row, k) => all[row * p.units + unit[k]])]
    }),
  )

const traceOf = (seen: Seen, probe: ProbeLog): RecordedTrace => {
  const { start } = seen
  const values = logged(seen, probe.probe)
  if (probe.kind === 'measure') return thinned(seen, probe, values)
  const tick = Uint32Array.from(ticksLogged(seen, probe.probe, probe.every), t => start + t)
  if (!probe.only) return { tick, value: Float32Array.from(values) }
  const { only } = probe
  return {
    tick,
    units: only,
    value: Float32Array.from(
      { length: tick.length * only.length },
      (_, k) => values[Math.floor(k / only.length) * probe.units + only[k % only.length]],
    ),
  }
}

/** A measure is logged in each tick; its probe may ask for fewer. */
const thinned = (seen: Seen, probe: ProbeLog, values: ArrayLike<number>): RecordedTrace => {
  const ticks = ticksLogged(seen, probe.probe, 1)
  const keep = [...ticks.keys()].filter(k => ticks[k] % probe.every === 0)
  return {
    tick: Uint32Array.from(keep, k => seen.start + ticks[k]),
    value: Float32Array.from(keep, k => values[k]),
  }
}

/** The same presentation, `by` recorded ticks later. */
export const moved = (r: Recorded, by: number): Recorded => {
  const shift = (ticks: Uint32Array) => {
    const out = new Uint32Array(ticks.length)
    for (let i = 0; i < ticks.length; i++) out[i] = ticks[i] + by
    return out
  }
  return {
    ...r,
    start: r.start + by,
    phases: r.phases.map(p => ({ ...p, start: p.start + by })),
    spikes: Object.fromEntries(Object.entries(r.spikes).map(([k, v]) => [k, { ...v, tick: shift(v.tick) }])),
    traces: Object.fromEntries(Object.entries(r.traces).map(([k, v]) => [k, { ...v, tick: shift(v.tick) }])),
  }
}

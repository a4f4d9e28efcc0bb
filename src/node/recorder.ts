/** Gathers recorded presentations and writes them as files of the run folder. It never drops any. */
import { type Column, column } from '../data/column.ts'
import { laidEndToEnd } from '../data/laid-end-to-end.ts'
import { joinRasters } from '../data/raster.ts'
import type { Planned } from '../plan/protocol.ts'
import { joinTraces, type Recorded, type RecordedTrace } from '../sim/record.ts'
import type { RunFolder } from './folder.ts'
import { writePresentations, writeSpikes, writeTraces } from './recordings.ts'

export interface Recorder {
  add(recorded: readonly Recorded[]): void
  /** Writes what was gathered: before every checkpoint. */
  flush(): void
}

const patience = 1000 // ms: a viewer sees a presentation after this time
const full = 16_000_000 // bytes

export const recorder = (run: RunFolder, planned: Planned, now: () => number): Recorder => {
  let gathered: Recorded[] = []
  let bytes = 0
  let since = 0
  const flush = () => {
    for (const alike of byStimulus(gathered)) writeAll(run, planned, alike)
    gathered = []
    bytes = 0
  }
  return {
    add: recorded => {
      if (recorded.length === 0 && gathered.length === 0) return
      if (gathered.length === 0) since = now()
      gathered.push(...recorded)
      bytes += recorded.reduce((sum, r) => sum + bytesOf(r), 0)
      if (bytes > full || now() - since > patience) flush()
    },
    flush,
  }
}

const bytesOf = (r: Recorded): number =>
  Object.values(r.spikes).reduce((sum, s) => sum + 8 * s.tick.length, 0) +
  Object.values(r.values)
    .flatMap(columns => Object.values(columns))
    .reduce((sum, v) => sum + v.byteLength, 0) +
  Object.values(r.traces).reduce((sum, t) => sum + t.value.byteLength, 0)

/** A file holds stimuli of one size: cuts where it changes. */
const byStimulus = (all: readonly Recorded[]): Recorded[][] => {
  const groups: Recorded[][] = []
  for (const r of all) {
    const last = groups.at(-1)
    if (last && last[0].rows === r.rows && last[0].columns === r.columns) last.push(r)
    else groups.push([r])
  }
  return groups
}

const writeAll = (run: RunFolder, planned: Planned, all: Recorded[]): void => {
  for (const { column: name, kind } of planned.probes)
    if (kind === 'spikes') writeEvents(run, name, all)
    else
      writeTrace(
        run,
        planned,
        name,
        all.flatMap(r => r.traces[name] ?? []),
      )
  writePresentations(run, { phases: phaseNames(planned), columns: presentationColumns(phaseNames(planned), all) })
}

const writeEvents = (run: RunFolder, name: string, all: readonly Recorded[]): void => {
  const recorded = all.filter(r => r.spikes[name] !== undefined)
  const kept = Object.keys(recorded[0]?.values[name] ?? {})
  const column = (key: string) => recorded.map(r => r.values[name][key])
  const values = Object.fromEntries(kept.map(key => [key, laidEndToEnd(Float32Array, column(key))]))
  writeSpikes(run, name, joinRasters(recorded.map(r => r.spikes[name])), undefined, values)
}

const writeTrace = (run: RunFolder, planned: Planned, name: string, traces: RecordedTrace[]): void => {
  const trace = joinTraces(traces)
  if (trace.tick.length > 0) writeTraces(run, name, { ...trace, unit: unitOf(planned, name) })
}

/** The physical unit of a column; '1' where the plan keeps none. */
export const unitOf = (planned: Planned, name: string): string =>
  planned.plan.columns.find(c => c.name === name)?.unit ?? '1'

/** The names of all phases, each once: a phase in a file is a number in this list. */
const phaseNames = ({ stages, test }: Planned): string[] => {
  const inside = (all: Planned['stages']): string[] =>
    all.flatMap(s => [...s.phases.map(p => p.name), ...inside(s.stages)])
  return [...new Set([...inside(stages), ...(test?.phases ?? []).map(p => p.name)])]
}

const presentationColumns = (phases: readonly string[], all: Recorded[]): Column[] => {
  const numbers = (name: string, of: (r: Recorded) => number) => column(name, Uint32Array.from(all, of))
  const signed = (name: string, of: (r: Recorded) => number) => column(name, Int32Array.from(all, of))
  const starts = all.flatMap(r => r.phases)
  const [{ rows, columns }] = all
  return [
    numbers('start', r => r.start),
    numbers('length', r => r.length),
    column(
      'during',
      Uint8Array.from(all, r => (r.during === 'test' ? 1 : 0)),
    ),
    numbers('epoch', r => r.epoch),
    numbers('sample', r => r.sample >>> 0), // 4294967295: none
    signed('label', r => r.label),
    signed('answer', r => r.answer),
    column(
      'phase',
      Uint8Array.from(starts, p => phases.indexOf(p.name)),
    ),
    column(
      'phaseStart',
      Uint32Array.from(starts, p => p.start),
    ),
    ...(rows && columns ? [column('image', images(all, rows * columns), [all.length, rows, columns])] : []),
  ]
}

const images = (all: Recorded[], size: number): Uint8Array => {
  const bytes = new Uint8Array(all.length * size)
  all.forEach((r, i) => {
    bytes.set(r.image!, i * size)
  })
  return bytes
}

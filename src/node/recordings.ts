/**
 * What a run records: spikes, traces, presentations, weights. Each call writes whole files; the caller collects rows (until a checkpoint, say)
 * and gives them in order of time. Rows that would make a file of more than 64 MB go on in the next one.
 */
import { join } from 'node:path'
import { type Column, column, dataOf, elements } from '../data/column.ts'
import { type Metadata, pack } from '../data/pack.ts'
import {
  firstAtOrAfter,
  joinRasters,
  type Raster,
  rasterColumns,
  rasterFromColumns,
  sliceRaster,
} from '../data/raster.ts'
import { type Unpacked, unpack } from '../data/unpack.ts'
import { DataError } from '../errors.ts'
import { fileName, formatVersion, type RunFolder } from './folder.ts'
import { namesIn, readBytes, writeAtomic } from './store.ts'

export type RecordingKind = 'spikes' | 'traces' | 'presentations' | 'weights' | 'checkpoints'

/** Bytes of a file of recordings, header apart. */
export const maxFile = 64_000_000

/** A number as file names hold it: 12 digits, so that names sort by time. */
export const padded = (n: number): string => String(n).padStart(12, '0')

const suffix = '.safetensors'

/** Columns that are kept with the events of a raster: a value for each row. */
export type EventValues = Readonly<Record<string, Float32Array>>

/** Writes spikes (recorded ticks, rising) and what is kept with them. A tick is never divided between files. */
export const writeSpikes = (
  run: RunFolder,
  name: string,
  raster: Raster,
  limit = maxFile,
  values: EventValues = {},
): void => {
  const kept = Object.entries(values)
  for (const [from, to] of partsOf(raster.tick, Math.floor(limit / (8 + 4 * kept.length)))) {
    const part = sliceRaster(raster, raster.tick[from], raster.tick[to - 1] + 1)
    const more = kept.map(([key, all]) => column(key, all.subarray(from, to)))
    write(run, 'spikes', name, part.tick[0], [...rasterColumns(part), ...more], { column: name })
  }
}

export interface Trace {
  tick: Uint32Array // [n], rising
  value: Float32Array // [n, units]
  unit: string // physical
  units?: readonly number[] // the unit numbers, where not all are recorded
}

export const writeTraces = (run: RunFolder, name: string, trace: Trace, limit = maxFile): void => {
  const width = trace.value.length / Math.max(1, trace.tick.length)
  const metadata = { column: name, unit: trace.unit, ...(trace.units && { units: JSON.stringify(trace.units) }) }
  for (const [from, to] of partsOf(trace.tick, Math.floor(limit / (4 + 4 * width)))) {
    const tick = column('tick', trace.tick.subarray(from, to), undefined, 'tick')
    const value = column('value', trace.value.subarray(from * width, to * width), [to - from, width])
    write(run, 'traces', name, tick.data[0] as number, [tick, value], metadata)
  }
}

/** Presentations of one stretch of time; columns as in docs/run-folder.md, `start` and `phaseStart` rising. */
export interface Presentations {
  phases: readonly string[]
  columns: readonly Column[]
}

export const writePresentations = (run: RunFolder, { phases, columns }: Presentations, limit = maxFile): void => {
  const start = dataOf(columns, 'start', Uint32Array)
  const perRow = columns.reduce((sum, c) => sum + c.data.byteLength, 0) / Math.max(1, start.length)
  for (const [from, to] of partsOf(start, Math.floor(limit / perRow)))
    write(run, 'presentations', undefined, start[from], cutPresentations(columns, from, to), {
      phases: JSON.stringify(phases),
    })
}

/** The weights (and other learned columns) of a projection at the end of an epoch; 0 is before the first. */
export const writeWeights = (run: RunFolder, projection: string, epoch: number, columns: readonly Column[]): void =>
  write(run, 'weights', projection, epoch, columns, { column: projection })

const isPhase = (c: Column): boolean => c.name === 'phase' || c.name === 'phaseStart'

/** Rows from .. to - 1, and the phases that begin within them. */
const cutPresentations = (columns: readonly Column[], from: number, to: number): Column[] => {
  const start = dataOf(columns, 'start', Uint32Array)
  const phaseStart = dataOf(columns, 'phaseStart', Uint32Array)
  const first = firstAtOrAfter(phaseStart, start[from])
  const last = to < start.length ? firstAtOrAfter(phaseStart, start[to]) : phaseStart.length
  return columns.map(c => (isPhase(c) ? rows(c, first, last) : rows(c, from, to)))
}

const rows = (c: Column, from: number, to: number): Column => {
  const width = elements(c.shape.slice(1))
  return { ...c, shape: [to - from, ...c.shape.slice(1)], data: c.data.subarray(from * width, to * width) }
}

/** Runs of at most `most` rows (but at least one tick) that do not divide a tick. */
const partsOf = (ticks: Uint32Array, most: number): [number, number][] => {
  const parts: [number, number][] = []
  for (let from = 0; from < ticks.length; ) {
    const end = from + Math.max(1, most)
    const whole = end >= ticks.length ? ticks.length : firstAtOrAfter(ticks, ticks[end])
    const to = whole > from ? whole : firstAtOrAfter(ticks, ticks[from] + 1)
    parts.push([from, to])
    from = to
  }
  return parts
}

const write = (
  run: RunFolder,
  kind: RecordingKind,
  name: string | undefined,
  at: number,
  columns: readonly Column[],
  metadata: Metadata,
): void => {
  const file = name === undefined ? padded(at) : `${fileName(name)}-${padded(at)}`
  const common = { format: String(formatVersion), dt: String(run.manifest.dt) }
  writeAtomic(join(run.path, kind, file + suffix), pack(columns, { ...common, ...metadata }))
}

/** A file of recordings: `at` is the number at the end of its name (first tick, or epoch). */
export interface Recording {
  path: string
  name: string // of the column or projection; '' for presentations
  at: number
}

/** The files of a kind, of one column if named, in order of time. */
export const recordings = (run: RunFolder, kind: RecordingKind, name?: string): Recording[] =>
  namesIn(join(run.path, kind))
    .map(file => ({ file, match: /^(?:(.+)-)?(\d{12})\.safetensors$/.exec(file) }))
    .filter(({ match }) => match && (name === undefined || match[1] === fileName(name)))
    .map(({ file, match }) => ({
      path: join(run.path, kind, file),
      name: decoded(match![1] ?? ''),
      at: Number(match![2]),
    }))

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Reads a file of a run folder. Throws DataError. */
export const readRecording = (path: string): Unpacked => {
  const bytes = readBytes(path)
  if (!bytes) throw new DataError(path, 'a file', 'none')
  return unpack(bytes, path)
}

/** The spikes of a column with from <= recorded tick < to. */
export const readSpikes = (run: RunFolder, name: string, from = 0, to = 2 ** 32): Raster => {
  const files = recordings(run, 'spikes', name)
  const used = files.filter((f, i) => f.at < to && (files[i + 1]?.at ?? Number.POSITIVE_INFINITY) > from)
  return joinRasters(used.map(f => sliceRaster(rasterFromColumns(readRecording(f.path).columns, f.path), from, to)))
}

/** Removes the rows of tick `end` or later from a file of spikes, traces or presentations that begins before `end`. */
export const cutRecording = (kind: 'spikes' | 'traces' | 'presentations', path: string, end: number): void => {
  const { columns, metadata } = readRecording(path)
  const ticks = dataOf(columns, kind === 'presentations' ? 'start' : 'tick', Uint32Array, path)
  const keep = firstAtOrAfter(ticks, end)
  if (keep === ticks.length) return
  const cut = kind === 'presentations' ? cutPresentations(columns, 0, keep) : columns.map(c => rows(c, 0, keep))
  writeAtomic(path, pack(cut, metadata))
}

import { firstAtOrAfter } from '../../src/data/raster.ts'
import type { Signal } from '../cell.ts'
import { atOnce, type Files, keyOf, type Numbered } from './files.ts'
import { readHeader, readRows, type Tensor, tensorOf } from './header.ts'

/** A recorded voltage (or any graded column) of a population, read in pages of rows. */
export interface TraceColumn {
  name: string // 'hidden.soma.v'
  population: string
  variable: string // 'soma.v'
  unit: string // physical unit, '1' for none
  /** Whether this unit was recorded, as far as known. */
  has(unit: number): boolean
  /** Whether the first file was looked at, or there is none; `locate` does so. */
  isKnown(): boolean
  locate(): Promise<void>
  ensure(from: number, to: number): Promise<void>
  /** Loaded samples of a unit in ticks [from, to). */
  samples(unit: number, from: number, to: number): Samples
  setFiles(list: readonly Numbered[]): void
  problems: string[]
}

export interface Samples {
  tick: number[]
  value: number[]
}

interface TraceFile {
  file: Numbered
  files?: Files // what its pages are read from
  index?: Promise<void>
  isKnown?: boolean
  tick?: Uint32Array
  value?: Tensor
  columnOf?: Map<number, number> // unit -> column, where only some units are recorded
  pages: Map<number, Float32Array | 'loading'>
}

const PAGE_BYTES = 1 << 20

export const traceColumn = (
  name: string,
  population: string,
  unit: string,
  units: number,
  files: Files,
  changed: Signal,
): TraceColumn => {
  let parts: TraceFile[] = []
  const problems: string[] = []
  const fail = (error: unknown) => {
    problems.push((error as Error).message)
    changed.emit()
  }
  const overlapping = (from: number, to: number) =>
    parts.filter((p, i) => p.file.number < to && (parts[i + 1]?.file.number ?? Number.POSITIVE_INFINITY) > from)
  const indexed = (part: TraceFile) => {
    part.index ??= index(files, part)
      .catch(fail)
      .finally(() => {
        part.isKnown = true
      })
    return part.index
  }
  const ensure = async (from: number, to: number) => {
    for (const part of overlapping(from, to)) {
      await indexed(part)
      await loadPages(part.files ?? files, part, from, to).then(loaded => loaded && changed.emit(), fail)
    }
  }
  return {
    name,
    population,
    variable: name.startsWith(`${population}.`) ? name.slice(population.length + 1) : name,
    unit,
    problems,
    ensure,
    has: u => (parts[0]?.columnOf ? parts[0].columnOf.has(u) : u < units),
    isKnown: () => parts.length === 0 || parts[0].isKnown === true,
    locate: async () => {
      if (parts.length === 0 || parts[0].isKnown) return
      await indexed(parts[0])
      changed.emit()
    },
    samples: (u, from, to) => {
      const out: Samples = { tick: [], value: [] }
      for (const part of overlapping(from, to)) collect(part, u, from, to, out)
      return out
    },
    setFiles: list => {
      const known = new Map(parts.map(p => [keyOf(p.file), p]))
      parts = list.map(file => known.get(keyOf(file)) ?? { file, pages: new Map() })
    },
  }
}

const index = async (from: Files, part: TraceFile): Promise<void> => {
  const { path, size } = part.file
  const files = await atOnce(from, part.file)
  const header = await readHeader(files, path, size)
  const tick = tensorOf(header, path, 'tick', 'U32', 1)
  const value = tensorOf(header, path, 'value', 'F32', 2)
  if (value.shape[0] !== tick.shape[0]) throw new Error(`${path}: tick and value differ in length`)
  part.columnOf = recordedUnits(header.metadata.units, value.shape[1])
  part.tick = new Uint32Array(await readRows(files, path, tick, 0, tick.shape[0]))
  part.value = value
  part.files = files
}

/** The metadata `units`: a JSON list of unit numbers, one per column of the file. */
const recordedUnits = (text: string | undefined, columns: number): Map<number, number> | undefined => {
  if (!text) return undefined
  const list: unknown = JSON.parse(text)
  if (!Array.isArray(list) || list.length !== columns)
    throw new Error(`metadata 'units' does not list ${columns} units`)
  return new Map(list.map((unit, column) => [Number(unit), column]))
}

const pageRows = (value: Tensor) => Math.max(1, Math.floor(PAGE_BYTES / (4 * Math.max(1, value.shape[1]))))

const loadPages = async (files: Files, part: TraceFile, from: number, to: number): Promise<boolean> => {
  if (!part.tick || !part.value) return false
  const rows = pageRows(part.value)
  const first = Math.floor(firstAtOrAfter(part.tick, from) / rows)
  const last = Math.floor((firstAtOrAfter(part.tick, to) - 1) / rows)
  const missing = []
  for (let page = first; page <= last; page++) if (!part.pages.has(page)) missing.push(page)
  for (const page of missing) part.pages.set(page, 'loading')
  for (const page of missing) {
    const end = Math.min(part.tick.length, (page + 1) * rows)
    part.pages.set(page, new Float32Array(await readRows(files, part.file.path, part.value, page * rows, end)))
  }
  return missing.length > 0
}

const collect = (part: TraceFile, unit: number, from: number, to: number, out: Samples): void => {
  if (!part.tick || !part.value) return
  const width = part.value.shape[1]
  const column = part.columnOf ? part.columnOf.get(unit) : unit
  if (column === undefined || column >= width) return
  const rows = pageRows(part.value)
  const end = firstAtOrAfter(part.tick, to)
  for (let i = firstAtOrAfter(part.tick, from); i < end; i++) {
    const page = part.pages.get(Math.floor(i / rows))
    if (!page || page === 'loading') continue
    out.tick.push(part.tick[i])
    out.value.push(page[(i % rows) * width + column])
  }
}

import type { Signal } from '../cell.ts'
import { type Files, keyOf, type Numbered } from './files.ts'
import { readHeader, readRows, tensorOf } from './header.ts'

/** Events with columns kept for each: one row an event, as docs/run-folder.md has them under `spikes`. */
export interface EventTable {
  name: string // 'lk.close'
  population: string
  values: readonly string[] // names of the columns
  /** Reads what is not read yet, up to MOST_ROWS; `changed` tells when there is more. */
  load(): void
  /** What is read, in order of time. A new list whenever there is more. */
  parts(): readonly EventPart[]
  /** False while files are missing, or where there are more rows than are read. */
  isWhole(): boolean
  setFiles(list: readonly Numbered[]): void
  problems: string[]
}

export interface EventPart {
  tick: Uint32Array
  unit: Uint32Array
  values: Readonly<Record<string, Float32Array>>
}

/** About 100 MB with four columns. */
const MOST_ROWS = 4_000_000
/** While many files are read, what is made of them is made again this seldom. */
const NEWS = 400 // ms

interface Place {
  name: string
  population: string
  values: readonly string[]
}

export const eventTable = (place: Place, files: Files, changed: Signal): EventTable => {
  let list: readonly Numbered[] = []
  let parts: readonly EventPart[] = []
  const read = new Map<string, EventPart>()
  const problems: string[] = []
  let busy = false
  const rows = () => parts.reduce((sum, p) => sum + p.tick.length, 0)
  const next = () => (rows() < MOST_ROWS ? list.find(f => !read.has(keyOf(f))) : undefined)
  const empty: EventPart = { tick: new Uint32Array(0), unit: new Uint32Array(0), values: {} }
  const load = async () => {
    if (busy || !next()) return
    busy = true
    let told = performance.now()
    for (let file = next(); file; file = next()) {
      const part = await readPart(files, file, place.values).catch(error => {
        problems.push((error as Error).message)
        return empty
      })
      read.set(keyOf(file), part)
      parts = list.flatMap(f => read.get(keyOf(f)) ?? [])
      if (performance.now() - told < NEWS) continue
      told = performance.now()
      changed.emit()
    }
    busy = false
    changed.emit()
  }
  return {
    ...place,
    problems,
    load: () => void load(),
    parts: () => parts,
    isWhole: () => list.every(f => read.has(keyOf(f))),
    setFiles: next => {
      list = next
      parts = list.flatMap(f => read.get(keyOf(f)) ?? [])
    },
  }
}

const readPart = async (files: Files, file: Numbered, names: readonly string[]): Promise<EventPart> => {
  const { path, size } = file
  const header = await readHeader(files, path, size)
  const column = async (name: string, type: string) => {
    const tensor = tensorOf(header, path, name, type, 1)
    return { n: tensor.shape[0], bytes: await readRows(files, path, tensor, 0, tensor.shape[0]) }
  }
  const [tick, unit] = await Promise.all(['tick', 'unit'].map(name => column(name, 'U32')))
  const kept = await Promise.all(names.map(name => column(name, 'F32')))
  for (const one of [unit, ...kept]) if (one.n !== tick.n) throw new Error(`${path}: columns differ in length`)
  return {
    tick: new Uint32Array(tick.bytes),
    unit: new Uint32Array(unit.bytes),
    values: Object.fromEntries(names.map((name, i) => [name, new Float32Array(kept[i].bytes)])),
  }
}

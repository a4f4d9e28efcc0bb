/** What the probes logged and the host has not yet asked for. */
import type { Logged } from './backend.ts'
import type { Names } from './names.ts'

type Values = Float32Array | Float64Array | Int32Array

export interface Logbook {
  /** The entries of some ticks and how many there are in each. Keeps the arrays: give copies. */
  events(probe: string, lane: number, counts: Int32Array, entries: Int32Array): void
  values(probe: string, lane: number, values: Values): void
  /** Everything since the last call, by probe. */
  drain(): Record<string, Logged>
}

interface Pages {
  counts: Int32Array[]
  entries: Int32Array[]
  values: Values[]
}

export const logbook = (names: Names): Logbook => {
  const { lanes } = names.plan
  const pages = new Map(names.probes.map(p => [p.name, Array.from({ length: lanes }, emptyPages)]))
  const of = (probe: string, lane: number) => pages.get(probe)![lane]
  return {
    events: (probe, lane, counts, entries) => {
      of(probe, lane).counts.push(counts)
      of(probe, lane).entries.push(entries)
    },
    values: (probe, lane, values) => {
      of(probe, lane).values.push(values)
    },
    drain: () => {
      const drained: Record<string, Logged> = {}
      for (const [probe, lanes] of pages) {
        drained[probe] = joined(lanes)
        for (const l of lanes) for (const list of [l.counts, l.entries, l.values]) list.length = 0
      }
      return drained
    },
  }
}

const emptyPages = (): Pages => ({ counts: [], entries: [], values: [] })

const joined = (lanes: Pages[]): Logged => ({
  counts: lanes.map(l => join(l.counts, Int32Array) as Int32Array),
  entries: lanes.map(l => join(l.entries, Int32Array) as Int32Array),
  values: lanes.map(l => join(l.values, Float32Array)),
})

/** Most logs of an image are empty, and typed arrays are dear to make. */
const nothing = new Map<unknown, Values>([Int32Array, Float32Array].map(type => [type, new type(0)]))

const join = (arrays: Values[], type: new (size: number) => Values): Values => {
  if (arrays.length < 2) return arrays[0] ?? nothing.get(type)!
  const make = arrays[0].constructor as typeof type
  const all = new make(arrays.reduce((sum, a) => sum + a.length, 0))
  let at = 0
  for (const a of arrays) {
    all.set(a, at)
    at += a.length
  }
  return all
}

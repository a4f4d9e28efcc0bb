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
  const blank = () => new Map(names.probes.map(p => [p.name, Array.from({ length: lanes }, emptyPages)]))
  let pages = blank()
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
      const full = pages
      pages = blank()
      return Object.fromEntries([...full].map(([probe, lanes]) => [probe, joined(lanes)]))
    },
  }
}

const emptyPages = (): Pages => ({ counts: [], entries: [], values: [] })

const joined = (lanes: Pages[]): Logged => ({
  counts: lanes.map(l => join(l.counts, Int32Array) as Int32Array),
  entries: lanes.map(l => join(l.entries, Int32Array) as Int32Array),
  values: lanes.map(l => join(l.values, Float32Array)),
})

const join = (arrays: Values[], type: new (size: number) => Values): Values => {
  if (arrays.length === 1) return arrays[0]
  const make = arrays.length ? (arrays[0].constructor as typeof type) : type
  const all = new make(arrays.reduce((sum, a) => sum + a.length, 0))
  let at = 0
  for (const a of arrays) {
    all.set(a, at)
    at += a.length
  }
  return all
}

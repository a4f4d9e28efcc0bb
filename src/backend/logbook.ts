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
  // Most logs of an image are empty, and arrays are dear to make.
  const nothing = joined(Array.from({ length: lanes }, emptyPages))
  const blank = Object.fromEntries(names.probes.map(p => [p.name, nothing]))
  const written = new Set<string>()
  const of = (probe: string, lane: number) => {
    written.add(probe)
    return pages.get(probe)![lane]
  }
  return {
    events: (probe, lane, counts, entries) => {
      const to = of(probe, lane)
      to.counts.push(counts)
      to.entries.push(entries)
    },
    values: (probe, lane, values) => {
      of(probe, lane).values.push(values)
    },
    drain: () => {
      const drained: Record<string, Logged> = { ...blank }
      for (const probe of written) {
        const of = pages.get(probe)!
        drained[probe] = joined(of)
        for (const l of of) for (const list of [l.counts, l.entries, l.values]) list.length = 0
      }
      written.clear()
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

const none = new Map<unknown, Values>([Int32Array, Float32Array].map(type => [type, new type(0)]))

const join = (arrays: Values[], type: new (size: number) => Values): Values => {
  if (arrays.length < 2) return arrays[0] ?? none.get(type)!
  const make = arrays[0].constructor as typeof type
  const all = new make(arrays.reduce((sum, a) => sum + a.length, 0))
  let at = 0
  for (const a of arrays) {
    all.set(a, at)
    at += a.length
  }
  return all
}

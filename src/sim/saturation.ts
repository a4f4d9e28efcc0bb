/** Units that fire in every tick, as what should hold them cannot: told at the end of a stage, with their rate (Neuron.saturates). */
import type { Logged } from '../backend/backend.ts'
import type { Planned, WatchLog } from '../plan/protocol.ts'

export interface Saturation {
  population: string
  event: string
  about: string // what it means, as the model says
  stage: string
  units: number // that fired in each tick to the end of a presentation
  size: number // of the population
  unit: number // the one that did so most often
  rate: number // events a tick of that unit, in these presentations
  times: number // presentations in which it did
  presentations: number // in which the population was stepped
}

/** From the second tick on, as a unit needs one to reach threshold; of a long presentation the last 50. Shorter ones tell nothing. */
const LONGEST = 50
const SHORTEST = 4

interface Watched extends WatchLog {
  presentations: number
  units: Map<number, { times: number; events: number; ticks: number }>
}

export interface Saturations {
  /** Looks at what a presentation logged in a lane. */
  look(logs: Record<string, Logged>, lane: number): void
  /** What was seen since the last time, a line a population. */
  take(stage: string): Saturation[]
}

export const saturationsIn = ({ saturates, network }: Planned): Saturations => {
  const fresh = (): Watched[] => saturates.map(log => ({ ...log, presentations: 0, units: new Map() }))
  let watched = fresh()
  return {
    look: (logs, lane) => {
      for (const w of watched) if (logs[w.probe]) count(w, logs[w.probe], lane)
    },
    take: stage => {
      const seen = watched.filter(w => w.units.size > 0)
      watched = fresh()
      return seen.map(w => told(w, stage, network.pops.find(p => p.name === w.population)!.size))
    },
  }
}

const count = (w: Watched, { counts, entries }: Logged, lane: number): void => {
  w.presentations++
  const ticks = counts[lane].length
  const last = Math.min(LONGEST, ticks - 1)
  if (last < SHORTEST) return
  const units = firedToTheEnd(counts[lane], entries[lane], last)
  if (units.length === 0) return
  const events = eventsOf(units, entries[lane])
  for (const [unit, n] of events) {
    const seen = w.units.get(unit) ?? { times: 0, events: 0, ticks: 0 }
    w.units.set(unit, { times: seen.times + 1, events: seen.events + n, ticks: seen.ticks + ticks })
  }
}

const unitOf = (entry: number): number => entry & 0xffffff

/** Units with an entry in each of the last ticks. After two of them few are left, in a network that is sound. */
const firedToTheEnd = (counts: Int32Array, entries: Int32Array, last: number): number[] => {
  const starts = startsOf(counts, entries.length, last)
  let units = inBoth(entries, starts[1], entries, starts[2], starts[1])
  for (let k = 3; k <= last && units.length > 0; k++) units = inBoth(units, 0, entries, starts[k], starts[k - 1])
  return units
}

/** Where the entries of the last ticks begin, from the end backwards; after them all. */
const startsOf = (counts: Int32Array, end: number, last: number): number[] => {
  const starts = [end]
  for (let k = 1; k <= last; k++) starts.push(starts[k - 1] - counts[counts.length - k])
  return starts
}

/** Units in a, from a place to its end, that are also in b, from one place to another; both rise. */
const inBoth = (a: ArrayLike<number>, from: number, b: Int32Array, start: number, end: number): number[] => {
  const both: number[] = []
  let at = start
  for (let i = from; i < a.length && at < end; i++) {
    const unit = unitOf(a[i])
    while (at < end && unitOf(b[at]) < unit) at++
    if (at < end && unitOf(b[at]) === unit) both.push(unit)
  }
  return both
}

const eventsOf = (units: readonly number[], entries: Int32Array): Map<number, number> => {
  const events = new Map(units.map(unit => [unit, 0]))
  for (const entry of entries) {
    const n = events.get(unitOf(entry))
    if (n !== undefined) events.set(unitOf(entry), n + 1 + (entry >>> 24))
  }
  return events
}

const told = ({ population, event, about, presentations, units }: Watched, stage: string, size: number): Saturation => {
  const [unit, { times, events, ticks }] = [...units].reduce((most, next) =>
    next[1].times > most[1].times ? next : most,
  )
  const rate = events / ticks
  return { population, event, about, stage, units: units.size, size, unit, rate, times, presentations }
}

/** For people. */
export const saturationText = (s: Saturation): string =>
  `${s.population}.${s.event}, stage '${s.stage}': ${s.units} of ${s.size} units fired in each tick to the end of a presentation, most often unit ${s.unit} (in ${s.times} of ${s.presentations} presentations, ${s.rate.toFixed(2)} a tick): ${s.about}`

/** Tells of events that a sound network does not have: the first of each, with its unit and tick. */
import type { Logged } from '../backend/backend.ts'
import type { PhaseProgram, Planned, WatchLog } from '../plan/protocol.ts'
import type { Shown } from './present.ts'
import { phasesRun, ticksLogged } from './record.ts'

export interface Sighting {
  population: string
  event: string
  about: string // what it means, as the model says
  unit: number
  tick: number // of the presentation, from 1
  presentation: number // from 1
}

/** What is watched and has not been seen in this session. */
export type Unseen = Set<WatchLog>

/** The first event of each kind that a presentation has in one lane; they leave `unseen`. */
export const sightings = (
  planned: Planned,
  unseen: Unseen,
  phases: readonly PhaseProgram[],
  shown: Shown,
  lane: number,
  presentation: number,
): Sighting[] => {
  const logs = [...(shown.candidates ?? []), shown.logs]
  return [...unseen].flatMap(watch => {
    const logged = logs.flatMap(l => (l[watch.probe] ? [l[watch.probe]] : []))
    if (!logged.some(l => l.entries[lane].length > 0)) return []
    unseen.delete(watch)
    const lengths = shown.ticks.map(t => t[lane])
    const ticks = ticksLogged({ planned, phases: phasesRun(phases, lengths.length), lengths }, watch.probe, 1)
    const { unit, row } = firstOf(logged, lane)
    const { population, event, about } = watch
    return [{ population, event, about, unit, tick: ticks[row] + 1, presentation: presentation + 1 }]
  })
}

/** Unit of the first entry, and in which of the logged ticks it is. */
const firstOf = (logged: readonly Logged[], lane: number): { unit: number; row: number } => {
  const counts = logged.flatMap(l => [...l.counts[lane]])
  const entry = logged.find(l => l.entries[lane].length > 0)!.entries[lane][0]
  return { unit: entry & 0xffffff, row: counts.findIndex(n => n > 0) }
}

/** For people. */
export const sightingText = ({ population, unit, tick, presentation, about }: Sighting): string =>
  `${population}, unit ${unit}, tick ${tick} of presentation ${presentation}: ${about}`

/** Where a probe's log lies in the block of a lane, and how much it holds. */
import type { Names } from '../names.ts'
import type { Address, Take } from './map.ts'

export interface LogRegion {
  /** Three i32: ticks, entries and values in the log. */
  readonly used: Address
  readonly counts: Address
  readonly entries: Address
  readonly values: Address
  readonly maxCounts: number
  readonly maxEntries: number
  readonly maxValues: number
  /** The most that one tick or other part of a program adds, so that a log with that much room left is not full. */
  readonly mostEntries: number
  readonly mostValues: number
  readonly mostCounts: number
}

const LOG_ENTRIES = 1 << 15

/** `base`: where the first lane begins. */
export const logRegion = (
  names: Names,
  probe: { name: string; event?: string; column?: string },
  take: Take,
  base: number,
): LogRegion => {
  const times = timesLogged(names, probe.name)
  const perTime = probe.event === undefined ? 0 : names.list(probe.event).units
  const values = probe.column === undefined ? 0 : names.column(probe.column).size
  const mostEntries = times * perTime
  const mostValues = times * values
  const maxEntries = mostEntries && Math.max(LOG_ENTRIES, 2 * mostEntries)
  const maxValues = mostValues && Math.max(LOG_ENTRIES, 2 * mostValues)
  const maxCounts = Math.max(1024, 2 * times)
  const address = (bytes: number): Address => ({ at: base + take(bytes), lane: true })
  return {
    used: address(12),
    counts: address(4 * maxCounts),
    entries: address(4 * maxEntries + 16),
    values: address(4 * maxValues + 16),
    maxCounts,
    maxEntries,
    maxValues,
    mostEntries,
    mostValues,
    mostCounts: times,
  }
}

/** How often a probe logs in one part of a program, at most. */
const timesLogged = (names: Names, probe: string): number => {
  const lists = Object.values(names.plan.programs).flatMap(p => [p.begin, p.tick, p.end])
  return Math.max(1, ...lists.map(l => l.filter(k => k.verb === 'log' && k.probe === probe).length))
}

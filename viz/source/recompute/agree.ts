import type { Recorded } from '../../../src/sim/record.ts'
import type { Presentation } from '../presentations.ts'
import type { RunView } from '../run-view.ts'
import type { SpikeColumn } from '../spike-column.ts'

export const EQUAL = 'recomputed; every recorded spike came again'

/** Compares a presentation that was shown again with what was recorded of it: length, and every event in every column. In words. */
export const agrees = async (run: RunView, p: Presentation, again: Recorded): Promise<string> => {
  if (again.length !== p.length) return differs(`it lasts ${again.length} ticks, not ${p.length}`)
  for (const column of [...run.spikes, ...run.events]) {
    const mine = again.spikes[column.name]
    if (!mine) continue
    await column.ensure(p.start, p.start + p.length)
    if (!isSame(column, p, mine)) return differs(`spikes of ${column.population} are others`)
  }
  return EQUAL
}

const differs = (what: string) => `not recorded, and recomputing gave another result: ${what}`

const isSame = (column: SpikeColumn, { start, length }: Presentation, mine: Recorded['spikes'][string]): boolean => {
  let n = 0
  for (const { tick, unit, from, to } of column.segments(start, start + length))
    for (let i = from; i < to; i++, n++) if (tick[i] - start !== mine.tick[n] || unit[i] !== mine.unit[n]) return false
  return n === mine.tick.length
}

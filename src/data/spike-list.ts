/** From a raster, as a run records it, to what `force` of a population takes. */
import type { Raster } from './raster.ts'

/**
 * Entries [tick, unit, count] of the rows with from <= tick < to, ticks counted from `from`; rows that stand several times in a tick are counted.
 * Ticks rise, and so do units in a tick.
 */
export const spikeList = (
  { tick, unit }: Raster,
  from = 0,
  to = 2 ** 32,
): [tick: number, unit: number, count: number][] => {
  const list: [number, number, number][] = []
  tick.forEach((t, row) => {
    if (t < from || t >= to) return
    const last = list.at(-1)
    if (last && last[0] === t - from && last[1] === unit[row]) last[2]++
    else list.push([t - from, unit[row], 1])
  })
  return list
}

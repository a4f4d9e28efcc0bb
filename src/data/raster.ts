/** A raster: one row per spike, ticks rising and units rising within a tick. */
import type { Column } from './column.ts'
import { column, dataOf } from './column.ts'

export interface Raster {
  tick: Uint32Array
  unit: Uint32Array
}

const unitBits = 0xffffff

/**
 * From the log of one lane (see Logged): `counts[t]` entries belong to tick `firstTick + t`; an entry is unit | (count - 1) << 24, and
 * a unit that fired k times gives k rows.
 */
export const rasterFromLog = (counts: ArrayLike<number>, entries: ArrayLike<number>, firstTick = 0): Raster => {
  const { tick, unit } = emptyRaster(spikesIn(entries))
  let entry = 0
  let row = 0
  for (let t = 0; t < counts.length; t++)
    for (const end = entry + counts[t]; entry < end; entry++)
      for (const next = row + (entries[entry] >>> 24) + 1; row < next; row++) {
        tick[row] = firstTick + t
        unit[row] = entries[entry] & unitBits
      }
  return { tick, unit }
}

/** The number of spikes in packed entries: after every image, thousands of them, so in two sums that do not wait for each other. */
export const spikesIn = (entries: ArrayLike<number>): number => {
  const { length } = entries
  const extra = (i: number) => entries[i] >>> 24
  let [even, odd, i] = [0, 0, 0]
  for (; i < length - 3; i += 4) {
    even = (even + extra(i) + extra(i + 1)) | 0
    odd = (odd + extra(i + 2) + extra(i + 3)) | 0
  }
  for (; i < length; i++) even += extra(i)
  return length + even + odd
}

/** The rows with from <= tick < to, as views. */
export const sliceRaster = ({ tick, unit }: Raster, from: number, to: number): Raster => {
  const begin = firstAtOrAfter(tick, from)
  const end = Math.max(begin, firstAtOrAfter(tick, to))
  return { tick: tick.subarray(begin, end), unit: unit.subarray(begin, end) }
}

/** The first index of rising `ticks` whose value is `tick` or more; their length if there is none. Binary search. */
export const firstAtOrAfter = (ticks: ArrayLike<number>, tick: number): number => {
  let low = 0
  let high = ticks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ticks[middle] < tick) low = middle + 1
    else high = middle
  }
  return low
}

/** Rasters one after the other; the caller gives them in order of time. */
export const joinRasters = (rasters: readonly Raster[]): Raster => {
  const joined = emptyRaster(rasters.reduce((sum, r) => sum + r.tick.length, 0))
  let at = 0
  for (const { tick, unit } of rasters) {
    joined.tick.set(tick, at)
    joined.unit.set(unit, at)
    at += tick.length
  }
  return joined
}

/** The columns `tick` and `unit` of a spike file. */
export const rasterColumns = ({ tick, unit }: Raster): Column[] => [
  column('tick', tick, undefined, 'tick'),
  column('unit', unit),
]

/** Back from the columns of a spike file. Throws DataError naming `file`. */
export const rasterFromColumns = (columns: readonly Column[], file: string): Raster => ({
  tick: dataOf(columns, 'tick', Uint32Array, file),
  unit: dataOf(columns, 'unit', Uint32Array, file),
})

const emptyRaster = (n: number): Raster => ({ tick: new Uint32Array(n), unit: new Uint32Array(n) })

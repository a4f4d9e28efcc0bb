import { eachSpike } from '../../source/segments.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Point } from '../chart.ts'

const BINS = 100

/** Bin width in ticks for a window: about 100 bins, of 1, 2, 5, 10 ... ms. */
export const binWidth = (from: number, to: number, dt: number): number => {
  const rough = Math.max(dt, ((to - from) * dt) / BINS)
  const power = 10 ** Math.floor(Math.log10(rough))
  const ms = [1, 2, 5, 10].map(n => n * power).find(w => w >= rough * 0.999)!
  return Math.max(1, Math.round(ms / dt))
}

interface Run {
  length: number // ticks; the last bin may be shorter
  dt: number // ms
}

/** Mean rate of a unit of the population in Hz, one point at the left edge of each bin. Bins start at multiples of their width. */
export const populationRate = (
  column: SpikeColumn,
  [from, to]: readonly [number, number],
  bin: number,
  { length, dt }: Run,
): Point[] => {
  const first = Math.floor(from / bin)
  const counts = new Float64Array(Math.max(1, Math.ceil(to / bin) - first))
  const segments = column.segments(first * bin, (first + counts.length) * bin)
  eachSpike(segments, tick => void counts[Math.floor(tick / bin) - first]++, 8e6)
  const scale = 1000 / (dt * Math.max(1, column.units))
  const width = (start: number) => Math.max(1, Math.min(bin, length - start))
  return Array.from(counts, (n, i): Point => [(first + i) * bin, (n * scale) / width((first + i) * bin)])
}

/** Spikes of a few presentations in memory, as a column of the viewer. */
import { firstAtOrAfter, type Raster } from '../../src/data/raster.ts'
import type { SpikeColumn } from '../source/spike-column.ts'
import type { Segment } from '../source/spikes.ts'

export interface MemoryColumn extends SpikeColumn {
  /** Rasters one after the other, ticks rising through all of them. */
  fill(rasters: readonly Raster[]): void
}

export const memoryColumn = (population: string, units: number): MemoryColumn => {
  let rasters: readonly Raster[] = []
  const part = ({ tick, unit }: Raster, from: number, to: number): Segment => ({
    tick,
    unit,
    from: firstAtOrAfter(tick, from),
    to: firstAtOrAfter(tick, to),
  })
  return {
    name: `${population}.spike`,
    population,
    event: 'spike',
    units,
    problems: [],
    segments: (from, to) => rasters.map(r => part(r, from, to)).filter(s => s.to > s.from),
    ensure: async () => {},
    complete: () => true,
    last: () => Math.max(0, ...rasters.map(r => (r.tick.at(-1) ?? -1) + 1)),
    locate: async () => {},
    setFiles: () => {},
    isFresh: () => true,
    push: (tick, unit) => {
      rasters = [...rasters, { tick, unit }]
    },
    fill: next => {
      rasters = next
    },
  }
}

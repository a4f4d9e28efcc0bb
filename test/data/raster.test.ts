import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as raster from '../../src/data/raster.ts'

const entry = (unit: number, count = 1) => unit | ((count - 1) << 24)

test('a log becomes one row per spike', () => {
  const counts = Int32Array.of(2, 0, 1)
  const entries = Int32Array.of(entry(3), entry(7, 2), entry(0, 255))
  const { tick, unit } = raster.rasterFromLog(counts, entries, 100)
  expect([...tick]).toEqual([100, 100, 100, ...Array(255).fill(102)])
  expect([...unit]).toEqual([3, 7, 7, ...Array(255).fill(0)])
})

test('a slice holds the rows of its ticks, and neighbouring slices join to the whole', () => {
  const ticks = fc.array(fc.nat(30), { maxLength: 60 }).map(a => Uint32Array.from(a).sort())
  fc.assert(
    fc.property(ticks, fc.nat(32), fc.nat(32), (tick, from, to) => {
      const whole = { tick, unit: Uint32Array.from(tick.keys()) }
      const cut = raster.sliceRaster(whole, from, to)
      expect([...cut.tick]).toEqual([...tick].filter(t => from <= t && t < to))
      const parts = [raster.sliceRaster(whole, 0, from), raster.sliceRaster(whole, from, 99)]
      expect(raster.joinRasters(parts)).toEqual(whole)
    }),
  )
})

test('columns and back', () => {
  const r = { tick: Uint32Array.of(1, 1, 4), unit: Uint32Array.of(0, 2, 2) }
  expect(raster.rasterFromColumns(raster.rasterColumns(r), 'f')).toEqual(r)
})

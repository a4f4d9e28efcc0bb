import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { column, dataOf } from '../../src/data/column.ts'
import { createRun, type RunFolder } from '../../src/node/folder.ts'
import * as rec from '../../src/node/recordings.ts'
import { namesIn } from '../../src/node/store.ts'
import { temporaryFolder } from './temporary.ts'

const newRun = (): RunFolder => createRun(temporaryFolder(), { name: 'r', seed: 1, hash: 'abcdef0123' }, { dt: 0.5 })
const u32 = (...n: number[]) => Uint32Array.from(n)

/** m presentations of 10 ticks and two phases each, from `start`. */
const presentations = (m: number, start = 0): rec.Presentations => {
  const each = Array.from({ length: m }, (_, i) => start + 10 * i)
  return {
    phases: ['forward', 'target'],
    columns: [
      column('start', u32(...each)),
      column('length', u32(...each.map(() => 10))),
      column(
        'label',
        Int32Array.from(each, s => s % 7),
      ),
      column(
        'image',
        Uint8Array.from({ length: 4 * m }, (_, i) => i),
        [m, 2, 2],
      ),
      column('phase', Uint8Array.from(each.flatMap(() => [0, 1]))),
      column('phaseStart', u32(...each.flatMap(s => [s, s + 5]))),
    ],
  }
}

describe('spikes', () => {
  test('are files named by column and first tick, with metadata', () => {
    const run = newRun()
    rec.writeSpikes(run, 'hidden.spike', { tick: u32(7, 7, 9), unit: u32(0, 3, 1) })
    expect(namesIn(join(run.path, 'spikes'))).toEqual(['hidden.spike-000000000007.safetensors'])
    const { columns, metadata } = rec.readRecording(rec.recordings(run, 'spikes')[0].path)
    expect(metadata).toEqual({ format: '1', dt: '0.5', column: 'hidden.spike' })
    expect(dataOf(columns, 'unit', Uint32Array)).toEqual(u32(0, 3, 1))
  })

  test('roll over without dividing a tick, and are read back by time', () => {
    const ticks = fc.array(fc.nat(12), { minLength: 1, maxLength: 40 }).map(a => Uint32Array.from(a).sort())
    fc.assert(
      fc.property(ticks, fc.nat(13), fc.nat(13), (tick, from, to) => {
        const run = newRun()
        const raster = { tick, unit: Uint32Array.from(tick.keys()) }
        rec.writeSpikes(run, 'a', raster, 5 * 8)
        expect(rec.readSpikes(run, 'a')).toEqual(raster)
        expect([...rec.readSpikes(run, 'a', from, to).tick]).toEqual([...tick].filter(t => from <= t && t < to))
        for (const file of rec.recordings(run, 'spikes')) {
          const part = dataOf(rec.readRecording(file.path).columns, 'tick', Uint32Array)
          expect(part.length <= 5 || new Set(part).size === 1).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('without rows are no file; a column cannot leave its folder', () => {
    const run = newRun()
    rec.writeSpikes(run, 'a', { tick: u32(), unit: u32() })
    rec.writeSpikes(run, '../../x', { tick: u32(1), unit: u32(1) })
    expect(namesIn(run.path)).toEqual(['run.json', 'spikes'])
    expect(rec.readSpikes(run, '../../x').tick).toEqual(u32(1))
    expect(rec.recordings(run, 'spikes')[0].name).toBe('../../x')
  })
})

describe('traces, presentations, weights', () => {
  test('traces roll over by rows', () => {
    const run = newRun()
    const value = Float32Array.from({ length: 10 }, (_, i) => i / 2)
    rec.writeTraces(run, 'h.v', { tick: u32(0, 1, 2, 3, 4), value, unit: 'mV', units: [3, 8] }, 24)
    const files = rec.recordings(run, 'traces', 'h.v')
    expect(files.map(f => f.at)).toEqual([0, 2, 4])
    const { columns, metadata } = rec.readRecording(files[1].path)
    expect(metadata).toMatchObject({ unit: 'mV', units: '[3,8]', column: 'h.v' })
    expect(columns.find(c => c.name === 'value')).toMatchObject({
      shape: [2, 2],
      data: Float32Array.of(2, 2.5, 3, 3.5),
    })
  })

  test('presentations keep their phases and images together', () => {
    const run = newRun()
    rec.writePresentations(run, presentations(5, 100), 60)
    const files = rec.recordings(run, 'presentations')
    expect(files.map(f => f.at)).toEqual([100, 120, 140])
    const { columns, metadata } = rec.readRecording(files[1].path)
    expect(JSON.parse(metadata.phases)).toEqual(['forward', 'target'])
    expect(dataOf(columns, 'start', Uint32Array)).toEqual(u32(120, 130))
    expect(dataOf(columns, 'phaseStart', Uint32Array)).toEqual(u32(120, 125, 130, 135))
    expect(columns.find(c => c.name === 'image')).toMatchObject({ shape: [2, 2, 2] })
    expect(dataOf(columns, 'image', Uint8Array)[0]).toBe(8)
  })

  test('weights are named by projection and epoch', () => {
    const run = newRun()
    rec.writeWeights(run, 'w1', 2, [column('w', Float32Array.of(1, 2, 3, 4), [2, 2])])
    expect(namesIn(join(run.path, 'weights'))).toEqual(['w1-000000000002.safetensors'])
    expect(rec.recordings(run, 'weights', 'w1')[0].at).toBe(2)
  })
})

test.each(['spikes', 'traces', 'presentations'] as const)('a cut of %s leaves the rows before it', kind => {
  const run = newRun()
  rec.writeSpikes(run, 'a', { tick: u32(0, 9, 10, 15), unit: u32(1, 2, 3, 4) })
  rec.writeTraces(run, 'b', { tick: u32(0, 9, 10, 15), value: new Float32Array(4), unit: '1' })
  rec.writePresentations(run, presentations(2))
  const { path } = rec.recordings(run, kind)[0]
  rec.cutRecording(kind, path, 10)
  const { columns, metadata } = rec.readRecording(path)
  const first = dataOf(columns, kind === 'presentations' ? 'start' : 'tick', Uint32Array)
  expect([...first]).toEqual(kind === 'presentations' ? [0] : [0, 9])
  expect(metadata.dt).toBe('0.5')
  if (kind === 'presentations') expect(dataOf(columns, 'phaseStart', Uint32Array)).toEqual(u32(0, 5))
})

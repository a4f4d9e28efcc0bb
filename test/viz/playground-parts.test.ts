/** What the playground computes by itself: the image of a drawing, the reel of what was shown, the evidence for each digit. */
import { describe, expect, test } from 'vitest'
import type { Recorded } from '../../src/sim/record.ts'
import { evidenceOf, SIGNED } from '../../viz/playground/evidence.ts'
import { speedometer, withChunk } from '../../viz/playground/progress.ts'
import { experimentOf } from '../../viz/playground/recipe.ts'
import { reel } from '../../viz/playground/reel.ts'
import { DEFAULTS, within } from '../../viz/playground/settings.ts'
import { imageOf, SIDE } from '../../viz/playground/strokes.ts'

const at = (image: Uint8Array, x: number, y: number) => image[y * SIDE + x]

/** First and last row and column with ink, and its centre of mass. */
const measure = (image: Uint8Array) => {
  const ink = [...image].flatMap((v, i) => (v > 0 ? [{ x: i % SIDE, y: Math.floor(i / SIDE), v }] : []))
  const mass = ink.reduce((sum, p) => sum + p.v, 0)
  const extent = (of: 'x' | 'y') => Math.max(...ink.map(p => p[of])) - Math.min(...ink.map(p => p[of])) + 1
  const centre = (of: 'x' | 'y') => ink.reduce((sum, p) => sum + p.v * (p[of] + 0.5), 0) / mass
  return { width: extent('x'), height: extent('y'), x: centre('x'), y: centre('y') }
}

describe('a drawing', () => {
  test.each([
    ['small, in a corner', 0.05, 0.1],
    ['large', 0.02, 0.95],
  ])('%s: its longer side fills 20 pixels, its mass lies in the middle', (_, from, to) => {
    const hook = [
      { x: from, y: from },
      { x: from, y: to },
      { x: (from + to) / 2, y: to },
    ]
    const { width, height, x, y } = measure(imageOf([hook]))
    expect(height).toBeGreaterThanOrEqual(20)
    expect(height).toBeLessThanOrEqual(22) // and the blur of the pen
    expect(width).toBeLessThan(height)
    expect(Math.abs(x - 14)).toBeLessThan(0.6)
    expect(Math.abs(y - 14)).toBeLessThan(0.6)
  })

  test('a dot is a dot, nothing is nothing', () => {
    const dot = imageOf([[{ x: 0.9, y: 0.1 }]])
    expect(at(dot, 14, 14)).toBeGreaterThan(230)
    expect(at(dot, 18, 14)).toBe(0)
    expect(imageOf([]).every(v => v === 0)).toBe(true)
  })
})

const recorded = (start: number, length: number, ticks: number[], units: number[]): Recorded => ({
  start,
  length,
  during: 'train',
  epoch: 0,
  sample: 0,
  label: 3,
  answer: 1,
  phases: [{ name: 'forward', start }, { name: 'target', start: start + 5 }],
  spikes: { 'output.spike': { tick: Uint32Array.from(ticks), unit: Uint32Array.from(units) } },
  traces: {},
  values: {},
}) // biome-ignore format: a table

describe('the reel', () => {
  const e = experimentOf(DEFAULTS)
  const ticksOf = (r: ReturnType<typeof reel>) => {
    const output = r.run.spikes.find(c => c.population === 'output')!
    return output.segments(0, 1e9).flatMap(s => [...s.tick.subarray(s.from, s.to)])
  }

  test('lays presentations end to end, whatever lay between them', () => {
    const r = reel('r', e, 3, 'running')
    expect(r.add([recorded(100, 10, [101, 109], [0, 1]), recorded(300, 20, [300], [2])])).toBe(0)
    expect(r.run.length).toBe(30)
    expect(ticksOf(r)).toEqual([1, 9, 10])
    expect(r.run.presentations.map(p => [p.start, p.length, p.label])).toEqual([[0, 10, 3], [10, 20, 3]])
    expect(r.run.presentations[1].phases).toEqual([{ name: 'forward', start: 10, end: 15 }, { name: 'target', start: 15, end: 30 }])
  }) // biome-ignore format: a table

  test('drops the oldest, and tells how far the rest has moved', () => {
    const r = reel('r', e, 2, 'running')
    r.add([recorded(0, 10, [3], [0]), recorded(10, 20, [12], [0])])
    expect(r.add([recorded(30, 5, [31], [0])])).toBe(10)
    expect(ticksOf(r)).toEqual([2, 21])
    expect(r.run.length).toBe(25)
  })
})

describe('evidence', () => {
  test('counts spikes of the output units up to each tick', () => {
    const { values, most, unit } = evidenceOf(recorded(0, 4, [0, 2, 2], [7, 7, 1]), experimentOf(DEFAULTS))
    expect(values.map(v => [v[7], v[1]])).toEqual([[1, 0], [1, 0], [2, 1], [2, 1]])
    expect([most, unit]).toEqual([2, 'Hz'])
  }) // biome-ignore format: a table

  test('of the growth transform: what the label units take off', () => {
    const value = Float32Array.from({ length: 20 }, (_, i) => (i === 13 ? -4 : 1))
    const r = { ...recorded(0, 2, [], []), traces: { [SIGNED]: { tick: Uint32Array.of(0, 1), value } } }
    const { values, most, unit } = evidenceOf(r, experimentOf({ ...DEFAULTS, rule: 'growth' }))
    expect([values[1][3], values[1][4], most, unit]).toEqual([4, 0, 4, 'spikes'])
  })
})

describe('progress and settings', () => {
  const chunk = { epoch: 1, epochs: 60, image: 300, images: 2000, presentation: 300, tick: 0, recentError: 0.5, presentations: [] }
  const begun = { state: 'running' as const, epoch: 0, epochs: 0, images: 0, perSecond: 0, train: [], test: [] }

  test('a running error is drawn when enough answers are in, and once for each number of images', () => {
    expect(withChunk(begun, chunk, 10, 301).train).toEqual([])
    const drawn = withChunk(begun, chunk, 10, 200)
    expect(drawn.train).toEqual([[300, 0.5]])
    expect(withChunk(drawn, chunk, 10, 200).train).toEqual([[300, 0.5]])
  })

  test('speed is that of the last seconds', () => {
    const speed = speedometer()
    expect(speed(0, 0)).toBe(0)
    expect(speed(1000, 500)).toBe(500)
    expect(speed(9000, 700)).toBe(0) // nothing else in the last 5 s
    expect(speed(10_000, 900)).toBe(200)
  })

  test('numbers stay within their field', () => {
    const field = { key: 'n', label: 'n', min: 10, max: 500, value: 100, whole: true }
    expect([9, 1e99, 12.6, Number.NaN].map(n => within(field, n))).toEqual([10, 500, 13, 100])
  })
}) // biome-ignore format: a table

/** Izhikevich's cell: closed forms of rest and rheobase, and the firing patterns of his cells (2007, ch. 8.2). */
import { expect, test } from 'vitest'
import { izhikevich } from '../../models/neurons/izhikevich.ts'
import { underCurrent } from './single-cell.ts'

const last = <T>(list: T[]): T => list[list.length - 1]

test('regular spiking: silent just below the saddle-node at (k D + b)² / 4k, D = threshold - rest', async () => {
  const [k, b, distance] = [0.7, -2, 20]
  const rheobase = (k * distance + b) ** 2 / (4 * k)
  expect(rheobase).toBeCloseTo(51.43, 2)
  expect((await underCurrent(izhikevich, rheobase - 0.5, { ms: 3000 })).spikes).toEqual([])
  expect((await underCurrent(izhikevich, rheobase + 2, { ms: 3000 })).spikes.length).toBeGreaterThan(2)
})

test('the potential settles on the lower root of k x (x - D) - b x + I', async () => {
  const { v } = await underCurrent(izhikevich, 30, { ms: 2000 })
  const [k, sum] = [0.7, 0.7 * 20 - 2]
  expect(last(v) + 60).toBeCloseTo((sum - Math.sqrt(sum * sum - 4 * k * 30)) / (2 * k), 6)
})

test('regular spiking: about 7 Hz under 70 pA; under 300 pA intervals grow', async () => {
  const { intervals } = await underCurrent(izhikevich, 70, { ms: 1000 })
  expect(1000 / last(intervals)).toBeGreaterThan(6)
  expect(1000 / last(intervals)).toBeLessThan(8)
  const strong = (await underCurrent(izhikevich, 300, { ms: 1000 })).intervals
  expect(last(strong) / strong[0]).toBeGreaterThan(1.3)
})

test('intrinsically bursting: a burst at the onset, then single spikes', async () => {
  const { intervals } = await underCurrent(izhikevich, 600, {
    ms: 600,
    set: {
      c: '150 pF', k: '1.2 nS/mV', rest: '-75 mV', threshold: '-45 mV', a: '0.01 /ms', b: '5 nS', d: '130 pA', reset: '-56 mV', peak: '50 mV',
    }, // biome-ignore format: a set of parameters
  })
  expect(last(intervals) / intervals[0]).toBeGreaterThan(2)
})

test('chattering: bursts again and again', async () => {
  const { intervals } = await underCurrent(izhikevich, 200, {
    ms: 1000,
    set: {
      c: '50 pF', k: '1.5 nS/mV', rest: '-60 mV', threshold: '-40 mV', a: '0.03 /ms', b: '1 nS', d: '150 pA', reset: '-40 mV', peak: '25 mV',
    }, // biome-ignore format: a set of parameters
  })
  const [short, long] = [Math.min(...intervals), Math.max(...intervals)]
  expect(long / short).toBeGreaterThan(3)
  expect(intervals.filter(i => i > (short + long) / 2).length).toBeGreaterThan(3)
})

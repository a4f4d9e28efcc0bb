/** Firing patterns of the adaptive exponential cell (Naud et al. 2008, figure 4 and table 1), and its exact relations. */
import { expect, test } from 'vitest'
import { adex } from '../../models/neurons/adex.ts'
import type { Population } from '../../src/spec/types.ts'
import { underCurrent } from './single-cell.ts'

const pattern = (bias: number, set: Population['set'], ms = 500) => underCurrent(adex, bias, { ms, set, dt: 0.05 })
const last = <T>(list: T[]): T => list[list.length - 1]

test('tonic spiking: intervals settle', async () => {
  const { intervals } = await pattern(500, {})
  expect(intervals.length).toBeGreaterThan(10)
  for (const interval of intervals.slice(-5)) expect(Math.abs(interval - last(intervals))).toBeLessThan(0.2)
})

test('adaptation: intervals grow and settle', async () => {
  const { intervals } = await pattern(500, { g_l: '12 nS', tau_w: '300 ms', b: '60 pA' }, 1000)
  expect(last(intervals) / intervals[0]).toBeGreaterThan(2)
  for (let k = 1; k < 4; k++) expect(intervals[k]).toBeGreaterThan(intervals[k - 1])
})

test('initial burst: the first intervals are short, all others long', async () => {
  const { intervals } = await pattern(400, {
    c: '130 pF', g_l: '18 nS', rest: '-58 mV', a: '4 nS', b: '120 pA', tau_w: '150 ms', reset: '-50 mV',
  }) // biome-ignore format: a set of parameters
  expect(last(intervals) / intervals[0]).toBeGreaterThan(3)
})

test('regular bursting: short and long intervals alternate in groups', async () => {
  const { intervals } = await pattern(210, { rest: '-58 mV', b: '100 pA', tau_w: '120 ms', reset: '-46 mV' }, 1500)
  const late = intervals.slice(Math.floor(intervals.length / 3))
  const [short, long] = [Math.min(...late), Math.max(...late)]
  expect(long / short).toBeGreaterThan(3)
  const lengths = late.map(i => (i > (short + long) / 2 ? 'long' : 'short')).join(' ')
  expect(lengths).toMatch(/long short( short)* long short/)
})

test('transient spiking: spikes at the onset only', async () => {
  const { spikes } = await pattern(180, {
    c: '100 pF',
    rest: '-65 mV',
    a: '10 nS',
    b: '100 pA',
    tau_w: '90 ms',
    reset: '-47 mV',
  })
  expect(spikes.length).toBeGreaterThan(0)
  expect(last(spikes)).toBeLessThan(100)
})

test('rheobase of the cell without adaptation is g (threshold - rest - slope)', async () => {
  const set = { a: '0 nS' } as const
  expect((await pattern(179, set, 2000)).spikes).toEqual([])
  expect((await pattern(181, set, 2000)).spikes.length).toBeGreaterThan(0)
})

test('below threshold the potential settles where leak, upstroke and adaptation balance', async () => {
  const { v } = await pattern(100, {}, 600)
  const x = last(v)
  const net = 10 * (-70 - x) + 10 * 2 * Math.exp((x + 50) / 2) - 2 * (x + 70) + 100
  expect(net).toBeCloseTo(0, 6)
})

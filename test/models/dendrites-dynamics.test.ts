/** Voltages in closed form: the dendrite specification, section 5, tests 3 to 6, 10, 11 and 16. */
import { expect, test } from 'vitest'
import { hostRandom } from '../../src/lang/random.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import { onBench } from '../support/bench.ts'
import { smallNetwork, steady } from './small-network.ts'

const kappa = (k: number) => (k >= 1 && k <= 10 ? (Math.exp(-k / 10) - Math.exp(-k / 3)) / 7 : 0)
const S = 0.5104085324
const close = (received: number, expected: number, within: number) =>
  expect(Math.abs(received - expected), `${received} for ${expected}`).toBeLessThanOrEqual(within)
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

test('3: the recursion equals the ten taps over 1,000 random steps, and forgets a spike after ten', async () => {
  const random = hostRandom(7)
  const counts = Array.from({ length: 1000 }, () => random.integer(3))
  const inputSpikes = counts.flatMap((n, t) => (n ? [[t, 0, n]] : []))
  const b = await onBench(smallNetwork({ inputSpikes, w: 0.7 }))
  b.phase('forward', 1000)
  const v = (await b.drain())['trace:hidden.basal.v'].values[0]
  for (let t = 0; t < 1000; t++) {
    let sum = 0
    for (let k = 1; k <= 10; k++) sum += kappa(k) * 0.7 * (counts[t - k + 1] ?? 0)
    close(v[t], sum, 1e-12)
  }
  const one = await onBench(smallNetwork({ inputSpikes: [[0, 0]] }))
  one.phase('forward', 30)
  const single = (await one.drain())['trace:hidden.basal.v'].values[0]
  for (let t = 1; t <= 10; t++) close(single[t - 1], kappa(t), 1e-14)
  for (let t = 11; t <= 30; t++) close(single[t - 1], 0, 1e-15)
})

test('4: one spike through a weight of 1', async () => {
  const b = await onBench(smallNetwork({ inputSpikes: [[0, 0]] }))
  b.phase('forward', 200)
  const v = [...(await b.drain())['trace:hidden.soma.v'].values[0]]
  const expected = [0.01614052, 0.0310119, 0.0412697, 0.0472429, 0.0499719, 0.0504324]
  expected.forEach((x, i) => {
    close(v[i], x, 1e-7)
  })
  expect(v.indexOf(Math.max(...v)) + 1).toBe(6)
  close(
    v.reduce((a, x) => a + x, 0),
    0.4374930278,
    1e-9,
  )
  close(
    v.reduce((a, x) => a + x * x, 0),
    0.0188175973,
    1e-9,
  )
})

test.each([
  ['0 /ms', 2.571428571, 0.3],
  ['0.05 /ms', 2.4, 0.25],
  ['0.6 /ms', 1.384615385, -0.3],
] as const)('5: constant input of 3, apical conductance %s: limit %f, factor %f a step', async (g_a, limit, factor) => {
  const b = await onBench(smallNetwork({ basal: 3, hidden: { g_a } }))
  b.phase('forward', 60)
  const v = (await b.drain())['trace:hidden.soma.v'].values[0]
  for (let n = 1; n <= 10; n++) close(v[n - 1], limit * (1 - factor ** n), 1e-8)
  close(v[59], limit, 1e-9)
})

test('6: the taught output rings down to its fixed point', async () => {
  const b = await onBench(smallNetwork())
  b.phase('target', 60, { 'output.soma.teach': [1], 'output.soma.label': [1] })
  const v = (await b.drain())['trace:output.soma.v'].values[0]
  const expected = [8, 2.4, 6.32, 3.576, 5.4968, 4.15224]
  expected.forEach((x, i) => {
    close(v[i], x, 1e-12)
  })
  close(v[29] - 4.705882353, -1.0607e-4, 1e-8)
})

test.each([
  [0, 1, 4.705882353, 0.198207818],
  [0, 0, -4.705882353, 0.001792182],
  [3, 1, 5.764705882, 0.199374698],
  [3, 0, -3.647058824, 0.005081085],
  [-3, 1, 3.647058824, 0.194918915],
  [-3, 0, -5.764705882, 0.000625302],
])('6: dendrite at %d, label %d: voltage %f, rate %f per ms', async (dendrite, label, voltage, rate) => {
  const b = await onBench(smallNetwork({ dendrite }))
  b.phase('target', 200, { 'output.soma.teach': [1], 'output.soma.label': [label] })
  const logs = await b.drain()
  close(logs['trace:output.soma.v'].values[0][199], voltage, 1e-9)
  close(0.2 * logs['trace:output.soma.rho'].values[0][199], rate, 1e-9)
})

test('10: the table of spike weights, and the mean trace it gives', async () => {
  const random = hostRandom(11)
  const spikes = Array.from({ length: 57 }, (_, t) => [t, 0, 1 + random.integer(3)]).filter(
    () => random.uniform() < 0.4,
  )
  const b = await onBench(smallNetwork({ inputSpikes: spikes }))
  const kernels = Object.values(b.planned.plan.programs).flatMap(p => p.end)
  const taps = kernels.find((k): k is Kernel & { verb: 'taps' } => k.verb === 'taps')!
  const table = [
    1345,
    3526,
    6190,
    9095,
    12078,
    15032,
    17886,
    20599,
    23148,
    ...new Array(11).fill(25520),
    24175,
    21995,
    19331,
    16426,
    13442,
    10489,
    7635,
    4921,
    2373,
  ]
  expect(taps.table.map(w => Math.round(w * 1e6))).toEqual(table)
  close(
    taps.table.reduce((a, w) => a + w, 0),
    S,
    1e-10,
  )
  close(
    taps.table.reduce((a, w) => a + w * w, 0),
    0.0110418824,
    1e-10,
  )
  b.phase('forward', 57)
  const trace = (t: number) => spikes.reduce((sum, [at, , n]) => sum + kappa(t - at + 1) * n, 0)
  let mean = 0
  for (let t = 37; t < 57; t++) mean += trace(t) / 20
  close((await b.read('w.pre.s'))[0], mean, 1e-15)
})

test.each([50, 51, 57, 69])('11: a phase of %d steps averages exactly its last 20', async length => {
  const b = await onBench(smallNetwork({ inputSpikes: steady(300), out: 1.3 }))
  b.phase('forward', length)
  b.phase('target', 53, { 'output.soma.teach': [1], 'output.soma.label': [1] })
  b.phase('forward', length, { 'output.soma.teach': [0] })
  const v = (await b.drain())['trace:output.soma.v'].values[0]
  const last = [...v].slice(-20)
  close((await b.read('output.soma.vf'))[0], last.reduce((a, x) => a + x, 0) / 20, 1e-14)
})

test('16: the plateau of a steady output, and of none', async () => {
  const b = await onBench(smallNetwork({ outputSpikes: steady(200), y: sigmoid(8 / 1.7) }))
  b.phase('forward', 200)
  const v = (await b.drain())['trace:hidden.apical.v'].values[0]
  const mean = [...v].slice(-20).reduce((a, x) => a + x, 0) / 20
  close(mean, 0.1011669625, 1e-9)
  close((await b.read('hidden.apical.a0'))[0], 0.5252701915, 1e-9)
  close((await b.read('hidden.apical.a0'))[0], sigmoid(mean), 1e-15)
  const silent = await onBench(smallNetwork({ outputSpikes: steady(200), y: 0 }))
  silent.phase('forward', 50)
  expect((await silent.read('hidden.apical.a0'))[0]).toBe(0.5)
})

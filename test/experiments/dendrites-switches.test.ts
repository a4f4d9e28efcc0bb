/** Switches of the published program that change the equations of units: what they compute, in double precision on `js`. */
import { expect, test } from 'vitest'
import { dendrites, type Layers, smallFeedback } from '../../experiments/parts/dendrites.ts'
import { feedbackToRateWithBias } from '../../models/rules/plateau.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { experiment } from '../../src/spec/define.ts'
import { type OnBench, onBench, traceAt } from '../support/bench.ts'

const HIDDEN = 6
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v))
const layers = (own: Partial<Layers>): Layers => ({
  hidden: [{ name: 'hidden', size: HIDDEN }],
  etaOut: 0.21,
  phases: 'fixed',
  ...own,
})
const columns = ['hidden.basal.v', 'hidden.apical.v', 'hidden.soma.v', 'output.basal.v', 'output.soma.v']
const network = (own: Partial<Layers>) =>
  experiment({
    name: 'switched',
    about: 'a small network with switches',
    seed: 5,
    ...dendrites(layers(own)),
    probes: columns.map(column => ({ column, during: ['train'] })),
  })

const image = Array.from({ length: 784 }, (_, j) => (j % 5 === 0 ? (j % 50) / 50 : 0))
const label = Array.from({ length: 10 }, (_, o) => (o === 4 ? 1 : 0))
/** An image and its label, phases of so many ticks. */
const show = (b: OnBench, ticks: number, presentation = 0) => {
  b.machine.clock(0, { presentation, tick: 0 })
  b.phase('forward', ticks, { 'input.soma.x': image, 'output.soma.teach': new Array(10).fill(0) })
  b.phase('target', ticks, { 'output.soma.teach': new Array(10).fill(1), 'output.soma.label': label })
  b.end()
}
const close = (received: number[], expected: number[], within = 1e-12) => {
  expect(received.length).toBe(expected.length)
  received.forEach((x, i) => {
    expect(Math.abs(x - expected[i]), `unit ${i}: ${x} for ${expected[i]}`).toBeLessThanOrEqual(within)
  })
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length

test('window afterSettle: in phases of 50 ms the same as the last 20 ms', async () => {
  const [last, after] = [await onBench(network({})), await onBench(network({ window: 'afterSettle' }))]
  for (const b of [last, after]) for (const k of [0, 1]) show(b, 50, k)
  for (const column of ['w1.w', 'out.w', 'hidden.basal.b', 'output.basal.b', 'hidden.apical.a0', 'hidden.apical.a1'])
    close(await after.read(column), await last.read(column), 1e-11)
})

test('window afterSettle: in phases of 70 ms the mean of the last 40', async () => {
  const b = await onBench(network({ window: 'afterSettle' }))
  show(b, 70)
  const logs = await b.drain()
  const over = (column: string, units: number, from: number, to: number, f = (x: number) => x) =>
    Array.from({ length: units }, (_, unit) =>
      mean(range(from, to).map(t => f(traceAt(logs[`trace:${column}`], units, t, unit)))),
    )
  const vf = over('output.soma.v', 10, 31, 70)
  close(await b.read('output.soma.vf'), vf)
  close(await b.read('hidden.apical.a0'), over('hidden.apical.v', HIDDEN, 31, 70).map(sigmoid))
  close(await b.read('hidden.apical.a1'), over('hidden.apical.v', HIDDEN, 101, 140).map(sigmoid))
  const taught = over('output.soma.v', 10, 101, 140, sigmoid)
  close(
    await b.read('output.soma.miss'),
    taught.map((rho, o) => rho - sigmoid(vf[o])),
  )
})

test('without conductances: somata at their steady state, the taught output at (g_d B ± 8) / (g_l + g_d + 1)', async () => {
  const b = await onBench(network({ conductances: false }))
  show(b, 50)
  const logs = await b.drain()
  const at = (column: string, units: number, tick: number, unit: number) =>
    traceAt(logs[`trace:${column}`], units, tick, unit)
  for (const tick of [1, 7, 50, 51, 100])
    for (const unit of range(0, HIDDEN - 1))
      close([at('hidden.soma.v', HIDDEN, tick, unit)], [(0.6 / 0.7) * at('hidden.basal.v', HIDDEN, tick, unit)])
  for (const unit of range(0, 9)) {
    close([at('output.soma.v', 10, 50, unit)], [(0.6 / 0.7) * at('output.basal.v', 10, 50, unit)])
    const taught = (0.6 * at('output.basal.v', 10, 51, unit) + (unit === 4 ? 8 : -8)) / 1.7
    close([at('output.soma.v', 10, 51, unit)], [taught])
  }
})

test('feedback bias: added to the apical voltage, and learned with the weights', async () => {
  const b = await onBench(network({ feedbackBias: true, feedbackRule: feedbackToRateWithBias }))
  const before = await b.read('hidden.apical.c')
  for (const c of before) expect(Math.abs(c - 0.8)).toBeLessThan(0.0018)
  const eta = 0.1
  show(b, 50)
  const apical = (await b.drain())['trace:hidden.apical.v']
  close(
    range(0, HIDDEN - 1).map(unit => traceAt(apical, HIDDEN, 1, unit)),
    before,
  )
  const a0 = await b.read('hidden.apical.a0')
  const vf = await b.read('hidden.soma.vf')
  close(
    await b.read('hidden.apical.c'),
    before.map((c, i) => c + eta * (sigmoid(vf[i]) - a0[i]) * a0[i] * (1 - a0[i])),
  )
})

test('feed-forward rates: basal dendrites add up weights times rates, unfiltered; learning uses their means', async () => {
  const b = await onBench(network({ feedforwardFrom: 'rates' }))
  const w = await b.read('w1.w')
  const out = await b.read('out.w')
  const bias = await b.read('hidden.basal.b')
  const start = await b.read('output.basal.b')
  const [stride, outStride] = [w.length / 784, out.length / HIDDEN]
  show(b, 50)
  const logs = await b.drain()
  const basal = bias.map((c, i) => c + image.reduce((sum, x, j) => sum + 0.2 * x * w[j * stride + i], 0))
  for (const tick of [1, 30])
    close(
      range(0, HIDDEN - 1).map(unit => traceAt(logs['trace:hidden.basal.v'], HIDDEN, tick, unit)),
      basal,
    )
  const rates = range(0, HIDDEN - 1).map(unit => 0.2 * sigmoid(traceAt(logs['trace:hidden.soma.v'], HIDDEN, 30, unit)))
  const received = start.map((c, o) => c + rates.reduce((sum, r, i) => sum + r * out[i * outStride + o], 0))
  close(
    range(0, 9).map(unit => traceAt(logs['trace:output.basal.v'], 10, 30, unit)),
    received,
  )
  const learned = await b.read('w1.w')
  const change = (await b.read('hidden.basal.b')).map((c, i) => c - bias[i])
  close([learned[10 * stride + 2] - w[10 * stride + 2]], [change[2] * 0.2 * image[10]])
})

test('a test before training, and weights without the optimised scale', () => {
  const planned = planExperiment(
    network({
      initialTest: true,
      biases: 'rand() - 0.5',
      hidden: [{ name: 'hidden', size: 4, feedback: smallFeedback }],
    }),
  )
  const [untrained, trained] = planned.stages
  expect(untrained.spec).toMatchObject({ name: 'untrained', epochs: 1, images: 1 })
  expect(untrained.spec.learn ?? false).toBe(false)
  expect(untrained.spec.test).not.toBe(false)
  expect(trained.spec.learn).toBe(true)
  const keys = new Uint32Array(planned.plan.streams.length).map((_, i) => 77 * i)
  const values = (column: string) => [...planned.initial.find(i => i.column === column)!.values(keys, () => [])]
  for (const column of ['hidden.basal.b', 'output.basal.b', 'y1.w'])
    for (const x of values(column)) expect(Math.abs(x)).toBeLessThanOrEqual(0.5)
  expect(Math.max(...values('y1.w'))).toBeGreaterThan(0.2)
})

/** Arithmetic of the updates and what outlives a presentation: the dendrite specification, section 5, tests 14, 15, 18 and 19. */
import { expect, test } from 'vitest'
import { onBench, traceAt } from '../support/bench.ts'
import { goldenReference } from './golden-reference.ts'
import { goldenTrace, showGolden } from './golden-trace.ts'
import { smallNetwork, steady } from './small-network.ts'

const close = (received: number, expected: number, within: number) =>
  expect(Math.abs(received - expected), `${received} for ${expected}`).toBeLessThanOrEqual(within)
const mean = 0.1020817065
const logit = (p: number) => Math.log(p / (1 - p))
/** A column of one synapse, padded as the plan lays it out. */
const weight = (w: number) => [w, ...new Array(15).fill(0)]

test('14: output update with a forward voltage of 0 and a taught rate of 0.198207818', async () => {
  const b = await onBench(smallNetwork({ inputSpikes: steady(600) }))
  b.phase('forward', 200)
  b.phase('target', 300, { 'output.soma.teach': [1], 'output.soma.label': [1] })
  b.end()
  close((await b.read('out.w'))[0], 0.0451134976, 1e-9)
  close((await b.read('output.basal.b'))[0], 0.4419351823, 1e-9)
})

test('14: output update with a forward voltage of 1 and a taught rate of 0.001792182', async () => {
  const b = await onBench(smallNetwork({ inputSpikes: steady(600), dendrite: 7 / 6, etaOut: 0.19 }))
  b.phase('forward', 200)
  b.machine.write('output.basal.b', [0])
  b.phase('target', 300, { 'output.soma.teach': [1], 'output.soma.label': [0] })
  b.end()
  close((await b.read('output.basal.b'))[0], -0.4624264044, 1e-9)
  close((await b.read('out.w'))[0], (-0.0231213202 / 0.05) * mean, 1e-9)
})

test.each([
  [7 / 6, 0.6, 0.7, 0.21, 0.070780296],
  [-7 / 3, 0.5, 0.2, 0.23, -0.0062096206 / 0.05],
  [7 / 6, 0.6, 0.6, 0.21, 0],
])('15: hidden update, bias %f, plateaus %f and %f', async (basal, forward, target, eta, change) => {
  const b = await onBench(smallNetwork({ inputSpikes: steady(800), outputSpikes: steady(800), basal, w: 0, eta }))
  b.machine.write('y.w', weight(logit(forward) / mean))
  b.phase('forward', 300)
  b.machine.write('y.w', weight(logit(target) / mean))
  b.phase('target', 300, { 'output.soma.teach': [1], 'output.soma.label': [1] })
  b.end()
  close((await b.read('hidden.basal.b'))[0] - basal, change, 2e-9)
  close((await b.read('w.w'))[0], change * mean, 2e-9)
})

test('18: spikes in flight act with the new weights; without recarry only the first 30 steps differ', async () => {
  const shown = async (recarry: boolean) => {
    const b = await onBench(goldenTrace('0 /ms', { recarry }))
    showGolden(b)
    await b.drain()
    b.machine.clock(0, { presentation: 1, tick: 0 })
    showGolden(b)
    return (await b.drain())['trace:output.soma.v']
  }
  const dense = goldenReference(2)
  const repaired = await shown(true)
  const plain = await shown(false)
  let first = 0
  for (let t = 1; t <= 102; t++)
    for (const unit of [0, 1]) {
      close(traceAt(repaired, 2, t, unit), dense[102 + t - 1][unit], 1e-12)
      const miss = Math.abs(traceAt(plain, 2, t, unit) - dense[102 + t - 1][unit])
      if (t <= 10) first = Math.max(first, miss)
      if (t >= 30 && t <= 50) expect(miss).toBeLessThan(1e-10)
    }
  expect(first).toBeGreaterThan(1e-3)
})

test('19: a reset between images changes only the beginning of the next', async () => {
  const second = async (reset: boolean) => {
    const b = await onBench(goldenTrace())
    showGolden(b)
    await b.drain()
    if (reset) b.machine.clear()
    b.machine.clock(0, { presentation: 1, tick: 0 })
    showGolden(b)
    return (await b.drain())['trace:hidden.soma.v']
  }
  const [kept, cleared] = [await second(false), await second(true)]
  expect(Math.abs(traceAt(kept, 2, 1) - traceAt(cleared, 2, 1))).toBeGreaterThan(1e-3)
  for (let t = 30; t <= 50; t++) close(traceAt(kept, 2, t), traceAt(cleared, 2, t), 1e-9)
})

test('19: clear leaves nothing but what was learned', async () => {
  const b = await onBench(goldenTrace())
  const fresh = await b.machine.save()
  showGolden(b)
  const learned = await b.read('hidden.basal.b')
  b.machine.clear()
  b.machine.clock(0, { presentation: 0, tick: 0 })
  const after = await b.machine.save()
  const kept = new Set([...b.planned.learned.map(name => `column:${name}`), 'clocks'])
  for (const name of Object.keys(fresh)) if (!kept.has(name)) expect(after[name], name).toEqual(fresh[name])
  expect(await b.read('hidden.basal.b')).toEqual(learned)
})

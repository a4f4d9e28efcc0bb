/** The leaky integrate-and-fire cell against its closed forms (Gerstner et al. 2014, ch. 1.3 and 3.1). */
import { describe, expect, test } from 'vitest'
import hello from '../../experiments/hello.ts'
import { lif } from '../../models/neurons/lif.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { experiment } from '../../src/spec/define.ts'
import { onBench } from '../support/bench.ts'
import { underCurrent } from './single-cell.ts'

const [TAU, G, REFRACTORY, DISTANCE] = [20, 10, 2, 20]
const period = (bias: number) => REFRACTORY + TAU * Math.log(bias / G / (bias / G - DISTANCE))

describe('constant current', () => {
  test('the potential approaches rest + I / g with the membrane time constant', async () => {
    const { v, spikes } = await underCurrent(lif, 150, { ms: 100 })
    expect(spikes).toEqual([])
    for (const tick of [1, 10, 100, 1000])
      expect(v[tick - 1]).toBeCloseTo(-70 + 15 * (1 - Math.exp((-tick * 0.1) / TAU)), 10)
  })

  test('silent below rheobase, 200 pA', async () => {
    expect((await underCurrent(lif, 199.9, { ms: 1000 })).spikes).toEqual([])
    expect((await underCurrent(lif, 201, { ms: 1000 })).spikes.length).toBeGreaterThan(5)
  })

  test.each([210, 300, 500, 1000])(
    'the interval under %i pA is t_ref + tau ln(I / (I - I_rh)), to a tick',
    async bias => {
      const { intervals } = await underCurrent(lif, bias, { dt: 0.05 })
      for (const interval of intervals) {
        expect(interval - period(bias)).toBeGreaterThan(-1e-9)
        expect(interval - period(bias)).toBeLessThanOrEqual(0.05 + 1e-9)
      }
    },
  )
})

/** One spike of 100 pA at tick 0. */
const afterSpike = experiment({
  name: 'psp',
  about: 'one postsynaptic potential',
  seed: 1,
  dt: '0.01 ms',
  populations: {
    input: { neuron: poisson, size: 1, force: { spikes: [[0, 0]] } },
    cell: { neuron: lif, size: 1 },
  },
  projections: [{ from: 'input', to: 'cell.soma', weights: '100 pA' }],
  train: [{ presentations: 1, phases: [{ name: 'show', lasts: '60 ms' }] }],
  probes: [{ column: 'cell.soma.v', during: ['train'] }],
})

test('a postsynaptic potential is a difference of exponentials that peaks at ln(tau/tau_s) / (1/tau_s - 1/tau)', async () => {
  const b = await onBench(afterSpike)
  b.phase('show', 6000)
  const v = [...(await b.drain())['trace:cell.soma.v'].values[0]]
  const tau_s = 5
  const potential = (t: number) => ((100 / G) * tau_s * (Math.exp(-t / TAU) - Math.exp(-t / tau_s))) / (TAU - tau_s)
  for (const tick of [100, 500, 1000, 4000]) expect(Math.abs(v[tick] + 70 - potential(tick * 0.01))).toBeLessThan(0.02)
  const peak = v.indexOf(Math.max(...v)) * 0.01
  expect(Math.abs(peak - Math.log(TAU / tau_s) / (1 / tau_s - 1 / TAU))).toBeLessThan(0.05)
})

test('hello: one cell under Poisson input, the same bits from wasm and js', async () => {
  const run = async (backend: ReturnType<typeof wasmBackend>) => {
    const b = await onBench(hello, backend)
    b.phase('show', 1000, { 'input.soma.x': new Array(100).fill(1) })
    return b.drain()
  }
  const [wasm, js] = [await run(wasmBackend()), await run(jsBackend())]
  expect(wasm).toEqual(js)
  // 100 inputs of 10 Hz and 50 pA for 5 ms: 250 pA on the mean, above rheobase
  const rate = wasm['cell.spike'].entries[0].length
  expect(rate).toBeGreaterThan(10)
  expect(rate).toBeLessThan(50)
})

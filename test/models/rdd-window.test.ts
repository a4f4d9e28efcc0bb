/** The feedback phase in the language: the state machine and the published rule against the printed numbers of T15. */
import { describe, expect, test } from 'vitest'
import { lifWindow } from '../../models/neurons/lif-window.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { align } from '../../models/rules/align.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { experiment } from '../../src/spec/define.ts'
import { lcg } from '../measure/reference/random.ts'
import { onBench, traceAt } from '../support/bench.ts'

const TICKS = 400
const spikesOf = (seed: number, chance: number): number[][] => {
  const draw = lcg(seed)
  return Array.from({ length: TICKS }, (_, t) => t).flatMap(t => (draw() < chance ? [[t, 0]] : []))
}

const machine = experiment({
  name: 'windows',
  about: 'one cell, one unit above',
  seed: 1,
  dt: '1 ms',
  populations: {
    drive: { neuron: poisson, size: 1, force: { spikes: spikesOf(42, 0.23) } },
    cell: { neuron: lifWindow, size: 1, init: { 'cell.v': -1, 'cell.u': -1 } },
    above: { neuron: poisson, size: 1, force: { spikes: spikesOf(99, 0.15) } },
  },
  projections: [
    { from: 'drive', to: 'cell.basal', weights: 4 },
    { name: 'y', from: 'above', to: 'cell.apical', weights: 0, rule: align },
  ],
  train: [{ presentations: 1, learn: true, phases: [{ name: 'feed', lasts: `${TICKS} ticks` }] }],
  probes: ['cell.cell.v', 'cell.cell.drive', 'cell.cell.spikes', 'cell.close', 'cell.open', 'cell.spike'].map(
    column => ({
      column,
      during: ['train'],
    }),
  ),
})

const ticksOf = (counts: ArrayLike<number>): number[] => Array.from(counts).flatMap((n, t) => (n > 0 ? [t] : []))

describe('T15', async () => {
  const b = await onBench(machine)
  b.phase('feed', TICKS)
  const logs = await b.drain()
  const at = (column: string, t: number) => traceAt(logs[`trace:cell.cell.${column}`], 1, t + 1)

  test('potentials', () => {
    const printed = {
      0: -0.3,
      1: -0.025438,
      2: 0.097048,
      5: 0.4288,
      10: 0.747842,
      20: 0.775249,
      30: 0.908304,
      60: 0.793513,
    }
    for (const [t, v] of Object.entries(printed)) expect(at('v', Number(t))).toBeCloseTo(v, 6)
  })

  test('spikes', () => expect(ticksOf(logs['cell.spike'].counts[0])).toEqual([240, 243, 349, 352]))

  test('windows: opening, closing, largest drive, spikes', () => {
    const windows: [number, number, number, number][] = [
      [30, 60, 0.967185, 0],
      [79, 109, 0.938402, 0],
      [179, 209, 0.974409, 0],
      [236, 266, 1.101189, 2],
      [273, 303, 0.936118, 0],
      [309, 339, 0.916012, 0],
      [348, 378, 1.138041, 2],
    ]
    expect(ticksOf(logs['cell.open'].counts[0])).toEqual(windows.map(w => w[0]))
    expect(ticksOf(logs['cell.close'].counts[0])).toEqual(windows.map(w => w[1]))
    for (const [, close, drive, spikes] of windows) {
      expect(at('drive', close)).toBeCloseTo(drive, 6)
      expect(at('spikes', close)).toBe(spikes)
    }
  })

  test('the parameters of the regressions after 400 ticks', async () => {
    const printed = { c_spike: -144.5401, m_spike: -161.1747, c_silent: 59.8955, m_silent: 60.1508 }
    const got: number[] = []
    for (const [name, value] of Object.entries(printed)) {
      const [received] = await b.read(`y.${name}`)
      expect(Math.abs(received * 1e6 - value), name).toBeLessThan(1e-4)
      got.push(received)
    }
    expect(Math.abs(1e6 * (got[0] + got[1] - got[2] - got[3]) + 425.7611)).toBeLessThan(1e-4)
  })

  test('and after the first window', async () => {
    const first = await onBench(machine)
    first.phase('feed', 61)
    expect(Math.abs((await first.read('y.c_silent'))[0] * 1e6 + 16.4925)).toBeLessThan(1e-4)
    expect(Math.abs((await first.read('y.m_silent'))[0] * 1e6 + 15.9513)).toBeLessThan(1e-4)
  })
})

test('wasm and js agree to the last bit', async () => {
  const run = async (backend: ReturnType<typeof wasmBackend>) => {
    const b = await onBench(machine, backend)
    b.phase('feed', TICKS)
    return { logs: await b.drain(), learned: [await b.read('y.m_spike'), await b.read('y.m_silent')] }
  }
  expect(await run(wasmBackend())).toEqual(await run(jsBackend()))
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { growthColumns, linearColumns } from '../../models/neurons/growth-columns.ts'
import { growthLabel } from '../../models/neurons/growth-label.ts'
import { growthSilent } from '../../models/neurons/growth-silent.ts'
import { oja } from '../../models/rules/oja.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'
import { load, type Net, near, present, run } from './growth-run.ts'

/** Units of one group with given drives. */
const group = (b: number[], kappa: number, hidden: Neuron = growthColumns): Net => ({
  populations: { hidden: { neuron: hidden, shape: [1, b.length], set: { gain: 1, theta: b.map(x => -x), kappa } } },
  projections: [],
})

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, k) => from + k)

/** A source that gives one current after the other. */
const source = (values: number[]): Neuron =>
  neuron({
    name: 'source',
    about: 'given currents',
    source: 'test 2026',
    params: {},
    compartments: {
      soma: {
        about: 'current',
        step: { c: values.reduceRight((rest, v, i) => `(phase.time < ${i + 1} ms ? ${v} : ${rest})`, '0') },
      },
    },
  })

describe('hidden units (tests 19 and 21)', () => {
  test.each([
    [0.2, [4, 9, 14, 19], -0.042038089775],
    [0.7, [2, 4, 5, 6, 8, 9, 11, 12, 14, 15, 16, 18, 19], 0.04206303671],
    [0.95, upTo(2, 20).filter(n => n !== 12), 0.041998259483],
    [1.3, upTo(2, 20), 0.542192475673],
  ])('19: b = %d', async (b, spikes, u) => {
    const ran = await run(group([b], 0), 20, { record: ['hidden.soma.u'] })
    expect(ran.spikes('hidden.spike', 1)[0]).toEqual(spikes)
    near(ran.values('hidden.soma.u', 1)[20], [u], 1e-10)
  })

  test('21: lateral inhibition by spikes', async () => {
    const ran = await run(group([0.9, 0.6, 0.3], 1.5), 20, { record: ['hidden.soma.u'] })
    expect(ran.spikes('hidden.spike', 3)).toEqual([[2, 4, 6, 8, 10, 11, 14, 15, 17, 19], [2, 7, 12, 17], []])
    near(ran.values('hidden.soma.u', 3)[20], [0.0419702448, 0.0406524686, -0.1251063535], 1e-9)
  })

  test('integrate-and-fire units spike alike while drives are small', async () => {
    const b = [0.05, 0.1, 0.2, 0.3]
    const spikes = async (hidden: Neuron) => (await run(group(b, 2, hidden), 100)).spikes('hidden.spike', 4)
    expect(await spikes(linearColumns)).toEqual(await spikes(growthColumns))
  })
})

describe('the closed form between events (tests 18, 19, 24)', () => {
  const silent = (u0: number[], b: number[], set: { lambda: number[]; i?: number }): Net => ({
    populations: { gt: { neuron: growthSilent, size: b.length, set, init: { 'soma.base': u0, 'drive.b': b } } },
    projections: [],
  })

  test('18: the first spike comes after k steps', async () => {
    const ran = await run(silent([-1 / 24, -1 / 24, -0.1, -2], [0.3, 0.05, 0.5, 3], { lambda: [12, 12, 20, 5] }), 12)
    expect(ran.spikes('gt.spike', 4).map(s => s[0] - 1)).toEqual([2, 10, 4, 3])
  })

  test('18: as many steps as an accumulator takes, over random states and drives', async () => {
    const unit = fc.record({
      u: fc.double({ min: -2, max: 0, noNaN: true }),
      g: fc.double({ min: 0.05, max: 3, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { minLength: 1000, maxLength: 1000 }), async units => {
        const ran = await run(
          silent(
            units.map(x => x.u),
            units.map(x => x.g),
            { lambda: units.map(() => 5) },
          ),
          60,
        )
        ran.spikes('gt.spike', units.length).forEach((spikes, i) => {
          const a = Math.atanh(units[i].g / 5)
          const k = Math.floor(-units[i].u / a) + 1
          if (k < 60 && Math.abs(units[i].u + (k - 1) * a) > 1e-12) expect(spikes[0] - 1).toBe(k)
        })
      }),
      { numRuns: 20, endOnFailure: true },
    )
  })

  test('19: the same spikes as the stepped form', async () => {
    const b = [0.2, 0.7, 0.95, 1.3]
    const lazy = await run(
      silent(
        b.map(() => -1 / 24),
        b,
        { lambda: b.map(() => 12) },
      ),
      100,
    )
    const stepped = await run(group(b, 0), 100)
    expect(lazy.spikes('gt.spike', 4)).toEqual(stepped.spikes('hidden.spike', 4))
  })

  /** A thousand units with drives from -0.5 to 0.5, and a current that arrives in every 50th step. */
  const driven = (): Net => {
    const units = 1000
    const b = Array.from({ length: units }, (_, k) => ((k * 0.618034) % 1) - 0.5)
    const pulses = Array.from(
      { length: 20 },
      (_, k) => `(phase.time == ${50 * k + 7} ms ? ${0.3 - 0.03 * k} : 0)`,
    ).join(' + ')
    const pulse = neuron({
      name: 'pulse',
      about: 'a current now and then',
      source: 'test 2026',
      params: {},
      compartments: { soma: { about: 'current', step: { c: pulses } } },
    })
    return {
      populations: {
        pulse: { neuron: pulse, size: 1 },
        gt: { neuron: growthSilent, size: units, set: { lambda: 20, u0: -0.025 }, init: { 'drive.b': b } },
      },
      projections: [{ name: 'w', from: 'pulse.soma.c', to: 'gt.drive', weights: 1 }],
    }
  }

  test('24: the line between events equals step by step, a thousand steps', async () => {
    const net = driven()
    const ran = await run(net, 1000, {
      order: ['pulse', 'gt'],
      record: ['gt.soma.base', 'gt.soma.since', 'gt.soma.a', 'pulse.soma.c'],
    })
    const base = ran.values('gt.soma.base', 1000)[1000]
    const a = ran.values('gt.soma.a', 1000)[1000]
    const since = ran.values('gt.soma.since', 1000)[1000]
    const c = ran.values('pulse.soma.c', 1).map(x => x[0])
    const spikes = ran.spikes('gt.spike', 1000)
    const b = (net.populations.gt.init as { 'drive.b': number[] })['drive.b']
    for (let unit = 0; unit < 1000; unit++) {
      let u = -0.025
      const fired: number[] = []
      for (let n = 1; n <= 1000; n++) {
        const s = u > 0 ? 1 : 0
        if (s) fired.push(n)
        u += Math.atanh((b[unit] - c[n] - s) / 20)
      }
      expect(spikes[unit]).toEqual(fired)
      expect(Math.abs(base[unit] + since[unit] * a[unit] - u)).toBeLessThan(1e-11)
    }
  })

  test('wasm and js give the same bits', async () => {
    const bits = async (backend: typeof jsBackend extends () => infer B ? B : never) => {
      const ran = await run(driven(), 300, { backend, order: ['pulse', 'gt'], record: ['gt.soma.base'] })
      return { base: ran.values('gt.soma.base', 1000)[300], spikes: ran.spikes('gt.spike', 1000) }
    }
    expect(await bits(wasmBackend())).toEqual(await bits(jsBackend()))
  })
})

describe('label units (test 22)', () => {
  const c = [0, 0.8, 0, 0.4, 1.2, 0, 0, 0.9, 0.3, 0, 0, 0.5, 0, 0.7, 0, 0, 0.2, 0, 0, 0]
  test.each([
    [0, [], [5, 9], -0.019990274084, -5, -4.9995],
    [1, [2, 7, 10, 12, 15, 17, 20], [], 0.019983034825, 15, 14.9992],
  ])('y = %d', async (y, on, off, w, total, kept) => {
    const ran = await run(
      {
        populations: {
          source: { neuron: source(c), size: 1 },
          label: { neuron: growthLabel, size: 1, set: { i: 2 }, init: { 'drive.y': [y] } },
        },
        projections: [{ name: 'c', from: 'source.soma.c', to: 'label.drive', weights: 1 }],
      },
      20,
      { order: ['source', 'label'], record: ['label.soma.s', 'label.soma.n', 'label.soma.w'] },
    )
    const n = ran.values('label.soma.n', 1).map(x => x[0] ?? 0)
    const steps = upTo(1, 20)
    expect(steps.filter(t => n[t] - n[t - 1] > 0)).toEqual(on)
    expect(steps.filter(t => n[t] - n[t - 1] < 0)).toEqual(off)
    near(ran.values('label.soma.w', 1)[20], [w], 1e-10)
    expect(2 * n[20] + 50 * w).toBeCloseTo(kept, 4)
    expect(Math.abs(2 * n[20] + 50 * w - total)).toBeLessThan(1e-3)
  })
})

describe('kernels (test 23)', () => {
  const patch = neuron({
    name: 'patch',
    about: 'given patch',
    source: 'test 2026',
    params: {},
    compartments: { soma: { about: 'pixel', state: { p: 0 }, step: {} } },
  })
  test('23: only the winner moves towards the patch', async () => {
    const machine = await load(
      {
        populations: {
          patch: { neuron: patch, shape: [1, 3], init: { 'soma.p': [0.48, 0.6, 0.64] } },
          hidden: { neuron: growthColumns, shape: [1, 2] },
        },
        projections: [
          {
            name: 'k',
            from: 'patch.soma.p',
            to: 'hidden.match',
            connect: 'pre.group == post.group',
            weights: {
              values: [
                [0.6, 0],
                [0.8, 0.6],
                [0, -0.8],
              ],
            },
            rule: oja,
            set: { eta0: 0.05, eta1: 0.05 },
          },
        ],
        train: [
          {
            presentations: 1,
            learn: true,
            phases: [{ name: 'patch', lasts: '1 ticks', order: ['patch', 'hidden.match'] }],
          },
        ],
        probes: [{ column: 'hidden.match.input', during: ['train'] }],
      },
      1,
    )
    machine.advance('train.0.patch!recorded', [1])
    near([...(await machine.drain())['trace:hidden.match.input'].values[0]], [0.768, -0.152], 1e-12)
    const w = [...(await machine.read('k.w'))]
    near(
      [0, 4, 8].map(k => w[k]),
      [0.60073728, 0.79944704, 0.024576],
      1e-12,
    )
    near(
      [1, 5, 9].map(k => w[k]),
      [0, 0.6, -0.8],
      0,
    )
  })
})

test('presentations without clear go on', async () => {
  const machine = await load(group([0.7], 0), 10)
  const first = (await present(machine, 10)).spikes('hidden.spike', 1)[0]
  const second = (await present(machine, 10, 1)).spikes('hidden.spike', 1)[0].map(n => n + 10)
  expect([...first, ...second]).toEqual([2, 4, 5, 6, 8, 9, 11, 12, 14, 15, 16, 18, 19])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bursting,
  frequencyAdaptation,
  growthTransform,
  type Modulation,
  tonic,
} from '../../models/neurons/growth-transform.ts'
import { alone, mean, near, run } from './growth-run.ts'

const free = { lambda: 20, f0: 0.5, psi: 3, q: 1 }

/** One step from v under drive g: no barrier, no self-conductance. */
const step = async (v: number, g: number, lambda: number, f: number): Promise<number> => {
  const ran = await run(alone({ lambda, f0: f, psi: 0, q: 0 }, g, { v0: v }), 1, { record: ['gt.soma.v'] })
  return ran.values('gt.soma.v', 1)[1][0]
}

describe('the step (specification, tests 1 to 4)', () => {
  test('1: f = 1 and f = 0.5, and the additive form', async () => {
    expect(await step(-0.1, 0.5, 20, 1)).toBeCloseTo(-0.075187969925, 12)
    expect(await step(-0.1, 0.5, 20, 0.5)).toBeCloseTo(-0.087593984962, 12)
    expect(Math.tanh(Math.atanh(-0.1) + Math.atanh(0.025))).toBeCloseTo(-0.075187969925, 12)
  })

  test('2 and 3: forms (7) to (10) and the bound, over random potentials, drives and bounds', async () => {
    const population = fc.array(
      fc.record({
        v: fc.double({ min: -0.999, max: 0.999, noNaN: true }),
        x: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
        lambda: fc.double({ min: 1, max: 50, noNaN: true }),
        f: fc.double({ min: 1e-9, max: 1, noNaN: true }),
      }),
      { minLength: 1000, maxLength: 1000 },
    )
    await fc.assert(
      fc.asyncProperty(population, async units => {
        const of = (pick: (u: (typeof units)[number]) => number) => units.map(pick)
        const net = (f: number[]) => ({
          populations: {
            gt: {
              neuron: growthTransform({ name: 'gt' }),
              size: units.length,
              set: { lambda: of(u => u.lambda), f0: f, psi: 0, q: 0 },
              init: { 'soma.v': of(u => u.v), 'soma.y': of(u => u.v), 'drive.b': of(u => u.x * u.lambda) },
            },
          },
          projections: [],
        })
        const whole = (await run(net(of(() => 1)), 1, { record: ['gt.soma.v'] })).values('gt.soma.v', units.length)[1]
        const part = (await run(net(of(u => u.f)), 1, { record: ['gt.soma.v'] })).values('gt.soma.v', units.length)[1]
        units.forEach(({ v, x, lambda, f }, i) => {
          const g = x * lambda
          const closed = (g + lambda * v) / (lambda + g * v)
          const p = (u: number) => (1 + u) / 2
          expect(Math.abs(whole[i] - closed)).toBeLessThan(1e-12)
          expect(Math.abs(part[i] - ((1 - f) * v + f * closed))).toBeLessThan(1e-12)
          expect(Math.abs(1 - closed - ((lambda - g) * (1 - v)) / (lambda + g * v))).toBeLessThan(1e-12)
          expect(Math.abs(1 + closed - ((lambda + g) * (1 + v)) / (lambda + g * v))).toBeLessThan(1e-12)
          expect(Math.abs(whole[i] - Math.tanh(Math.atanh(v) + Math.atanh(x)))).toBeLessThan(1e-12)
          const odds = ((p(v) / p(-v)) * (lambda + g)) / (lambda - g)
          expect(Math.abs(p(closed) / p(-closed) / odds - 1)).toBeLessThan(1e-10)
          expect(Math.abs(part[i])).toBeLessThanOrEqual(1)
        })
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  test('3: past the bound the potential leaves its range', async () => {
    expect(await step(0, -12.5, 12, 1)).toBeCloseTo(-1.041666666667, 12)
    expect(await step(0, -12.5, 12, 0.5)).toBeCloseTo(-0.520833333333, 12)
  })

  test('4: fixed points', async () => {
    const set = { lambda: 12, f0: 0.5, psi: 0, q: 1 }
    const v = (await run(alone(set, 0.5), 400, { record: ['gt.soma.v'] })).values('gt.soma.v', 1)
    near(
      [1, 10, 50, 100, 200, 400].map(n => v[n][0]),
      [-0.0751256281, 0.1073889747, 0.4146937579, 0.4839413152, 0.4993421411, 0.4999988516],
      1e-9,
    )
    for (const b of [2, -2]) {
      const end = (await run(alone(set, b), 2000, { record: ['gt.soma.v'] })).values('gt.soma.v', 1)[2000][0]
      expect(end).toBeCloseTo(b / 2, 9)
    }
  })
})

describe('the limit of small steps (test 5)', () => {
  /** Antiderivative of 1 / (dv/dt) for a drive b - q v: formula (12). */
  const phi = (b: number, q: number, lambda: number) => (v: number) => {
    const rest = Math.log(1 - v * v) / 2
    if (q === 0) return (lambda / b) * Math.atanh(v) - rest
    const part = (a: number) => lambda / (2 * a)
    const c = (lambda * q * q) / (q * q - b * b)
    const ends = part(b + q) * Math.log(1 + v) - part(b - q) * Math.log(1 - v)
    return ends - (c / q) * Math.log(Math.abs(b - q * v)) - rest
  }
  test.each([
    [0.5, 1, 20, 3.653083],
    [0.5, 0, 20, 4.008389],
    [0.1, 1, 12, 8.336051],
  ])('first passage at b = %f, q = %f, lambda = %f: %f', async (b, q, lambda, time) => {
    const at = phi(b, q, lambda)
    expect(Math.abs(at(0) - at(-0.1) - time)).toBeLessThan(1e-6)
    const dt = 1e-4
    const ticks = Math.ceil(time / dt) + 100
    const ran = await run(alone({ lambda, f0: dt, psi: 0, q }, b), ticks, { record: ['gt.soma.v'] })
    const above = ran.values('gt.soma.v', 1).findIndex(([v]) => v > 0)
    expect(Math.abs(above * dt - time)).toBeLessThan(1e-3)
  })
})

describe('rates (tests 6, 7, 13)', () => {
  const table: [number, number, number, number, number][] = [
    // b, clamped rate, free rate with q = 1, its mean potential, free psi with q = 0
    [0.02, 0.0159, 0.0159, -0.0277, 0.01995],
    [0.1, 0.0435, 0.0435, -0.0307, 0.0999],
    [0.3, 0.1, 0.1099, -0.0301, 0.2996],
    [0.5, 0.16665, 0.1746, -0.0244, 0.4995],
    [1, 0.3333, 0.3333, -0.001, 0.9999],
    [1.5, 0.5, 0.5, 0, 1.5],
    [2, 0.5, 0.66665, 0.001, 2],
    [2.5, 0.5, 0.8254, 0.0244, 2.5005],
    [2.9, 0.5, 0.9565, 0.0307, 2.9001],
    [3.5, 1, 1, 0.5, 3],
  ]
  test('6: clamped and free, with and without self-conductance', async () => {
    const variants = [
      { clamp: 1, q: 1 },
      { clamp: 0, q: 1 },
      { clamp: 0, q: 0 },
    ]
    const units = table.flatMap(([b]) => variants.map(v => ({ ...v, b })))
    const set = { lambda: 20, clamp: units.map(u => u.clamp), q: units.map(u => u.q) }
    const net = {
      populations: {
        gt: {
          neuron: growthTransform({ name: 'gt' }),
          size: units.length,
          set,
          init: { 'soma.v': -0.1, 'soma.y': -0.1, 'drive.b': units.map(u => u.b) },
        },
      },
      projections: [],
    }
    const ran = await run(net, 22_000, { record: ['gt.soma.v'] })
    const rate = ran.spikes('gt.spike', units.length).map(s => s.filter(n => n > 2000).length / 20_000)
    const v = ran.values('gt.soma.v', units.length).slice(2001)
    table.forEach(([, clamped, free, potential, psi], k) => {
      near([rate[3 * k], rate[3 * k + 1], mean(v.map(x => x[3 * k + 1]))], [clamped, free, potential], 1e-4)
      near([3 * rate[3 * k + 2]], [psi], 5e-4)
    })
  })

  test('7: the mean barrier output follows a sine, the better the longer the window', async () => {
    const neuron = growthTransform({ name: 'gt', current: '0.5 + 0.3 * sin(2 * pi * (phase.time / dt + 1) / 500)' })
    const ran = await run(alone({ ...free, q: 0 }, 0, { neuron }), 22_000)
    const error = Float64Array.from({ length: 22_001 }, (_, n) => -(0.5 + 0.3 * Math.sin((2 * Math.PI * n) / 500)))
    for (const n of ran.spikes('gt.spike', 1)[0]) error[n] += 3
    const sum = new Float64Array(error.length + 1)
    for (let n = 0; n < error.length; n++) sum[n + 1] = sum[n] + error[n]
    const worst = (w: number) => {
      let most = 0
      for (let from = 2001; from + w <= 22_001; from++) most = Math.max(most, Math.abs(sum[from + w] - sum[from]) / w)
      return most
    }
    near([worst(10), worst(50), worst(200)], [0.302, 0.0634, 0.0181], 5e-3)
  })

  test('13: the same spikes as an integrate-and-fire unit while potentials are small', async () => {
    const spikes = (await run(alone(free, 0.5), 1000)).spikes('gt.spike', 1)[0]
    expect(spikes.slice(0, 8)).toEqual([9, 14, 20, 26, 32, 37, 43, 49])
    expect(spikes.length).toBe(174)
  })

  test('a smooth barrier settles where it balances the drive, and does not spike', async () => {
    const neuron = growthTransform({ name: 'smooth', barrier: 'smooth' })
    const set = { ...free, f0: 1, q: 0.5, sharpness: 10 }
    const v = (await run(alone(set, 0.8, { neuron }), 3000, { record: ['gt.soma.v'] })).values('gt.soma.v', 1)[3000][0]
    expect(3 / (1 + Math.exp(-10 * v))).toBeCloseTo(0.8 - 0.5 * v, 9)
  })
})

describe('response modes (test 14)', () => {
  const single = { lambda: 12, clamp: 1, reset: 10 }
  const every = (from: number, by: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, k) => from + k * by)
  const modes: [string, Modulation, number, number[], number][] = [
    ['tonic', tonic, 0.1, [18, 66, 114, 162], -0.0433807875],
    ['tonic', tonic, 0.5, [6, ...every(26, 20, 186)], -0.0959198809],
    ['tonic', tonic, 1, [4, ...every(16, 12, 196)], -0.2962735268],
    ['adapting', frequencyAdaptation, 0.1, [21, 75, 130, 186], -0.1269548419],
    ['adapting', frequencyAdaptation, 0.5, [7, 27, 47, 68, 89, 110, 131, 152, 173, 194], -0.0351638115],
    ['adapting', frequencyAdaptation, 1, [...every(4, 12, 112), 125, 138, 151, 164, 177, 190], -0.0033285437],
    ['bursting', bursting, 0.1, [18, 28, 38, 48, 96, 106, 116, 126, 174, 184, 194], -0.1077460189],
    [
      'bursting',
      bursting,
      0.5,
      [6, 13, 20, 27, 47, 54, 61, 68, 88, 95, 102, 109, 129, 136, 143, 150, 170, 177, 184, 191],
      -0.2335655617,
    ],
    [
      'bursting',
      bursting,
      1,
      every(4, 30, 200)
        .flatMap(n => every(n, 6, n + 18))
        .filter(n => n <= 196),
      -0.0313356393,
    ],
  ]
  test.each(modes)('%s, case %#', async (name, modulation, b, spikes, v) => {
    const neuron = growthTransform({ name, modulation })
    const ran = await run(alone(single, b, { neuron }), 200, { record: ['gt.soma.v'] })
    expect(ran.spikes('gt.spike', 1)[0]).toEqual(spikes)
    near(ran.values('gt.soma.v', 1)[200], [v], 1e-9)
  })

  /** A stimulus that changes: [until this step, b] one after the other; the last b holds to the end. */
  const stimulus = (parts: [until: number, b: number][]): string => {
    const [[until, b], ...rest] = parts
    return rest.length === 0 ? `${b}` : `(phase.time < ${until} ms ? ${b} : ${stimulus(rest)})`
  }
  const stimulated = (modulation: Modulation, parts: [until: number, b: number][], record: string[] = []) =>
    run(alone(single, 0, { neuron: growthTransform({ name: 'gt', modulation, current: stimulus(parts) }) }), 100, {
      record,
    })

  test('the released stimuli: silence for ten steps, then 0.5', async () => {
    const spikes = async (m: Modulation) =>
      (
        await stimulated(m, [
          [10, 0],
          [90, 0.5],
        ])
      ).spikes('gt.spike', 1)[0]
    expect(await spikes(tonic)).toEqual([14, 34, 54, 74, 94])
    expect(await spikes(bursting)).toEqual([14, 21, 28, 35, 55, 62, 69, 76, 96])
    expect(await spikes(frequencyAdaptation)).toEqual([15, 35, 55, 76, 97])
  })

  test('leaky integration: only a close pair of pulses fires', async () => {
    const pulses: [number, number][] = [
      [9, -0.1],
      [15, 0.2],
      [39, -0.1],
      [45, 0.2],
      [69, -0.1],
      [75, 0.2],
      [79, -0.1],
      [85, 0.2],
      [100, -0.1],
    ]
    const ran = await stimulated(tonic, pulses, ['gt.soma.v'])
    expect(ran.spikes('gt.spike', 1)[0]).toEqual([83])
    const v = ran.values('gt.soma.v', 1)
    near([v[40][0], v[100][0]], [-0.064207343, -0.3274532613], 1e-9)
  })
})

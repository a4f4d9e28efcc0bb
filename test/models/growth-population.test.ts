import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deepReset, growthTransform, presynapticAdaptation } from '../../models/neurons/growth-transform.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import type { Neuron, Population } from '../../src/spec/types.ts'
import { coupled, load, mean, type Net, near, present, run, transposed } from './growth-run.ts'

const energyOf = (Q: number[][], b: number[], v: number[]): number =>
  v.reduce((sum, x, i) => sum + 0.5 * x * Q[i].reduce((s, q, j) => s + q * v[j], 0) - b[i] * x, 0)

/** Potentials before the first and after every step, without a barrier. */
const descent = async (
  Q: number[][],
  b: number[],
  v0: number[],
  lambda: number,
  f: number,
  steps: number,
): Promise<number[][]> => {
  const ran = await run(coupled(Q, { lambda, f0: f, psi: 0, q: 0 }, b, v0), steps, { record: ['gt.soma.v'] })
  const v = ran.values('gt.soma.v', v0.length)
  return [v0, ...v.slice(1)]
}

describe('two units with pre-synaptic adaptation (tests 14 and 15)', () => {
  const neuron = growthTransform({ name: 'gt', modulation: presynapticAdaptation })
  const order = ['gt.activity', 'gt.trace', 'gt.drive', 'gt.soma']
  const net = (Q: number[][], set: Population['set'], b: number[], v0: number[], of: Neuron = neuron): Net => {
    const plain = coupled(Q, set, b, v0, of)
    return {
      ...plain,
      projections: [...plain.projections, { name: 'c', from: 'gt.activity.c', to: 'gt.trace', weights: { tie: 'q' } }],
    }
  }

  test.each([
    [0.5, [24, 46, 69, 92, 115, 132, 151, 168, 183, 200, 219, 235, 250], [126, 149, 172, 195, 218, 241]],
    [0, [29, 52, 75, 98, 121, 144, 167, 190, 213, 236], [126, 149, 172, 195, 218, 241]],
    [-0.5, [34, 57, 80, 103, 126, 168, 213], [126, 149, 172, 195, 218, 241]],
  ])('Q_12 = %d hastens or slows the first unit', async (q12, first, second) => {
    const current = 'phase.time < (unit == 0 ? 24 ms : 124 ms) ? 0 : 0.05'
    const of = growthTransform({ name: 'gt', modulation: presynapticAdaptation, current })
    const ran = await run(
      net(
        [
          [1, q12],
          [0, 1],
        ],
        { lambda: 12, clamp: 1, q: 0 },
        [0, 0],
        [-0.1, -0.1],
        of,
      ),
      250,
      { order },
    )
    expect(ran.spikes('gt.spike', 2)).toEqual([first, second])
  })

  const plane = { lambda: 12, q: 2 }
  const Q = [
    [0, 0.5],
    [-0.3, 0],
  ]
  test('phase plane, constant step size', async () => {
    const ran = await run(
      coupled(
        Q,
        { ...plane, f0: 0.5 },
        [0.3, 0.04],
        [-0.8, -0.8],
        growthTransform({ name: 'gt', modulation: deepReset }),
      ),
      1000,
      { record: ['gt.soma.v'] },
    )
    const v = ran.values('gt.soma.v', 2)
    near(
      [...v[1], ...v[10], ...v[100]],
      [-0.759251969, -0.776838235, -0.297867065, -0.514521224, -0.188501851, -0.003865016],
      1e-9,
    )
    near(v[1000], [-0.188515398, -0.003861107], 1e-6)
    const spikes = ran.spikes('gt.spike', 2)
    expect(spikes.map(s => s.length)).toEqual([88, 21])
    expect([spikes[0].slice(0, 6), spikes[1].slice(0, 3)]).toEqual([
      [21, 31, 42, 54, 66, 76],
      [64, 109, 154],
    ])
  })
  test('phase plane, adaptive step size', async () => {
    const ran = await run(net(Q, plane, [0.3, 0.04], [-0.8, -0.8]), 1000, { order, record: ['gt.soma.v'] })
    const v = ran.values('gt.soma.v', 2)
    near(
      [...v[1], ...v[10], ...v[100]],
      [-0.733720739, -0.791350552, -0.032685649, -0.690287708, -0.076542706, -0.479737747],
      1e-9,
    )
    near(v[1000], [-0.154958354, -0.152035077], 1e-6)
    const spikes = ran.spikes('gt.spike', 2)
    expect([spikes[0].length, spikes[0].slice(0, 6), spikes[1]]).toEqual([47, [12, 17, 23, 30, 38, 48], [891]])
  })
})

describe('energy (tests 8 to 10)', () => {
  const Q = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => 0.5 ** Math.abs(i - j)))
  const b = [0, 1, 2, 3, 4].map(i => 0.8 * Math.cos(i))
  test.each([
    [1, [0.0140665481, -0.2001348562, -0.7288153114, -0.7932175037, -0.7932566582]],
    [0.5, [0.0140665481, -0.0974118707, -0.5890904857, -0.7923566669, -0.7932145413]],
  ])('8: descends at every step, f = %d', async (f, expected) => {
    const v = await descent(Q, b, Array(5).fill(-0.1), 8, f, 200)
    const H = v.map(x => energyOf(Q, b, x))
    near(
      [0, 1, 10, 100, 200].map(n => H[n]),
      expected,
      1e-9,
    )
    for (let n = 1; n <= 200; n++) expect(H[n]).toBeLessThan(H[n - 1])
  })

  test('the measure of a unit is its share of the energy when the step begins', async () => {
    const ran = await run(coupled(Q, { lambda: 8, f0: 1, psi: 0, q: 0 }, b, Array(5).fill(-0.1)), 11, {
      record: ['gt.soma.h', 'gt.soma.rise'],
    })
    const h = ran.values('gt.soma.h', 5)
    near(
      [1, 2, 11].map(n => h[n].reduce((x, y) => x + y)),
      [0.0140665481, -0.2001348562, -0.7288153114],
      1e-9,
    )
    near([ran.values('gt.soma.rise', 5)[2].reduce((x, y) => x + y)], [-0.2001348562 - 0.0140665481], 1e-9)
  })

  test('8: under (14) energy never rises, 1,000 random networks', async () => {
    const network = fc.record({
      half: fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }), {
        minLength: 8,
        maxLength: 8,
      }),
      b: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
      v0: fc.array(fc.double({ min: -0.9, max: 0.9, noNaN: true }), { minLength: 8, maxLength: 8 }),
      f: fc.double({ min: 0.1, max: 1, noNaN: true }),
    })
    const checked = fc.asyncProperty(fc.array(network, { minLength: 100, maxLength: 100 }), async networks => {
      await allDescend(networks)
    })
    await fc.assert(checked, { numRuns: 10, seed: 5, endOnFailure: true })
  })

  test('9: lambda above the drive alone does not do: the published condition fails', async () => {
    const strong = [
      [4, 3.8, 3.8],
      [3.8, 4, 3.8],
      [3.8, 3.8, 4],
    ]
    const v = await descent(strong, [0, 0, 0], [0.05, 0.05, 0.05], 5, 1, 3)
    near(
      v.map(x => x[0]),
      [0.05, -0.066385, 0.088533, -0.119029],
      1e-6,
    )
    near(
      v.map(x => energyOf(strong, [0, 0, 0], x)),
      [0.0435, 0.076681, 0.136384, 0.24652],
      1e-6,
    )
    const half = await descent(strong, [0, 0, 0], [0.05, 0.05, 0.05], 5, 0.5, 60)
    const H = half.map(x => energyOf(strong, [0, 0, 0], x))
    for (let n = 1; n <= 60; n++) expect(H[n]).toBeLessThan(H[n - 1])
    expect(H[60]).toBeLessThan(1e-30)
  })

  test('10: one unit at a time descends where all at once diverge', async () => {
    const names = ['a', 'b', 'c']
    const neuron = growthTransform({ name: 'gt' })
    const net: Net = {
      populations: Object.fromEntries(
        names.map(n => [
          n,
          { neuron, size: 1, set: { lambda: 4, f0: 1, psi: 0, q: 4, v0: 0, bounded: 0 }, init: { 'drive.b': [1] } },
        ]),
      ),
      projections: names.flatMap(from =>
        names
          .filter(to => to !== from)
          .map(to => ({ name: `${from}${to}`, from: `${from}.soma.y`, to: `${to}.drive`, weights: 3.8 })),
      ),
    }
    const strong = [
      [4, 3.8, 3.8],
      [3.8, 4, 3.8],
      [3.8, 3.8, 4],
    ]
    const ran = await run(net, 400, { order: names, record: names.map(n => `${n}.soma.v`) })
    const v = names.map(n => ran.values(`${n}.soma.v`, 1).map(x => x[0]))
    let now = [0, 0, 0]
    let H = 0
    for (let n = 1; n <= 400; n++)
      for (let unit = 0; unit < 3; unit++) {
        now = now.map((x, i) => (i === unit ? v[i][n] : x))
        const next = energyOf(strong, [1, 1, 1], now)
        expect(next).toBeLessThanOrEqual(H + 1e-13)
        H = next
      }
    near(
      now,
      [1, 1, 1].map(() => 0.0862068966),
      1e-8,
    )
    const together = await descent(strong, [1, 1, 1], [0, 0, 0], 4, 1, 100)
    expect(
      Math.max(
        ...together.slice(1).map((x, n) => energyOf(strong, [1, 1, 1], x) - energyOf(strong, [1, 1, 1], together[n])),
      ),
    ).toBeGreaterThan(0.01)
  })
})

interface Drawn {
  half: number[][]
  b: number[]
  v0: number[]
  f: number
}

/** A hundred networks of 8 units as one of 800, each with lambda just above what (14) asks for; 30 steps. */
const allDescend = async (networks: Drawn[]): Promise<void> => {
  const n = 8
  const parts = networks.map(({ half, b, v0, f }) => {
    const Q = half.map(r => half.map(c => r.reduce((s, x, k) => s + x * c[k], 0) / n))
    const drive = Q.map((row, i) => Math.abs(b[i]) + row.reduce((s, q) => s + Math.abs(q), 0))
    const rho = Math.max(...Q.map(row => row.reduce((s, q) => s + Math.abs(q), 0))) // at least the largest eigenvalue
    return { Q, b, v0, f, lambda: 1e-9 + Math.max(...drive) + (f * rho) / 2 }
  })
  const of = (pick: (p: (typeof parts)[number], i: number) => number) =>
    parts.flatMap(p => Array.from({ length: n }, (_, i) => pick(p, i)))
  const v0 = of((p, i) => p.v0[i])
  const net: Net = {
    populations: {
      gt: {
        neuron: growthTransform({ name: 'gt' }),
        shape: [parts.length, n],
        set: { lambda: of(p => p.lambda), f0: of(p => p.f), psi: 0, q: 0 },
        init: { 'soma.v': v0, 'soma.y': v0, 'drive.b': of((p, i) => p.b[i]) },
      },
    },
    projections: [{ name: 'q', from: 'gt.soma.y', to: 'gt.drive', connect: 'pre.group == post.group', weights: 0 }],
  }
  const steps = 30
  const machine = await load(net, steps, { record: ['gt.soma.v'] })
  // One run of 8 synapses a row: element = pre * 8 + post within the group.
  machine.write(
    'q.w',
    parts.flatMap(p => p.Q.flatMap((_, j) => p.Q.map(row => row[j]))),
  )
  const v = [v0, ...(await present(machine, steps)).values('gt.soma.v', v0.length).slice(1)]
  parts.forEach((p, k) => {
    const H = v.map(all => energyOf(p.Q, p.b, all.slice(k * n, k * n + n)))
    for (let t = 1; t <= steps; t++) expect(H[t] - H[t - 1]).toBeLessThan(1e-13)
  })
}

describe('attractors and traces (tests 11 and 20)', () => {
  test('11: two attractors, each kept for good', async () => {
    const Q = [
      [1, 2],
      [2, 1],
    ]
    const means = async (v0: number[]) => {
      const ran = await run(coupled(Q, { lambda: 20, q: 0 }, [-0.6, -0.6], v0), 6000, { record: ['gt.soma.v'] })
      const psi = ran.spikes('gt.spike', 2).map(s => (3 * s.filter(n => n > 2000).length) / 4000)
      return [
        ...psi,
        ...[0, 1].map(i =>
          mean(
            ran
              .values('gt.soma.v', 2)
              .slice(2001)
              .map(v => v[i]),
          ),
        ),
      ]
    }
    near(await means([-0.1, -0.5]), [0.5265, 0, -0.02439, -0.55116], 1e-3)
    near(await means([-0.5, -0.1]), [0, 0.5265, -0.55116, -0.02439], 1e-3)
  })

  const five = [0, 1, 2, 3, 4]
  const Q = five.map(i => five.map(j => (i === j ? 0 : 0.3 * Math.sin(1 + i + 2 * j))))
  const neuron = growthTransform({
    name: 'gt',
    current: '0.4 + 0.1 * unit + 0.3 * sin(2 * pi * (phase.time / dt + 1) / 25 + unit)',
  })
  const golden = coupled(
    Q,
    { lambda: 20, q: 1 },
    five.map(() => 0),
    five.map(i => -0.1 - 0.05 * i),
    neuron,
  )

  test('20: golden trace', async () => {
    const ran = await run(golden, 50, { record: ['gt.soma.v'] })
    const v = ran.values('gt.soma.v', 5)
    near(v[1], [-0.0848616265, -0.1261076619, -0.1773442103, -0.2288355394, -0.2820018276], 1e-9)
    near(v[2], [-0.0683426768, -0.1024553057, -0.1561820191, -0.2097014985, -0.2647395647], 1e-9)
    near(v[5], [-0.0135714767, -0.0377638093, -0.1040022099, -0.1623168003, -0.2131115716], 1e-9)
    near(v[10], [-0.0007827775, -0.0417672646, -0.0511661054, -0.0939104508, -0.1074758291], 1e-9)
    near(v[20], [-0.0089203245, -0.0400624701, 0.0057124422, -0.030338414, 0.0056061125], 1e-9)
    near(v[50], [-0.0048695861, 0.0010452932, -0.0252121523, -0.000345429, 0.0028439589], 1e-9)
    expect(ran.spikes('gt.spike', 5)).toEqual([
      [7, 12, 23, 30, 34, 40],
      [9, 18, 24, 28, 32, 38, 47],
      [17, 21, 25, 28, 33, 41, 46, 49],
      [17, 20, 23, 26, 32, 38, 42, 45, 48],
      [16, 18, 21, 25, 31, 35, 38, 41, 44, 47],
    ])
  })

  test('wasm and js give the same bits, and the spikes of double precision', async () => {
    const bits = async (backend: Parameters<typeof run>[2]) => {
      const ran = await run(golden, 200, { record: ['gt.soma.v'], ...backend })
      return { v: ran.values('gt.soma.v', 5), spikes: ran.spikes('gt.spike', 5) }
    }
    const js = await bits({ backend: jsBackend() })
    expect(await bits({ backend: wasmBackend() })).toEqual(js)
    expect(js.spikes.map(s => s.filter(n => n <= 50))).toEqual((await bits({})).spikes.map(s => s.filter(n => n <= 50)))
  })
})

test('weights are given [pre][post]', () => {
  expect(
    transposed([
      [1, 2],
      [3, 4],
    ]),
  ).toEqual([
    [1, 3],
    [2, 4],
  ])
})

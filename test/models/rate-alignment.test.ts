/** The five primitives of feedback learning on the fixture of the specification of rate rules, section 14, tests 1 to 4, 6, 7 and 9. */
import { describe, expect, test } from 'vitest'
import type { Method } from '../../experiments/parts/rate.ts'
import { primitivesMethod } from '../../experiments/parts/rate-feedback.ts'
import { alignment, type Drive, type Primitive } from '../../models/rules/alignment.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { agreementOfPairs } from '../../src/measure/discontinuity/agreement.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Projection } from '../../src/spec/types.ts'
import { angleBetween, running, transposed } from './rate-run.ts'

/** Names that the rule reads, and nothing else: x is given. */
const bare = neuron({
  name: 'bare', about: 'ends of an alignment rule', source: 'test', params: {},
  compartments: {
    centre: { about: 'drive', state: { given: 0 }, step: { x: 'given' } },
    linear: { about: 'response', input: 1, step: { y: 'input' } },
    recon: { about: 'down', input: 1, step: { q: 'input' } },
    climb: { about: 'up', input: 1, step: { r: 'input' } },
  },
}) // biome-ignore format: a table

interface Feedback {
  w: number[][] // [lower][upper]
  b: number[][] // [upper][lower]
  x: number[][] // [lane][lower]
}

const feedback = async ({ w, b, x }: Feedback, terms: Partial<Record<Primitive | 'self', number>>, eta: number) => {
  const own = Object.keys(terms).filter((p): p is Primitive => p !== 'self')
  const drive: Drive = 'rates'
  const rule = own.length
    ? { rule: alignment('cell', own, drive), set: { eta, ...Object.fromEntries(own.map(p => [p, terms[p]!])) } }
    : {}
  const weights: Projection['weights'] =
    terms.self === undefined
      ? { values: b }
      : { toward: 'w', rate: eta * terms.self, decay: 0, value: { values: b }, refresh: 'presentation.end' }
  const planned = planExperiment(
    experiment({
      name: 'fixture', about: 'alignment of one layer', seed: 1, dt: '1 ms', lanes: x.length,
      populations: { lower: { neuron: bare, size: w.length }, upper: { neuron: bare, size: w[0].length } },
      projections: [
        { name: 'w', from: 'lower.centre.x', to: 'upper.linear', weights: { values: w } },
        { name: 'b', from: 'upper.linear.y', to: 'lower.recon', weights, ...rule },
        { name: 'r', from: 'lower.centre.x', to: 'upper.climb', weights: { tie: 'b' } },
      ],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'show', lasts: '1 ticks', order: ['lower.centre', 'upper.linear', 'lower.recon', 'upper.climb'] }] }],
    }),
  ) // biome-ignore format: a table
  const machine = await loadNetwork(jsBackend({ precision: 64 }), planned, 1)
  const layout = planned.plan.layouts.find(l => l.name === 'b')!
  return {
    step: () => {
      for (const [lane, values] of x.entries()) machine.write('lower.centre.given', values, lane)
      const [{ phases, presentationEnd }] = planned.stages
      machine.advance(
        phases[0].program,
        x.map(() => 1),
      )
      if (presentationEnd) machine.fire(presentationEnd)
    },
    read: async () => [...dense(layout, await machine.read('b.w'))],
  }
}

/** Matrices of the specification are [receiver][sender]; weights here are [sender][receiver]. */
const turned = (m: number[][]): number[][] => m[0].map((_, j) => m.map(row => row[j]))
const F: Feedback = {
  w: turned([[1, 2, 0], [0, -1, 1]]),
  b: turned([[1, 0], [0.5, -1], [0, 2]]),
  x: [[1, 0, 1], [0, 2, -1]],
} // biome-ignore format: matrices

describe('2: the gradient of each primitive', () => {
  test.each([
    ['decay', [[1, 0], [0.5, -1], [0, 2]]],
    ['self', [[-1, 0], [-2, 1], [0, -1]]],
    ['amp', [[-0.5, -0.5], [-4, 3], [1.5, -2]]],
    ['sparse', [[0.5, 1], [1, -4], [0, 3]]],
    ['null', [[8.5, -5.5], [9.75, -7.75], [-11, 10]]],
  ] as const)('%s', async (primitive, gradient) => {
    const eta = 0.125
    const f = await feedback(F, { [primitive]: 1 }, eta)
    f.step()
    const expected = turned(gradient as unknown as number[][]).flat()
    const start = F.b.flat()
    for (const [k, b] of (await f.read()).entries()) expect((start[k] - b) / eta).toBeCloseTo(expected[k], 12)
  }) // biome-ignore format: matrices
})

type Matrix = readonly (readonly number[])[]
const times = (a: Matrix, b: Matrix): number[][] =>
  a.map(row => b[0].map((_, j) => row.reduce((sum, v, k) => sum + v * b[k][j], 0)))
const dot = (a: Matrix, b: Matrix) => a.flat().reduce((sum, v, i) => sum + v * b.flat()[i], 0)

/** The five values, batch means of images x [lane][lower], by W [upper][lower] and B [lower][upper] as the specification has them. */
const value: Record<Primitive | 'self', (b: Matrix) => number> = {
  decay: b => dot(b, b) / 2,
  self: b => -dot(b, F.w),
  amp: b => -dot(times(F.x, b), times(F.x, F.w)) / 2,
  sparse: b => dot(times(F.x, b), times(F.x, b)) / 4,
  null: b => {
    const q = times(times(F.x, F.w), turned(b as number[][]))
    return dot(q, q) / 4
  },
}

describe('1 and 3: the value of each primitive, and its gradient by finite differences', () => {
  const b = turned(F.b)
  test.each([
    ['decay', 3.125],
    ['self', -5],
    ['amp', -9.5],
    ['sparse', 5.5],
    ['null', 20.5625],
  ] as const)('%s', async (primitive, expected) => {
    expect(value[primitive](b)).toBeCloseTo(expected, 12)
    const eta = 0.125
    const f = await feedback(F, { [primitive]: 1 }, eta)
    f.step()
    const after = await f.read() // [upper][lower]
    for (const [i, row] of b.entries())
      for (const [j, before] of row.entries()) {
        const moved = (by: number) =>
          value[primitive](b.map((r, k) => r.map((v, l) => (k === i && l === j ? v + by : v))))
        const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6
        expect(Math.abs((before - after[j * b.length + i]) / eta - slope)).toBeLessThan(1e-8)
      }
  })
})

test('4: angle and ratio of sizes of feedback and forward weights', () => {
  const { cosine, size } = agreementOfPairs(turned(F.b).flat(), F.w.flat())
  expect((Math.acos(cosine!) * 180) / Math.PI).toBeCloseTo(40.8934, 4)
  expect(size).toBeCloseTo(0.944911, 6)
})

describe('cells of the full matrix', () => {
  const still = (
    cell: Parameters<typeof primitivesMethod>[1],
    primitives: Parameters<typeof primitivesMethod>[0],
  ): Method => ({
    ...primitivesMethod(primitives, cell),
    rule: () => undefined,
  })
  const sizes = { hidden: [20, 20], lanes: 32, eta: 0.05 }
  const norm = (w: ArrayLike<number>) => Math.sqrt(Array.from(w).reduce((sum, v) => sum + v * v, 0))

  // Below a rectifier too: the response is that of the bare weights.
  test.each([
    ['amp', 'decay'],
    ['self', 'decay'],
    ['amp', 'sparse'],
  ] as const)(
    'under noise %s and %s in balance make feedback as large as the forward weights',
    async (...primitives) => {
      const coefficients = Object.fromEntries(primitives.map(p => [p, 1]))
      const net = await running(still({ drive: 'noise', coefficients, eta: 0.02 }, [...primitives]), sizes)
      for (let n = 0; n < 400; n++) await net.batch(0, n)
      for (const l of [2, 3]) {
        const [w, b] = [await net.weights(`w${l}`), await net.weights(`b${l}`)]
        expect(norm(b) / norm(w), `layer ${l}`).toBeGreaterThan(0.9)
        expect(norm(b) / norm(w), `layer ${l}`).toBeLessThan(1.1)
        expect(angleBetween(transposed(b, w.length / 20, 20), w), `layer ${l}`).toBeLessThan(10)
      }
    },
  )

  test('rates are driven by numbers whose mean square is 1', async () => {
    const net = await running(
      still({ drive: 'rates', coefficients: { amp: 1, sparse: 1 }, eta: 0.02 }, ['amp', 'sparse']),
      sizes,
    )
    await net.batch(0)
    const lanes = await Promise.all(Array.from({ length: 32 }, (_, n) => net.read('x2.scaled.x', n)))
    expect(lanes.flat().reduce((sum, v) => sum + v * v, 0) / lanes.flat().length).toBeCloseTo(1, 10)
    expect(lanes.reduce((sum, lane) => sum + lane[0], 0)).toBeCloseTo(0, 10)
  })

  test('tied feedback takes the steps of the forward weights: without primitives their difference stays', async () => {
    const cell = { drive: 'noise', coefficients: { decay: 0 }, eta: 0.02, tied: 0.05 } as const
    const net = await running(primitivesMethod(['decay'], cell), sizes)
    const difference = async () => {
      const b = transposed(await net.weights('b2'), 20, 20)
      return (await net.weights('w2')).map((w, i) => w - b[i])
    }
    const [start, w] = [await difference(), await net.weights('w2')]
    for (let n = 0; n < 5; n++) await net.batch(0, n)
    for (const [i, d] of (await difference()).entries()) expect(d).toBeCloseTo(start[i], 12)
    expect(norm((await net.weights('w2')).map((v, i) => v - w[i]))).toBeGreaterThan(1e-3)
  })
})

/** Four images whose second moments are the identity. */
const white = [[Math.SQRT2, 0], [-Math.SQRT2, 0], [0, Math.SQRT2], [0, -Math.SQRT2]] // biome-ignore format: a table
const zero = [[0, 0], [0, 0]] // biome-ignore format: a table

test('6: information alignment with white input converges to a ridge inverse', async () => {
  const f = await feedback({ w: [[1, 0], [0, 2]], b: zero, x: white }, { amp: 2, null: 1, decay: 1 }, 0.05) // biome-ignore format: matrices
  for (let t = 0; t < 2000; t++) f.step()
  for (const [k, b] of (await f.read()).entries()) expect(b).toBeCloseTo([1, 0, 0, 0.8][k], 12)
})

test('9: a balanced mixture is an exact transpose for every input', async () => {
  const x = [[1, 0.3], [-0.4, 1.2], [0.7, -0.9]] // biome-ignore format: a table
  const w = [[0.4, -1.1, 0.2], [1.3, 0.5, -0.7]] // biome-ignore format: a table
  const f = await feedback(
    { w, b: turned(w.map(r => r.map(() => 0))), x },
    { decay: 0.5, sparse: 2, self: 0.25, amp: 1 },
    0.1,
  )
  for (let t = 0; t < 2000; t++) f.step()
  const expected = turned(w).flat()
  for (const [k, b] of (await f.read()).entries()) expect(b).toBeCloseTo(0.5 * expected[k], 12)
})

test('7: a mirror of coloured input is no transpose', async () => {
  const x = [[Math.sqrt(8), 0], [-Math.sqrt(8), 0], [0, Math.SQRT2], [0, -Math.SQRT2]] // biome-ignore format: a table
  const f = await feedback({ w: [[1], [1]], b: [[0, 0]], x }, { amp: 1, decay: 1 }, 0.1)
  for (let t = 0; t < 500; t++) f.step()
  const [a, b] = await f.read()
  expect(a / b).toBeCloseTo(4, 10)
  expect((Math.acos((a + b) / Math.hypot(a, b) / Math.SQRT2) * 180) / Math.PI).toBeCloseTo(30.9638, 3)
})

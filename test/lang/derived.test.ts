import { describe, expect, test } from 'vitest'
import * as derived from '../../src/lang/derived.ts'
import * as real from '../../src/lang/double.ts'
import { compileNode } from '../../src/lang/evaluate.ts'
import { graph } from '../../src/lang/graph.ts'
import type { Graph, Node } from '../../src/lang/node.ts'

type OfOne = (g: Graph, x: Node) => Node

const compiled = (f: OfOne, precision: 32 | 64 = 32) => {
  const g = graph()
  const run = compileNode(f(g, g.leaf('f32', { read: 'scalar', name: 'x' })), precision)
  return (x: number) => run(() => x)
}

const bytes = new DataView(new ArrayBuffer(8))
const float32 = (bits: number) => {
  bytes.setUint32(0, bits)
  return bytes.getFloat32(0)
}

/** Distance between neighbouring float32 numbers at x, at least that of the normal numbers. */
const ulp = (x: number) => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)) + 1e-13)) - 23)

function* spread(low: number, high: number, n: number) {
  for (let i = 0; i <= n; i++) yield Math.fround(low + ((high - low) * i) / n)
}

/** Every magnitude: float32 numbers with bit patterns evenly spaced from 2^-126 to `high`, with both signs. */
function* magnitudes(high: number, n: number, signs: readonly number[] = [1, -1]) {
  bytes.setFloat32(0, high)
  const first = 0x00800000
  const step = (bytes.getUint32(0) - first) / n
  for (let i = 0; i < n; i++) for (const s of signs) yield s * float32(first + Math.floor(i * step))
}

const worst = (f: (x: number) => number, truth: (x: number) => number, inputs: Iterable<number>) => {
  let error = 0
  for (const x of inputs) {
    const t = truth(x)
    const e = Math.abs(f(x) - t) / ulp(t)
    if (!(e <= error)) error = e
  }
  return error
}

const N = 200_000
const logistic = (x: number) => 1 / (1 + Math.exp(-x))

describe('float32 functions, largest error in ULP', () => {
  test.each<[string, OfOne, (x: number) => number, () => Iterable<number>, number]>([
    ['exp', derived.exp, Math.exp, () => spread(-86, 88.7228, N), 1],
    ['exp, all magnitudes', derived.exp, Math.exp, () => magnitudes(86, N), 1],
    ['expm1', derived.expm1, Math.expm1, () => magnitudes(88.7, N), 2],
    ['expm1 around 0', derived.expm1, Math.expm1, () => spread(-3, 3, N), 2],
    ['sigmoid', derived.sigmoid, logistic, () => spread(-86, 86, N), 2.5],
    ['sigmoid around 0', derived.sigmoid, logistic, () => spread(-6, 6, N), 2.5],
    ['tanh', derived.tanh, Math.tanh, () => magnitudes(100, N), 3],
    ['tanh around 0', derived.tanh, Math.tanh, () => spread(-4, 4, N), 3],
    ['log', derived.log, Math.log, () => magnitudes(3.4e38, N, [1]), 1],
    ['log around 1', derived.log, Math.log, () => spread(0.5, 2, N), 1],
    ['logPositive', derived.logPositive, Math.log, () => magnitudes(1, N, [1]), 1],
    ['log1p', derived.log1p, Math.log1p, () => magnitudes(3e38, N, [1]), 3],
    ['log1p around 0', derived.log1p, Math.log1p, () => spread(-0.9999, 3, N), 3],
    ['atanh', derived.atanh, Math.atanh, () => magnitudes(0.9999999, N), 4],
    ['atanh around 0', derived.atanh, Math.atanh, () => spread(-0.99, 0.99, N), 4],
  ])('%s', (_, f, truth, inputs, bound) => expect(worst(compiled(f), truth, inputs())).toBeLessThanOrEqual(bound))

  test.each<[string, OfOne, (x: number) => number, number, number]>([
    ['sin', derived.sin, Math.sin, -1e4, 1e4],
    ['cos', derived.cos, Math.cos, -1e4, 1e4],
    ['sin near', derived.sin, Math.sin, -7, 7],
    ['cos near', derived.cos, Math.cos, -7, 7],
    ['cosTurns', derived.cosTurns, x => Math.cos(2 * Math.PI * x), 0, 1],
  ])('%s: at most 2e-7 from the true value', (_, f, truth, low, high) => {
    const run = compiled(f)
    let error = 0
    for (const x of spread(low, high, N)) error = Math.max(error, Math.abs(run(x) - truth(x)))
    expect(error).toBeLessThan(2e-7)
  })

  test('pow', () => {
    for (const [y, bound] of [
      [2, 1],
      [3, 2],
      [0.5, 1],
      [-1, 1],
      [-2.5, 40],
      [17, 150],
    ] as const) {
      const run = compiled((g, x) => derived.pow(g, x, g.constant(y)))
      expect(
        worst(run, x => x ** y, spread(0.1, 10, 20_000)),
        `y = ${y}`,
      ).toBeLessThanOrEqual(bound)
    }
    const decay = compiled((g, x) => derived.pow(g, g.constant(0.85), x))
    expect(worst(decay, x => 0.85 ** x, spread(0, 60, 61))).toBeLessThanOrEqual(12)
  })
})

describe('ends', () => {
  const inf = Number.POSITIVE_INFINITY
  test.each<[string, OfOne, [number, number][]]>([
    [
      'exp',
      derived.exp,
      [
        [0, 1],
        [-0, 1],
        [-inf, 0],
        [inf, inf],
        [-1000, 0],
        [1000, inf],
        [88.73, inf],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'expm1',
      derived.expm1,
      [
        [0, 0],
        [-inf, -1],
        [inf, inf],
        [-50, -1],
        [89, inf],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'sigmoid',
      derived.sigmoid,
      [
        [0, 0.5],
        [inf, 1],
        [200, 1],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'tanh',
      derived.tanh,
      [
        [0, 0],
        [inf, 1],
        [-inf, -1],
        [50, 1],
        [-50, -1],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'log',
      derived.log,
      [
        [1, 0],
        [0, -inf],
        [-0, -inf],
        [inf, inf],
        [-1, Number.NaN],
        [1e-40, -inf],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'log1p',
      derived.log1p,
      [
        [0, 0],
        [-1, -inf],
        [inf, inf],
        [-2, Number.NaN],
        [Number.NaN, Number.NaN],
      ],
    ],
    [
      'atanh',
      derived.atanh,
      [
        [0, 0],
        [1, inf],
        [-1, -inf],
        [1.5, Number.NaN],
        [-7, Number.NaN],
        [Number.NaN, Number.NaN],
      ],
    ],
    ['sin', derived.sin, [[0, 0]]],
    ['cos', derived.cos, [[0, 1]]],
  ])('%s', (_, f, table) => {
    const run = compiled(f)
    for (const [x, y] of table) expect(run(x), String(x)).toEqual(y === 0 ? expect.closeTo(0, 40) : y)
  })

  test('sigmoid stays within 0 and 1, tanh within -1 and 1, as their graphs say', () => {
    const sigmoid = compiled(derived.sigmoid)
    const tanh = compiled(derived.tanh)
    const within = (x: number) => sigmoid(x) >= 0 && sigmoid(x) <= 1 && Math.abs(tanh(x)) <= 1
    expect([...magnitudes(3e38, 100_000)].filter(x => !within(x))).toEqual([])
  })
})

describe('cost', () => {
  const count = (f: OfOne) => {
    const g = graph()
    const seen = new Set<Node>()
    const visit = (n: Node) => {
      if (seen.has(n)) return
      seen.add(n)
      n.args.forEach(visit)
    }
    visit(f(g, g.leaf('f32', { read: 'scalar', name: 'x' })))
    return [...seen].filter(n => n.args.length > 0 && !n.op.startsWith('as')).length
  }
  test.each<[string, OfOne, number]>([
    ['sigmoid', derived.sigmoid, 27],
    ['exp', derived.exp, 28],
    ['tanh', derived.tanh, 30],
    ['log', derived.log, 33],
    ['logPositive', derived.logPositive, 27],
    ['atanh', derived.atanh, 35],
    ['cosTurns', derived.cosTurns, 13],
  ])('%s takes at most %3$i operations', (_, f, most) => expect(count(f)).toBeLessThanOrEqual(most))
})

describe('double functions', () => {
  const relative = (f: (x: number) => number, truth: (x: number) => number, inputs: Iterable<number>) => {
    let error = 0
    for (const x of inputs) error = Math.max(error, Math.abs(f(x) / truth(x) - 1))
    return error
  }
  test.each<[string, (x: number) => number, (x: number) => number, () => Iterable<number>, number]>([
    ['exp', real.exp, Math.exp, () => spread(-700, 700, N), 1e-15],
    ['log', real.log, Math.log, () => magnitudes(3e38, N, [1]), 1e-15],
    ['log near 1', real.log, Math.log, () => spread(0.4, 0.9999, N), 1e-15],
    ['expm1', real.expm1, Math.expm1, () => magnitudes(80, N), 1e-15],
    ['log1p', real.log1p, Math.log1p, () => magnitudes(3e38, N, [1]), 1e-15],
    ['log1p below 0', real.log1p, Math.log1p, () => magnitudes(0.99, N, [-1]), 1e-15],
    ['tanh', real.tanh, Math.tanh, () => magnitudes(30, N), 1e-15],
    ['atanh', real.atanh, Math.atanh, () => magnitudes(0.999, N), 1e-15],
    ['sigmoid', real.sigmoid, logistic, () => spread(-600, 600, N), 1e-15],
  ])('%s', (_, f, truth, inputs, bound) => expect(relative(f, truth, inputs())).toBeLessThan(bound))

  test('sin and cos', () => {
    const apart = (x: number) => Math.max(Math.abs(real.sin(x) - Math.sin(x)), Math.abs(real.cos(x) - Math.cos(x)))
    expect([...spread(-1e5, 1e5, 50_000)].filter(x => !(apart(x) < 1e-15))).toEqual([])
  })

  test('ends', () => {
    expect([real.exp(0), real.exp(-1000), real.exp(1000)]).toEqual([1, 0, Number.POSITIVE_INFINITY])
    expect([real.log(1), real.log(0), real.log(-1)]).toEqual([0, Number.NEGATIVE_INFINITY, Number.NaN])
    expect([real.exp(-745), real.log(5e-324)]).toEqual([5e-324, expect.closeTo(-744.4400719213812, 10)])
    expect([real.tanh(Number.NaN), real.exp(Number.NaN)]).toEqual([Number.NaN, Number.NaN])
    expect([real.pow(2, 10), real.pow(2, -1), real.pow(0, 0)]).toEqual([1024, 0.5, 1])
    expect(real.pow(2, 0.5)).toBeCloseTo(Math.SQRT2, 15)
  })
})

describe('two precisions', () => {
  test('constants are folded in double', () => {
    const g = graph()
    expect(derived.exp(g, g.constant(1)).value).toBe(real.exp(1))
    expect(derived.pow(g, g.constant(2), g.constant(0.5)).value).toBe(real.pow(2, 0.5))
  })

  test('precision 64 takes the function, not its float32 polynomial', () => {
    for (const f of [derived.exp, derived.sigmoid, derived.tanh, derived.atanh, derived.log1p] as OfOne[]) {
      const run = compiled((g, x) => g.op('mul', g.constant(3), f(g, x)), 64)
      const exact = origins(f)
      for (const x of spread(0.01, 0.9, 50)) expect(run(x)).toBe(3 * exact(x))
    }
  })

  const origins = (f: OfOne) => {
    const g = graph()
    const from = derived.origin(f(g, g.leaf('f32', { read: 'scalar', name: 'x' })))!
    return (x: number) => from.apply(x, 0)
  }
})

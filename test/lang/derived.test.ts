import { describe, expect, test } from 'vitest'
import * as derived from '../../src/lang/derived.ts'
import * as real from '../../src/lang/double.ts'
import { graph } from '../../src/lang/graph.ts'
import type { Node } from '../../src/lang/node.ts'
import { compiled, functionErrors, type OfOne, spread } from './function-errors.ts'

functionErrors(20_000)

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

import { describe, expect, test } from 'vitest'
import { graph } from '../../src/lang/graph.ts'
import { ops, primitive, spell } from '../../src/lang/ops.ts'

const make = () => {
  const g = graph()
  const x = g.leaf('f32', { read: 'load', column: 'x', at: 'unit' })
  const k = g.leaf('i32', { read: 'index', of: 'unit' })
  const b = g.op('gt', x, g.constant(0))
  return { g, x, k, b }
}

describe('interning', () => {
  test('equal expressions are one node; arguments have lower numbers', () => {
    const { g, x } = make()
    const y = g.op('add', x, g.constant(2))
    expect(g.op('add', x, g.constant(2))).toBe(y)
    expect(g.leaf('f32', { read: 'load', column: 'x', at: 'unit' })).toBe(x)
    expect(y.args.every(a => a.id < y.id)).toBe(true)
  })
  test('0 and -0, 1 and true, and lags are told apart', () => {
    const { g } = make()
    expect(g.constant(0)).not.toBe(g.constant(-0))
    expect(g.constant(1)).not.toBe(g.constant(1, 'i32'))
    expect(g.constant(1, 'bool')).not.toBe(g.constant(1, 'i32'))
    const past = (lag: number) => g.leaf('f32', { read: 'load', column: 'x', at: 'unit', lag })
    expect(past(1)).not.toBe(past(2))
  })
})

describe('folding', () => {
  const { g } = make()
  const f = (v: number) => g.constant(v)
  const i = (v: number) => g.constant(v, 'i32')
  test.each([
    ['add in double', g.op('add', f(0.1), f(0.2)), 0.1 + 0.2],
    ['a third in double', g.op('div', f(1), f(3)), 1 / 3],
    ['iadd with wraparound', g.op('iadd', i(2147483647), i(1)), -2147483648],
    ['imul with wraparound', g.op('imul', i(65537), i(65537)), 131073],
    ['iushr gives a signed number', g.op('iushr', i(-1), i(0)), -1],
    ['ishr', g.op('ishr', i(-8), i(1)), -4],
    ['toI32 saturates', g.op('toI32', f(1e20)), 2147483647],
    ['toI32 of NaN', g.op('toI32', f(Number.NaN)), 0],
    ['asI32 of 1', g.op('asI32', f(1)), 0x3f800000],
    ['asF32', g.op('asF32', i(0x40490fdb)), Math.fround(Math.PI)],
    ['flush', g.op('flush', f(-7e-31)), 0],
    ['flush keeps 2^-100', g.op('flush', f(2 ** -100)), 2 ** -100],
    ['min takes the first on ties', g.op('min', f(0), f(-0)), 0],
    ['ge', g.op('ge', f(2), f(2)), 1],
    ['poisson: u below exp(-mean)', g.op('poisson', f(0.5), f(0.6), f(Math.exp(-0.5))), 0],
    ['poisson: one', g.op('poisson', f(0.5), f(0.61), f(Math.exp(-0.5))), 1],
    ['poisson: two', g.op('poisson', f(0.5), f(0.92), f(Math.exp(-0.5))), 2],
    ['poisson: at most 64', g.op('poisson', f(0.5), f(1.5), f(Math.exp(-0.5))), 64],
  ])('%s', (_, node, value) => {
    expect(node.op).toBe('const')
    expect(Object.is(node.value, value)).toBe(true)
  })
})

describe('identities', () => {
  const { g, x, k, b } = make()
  const [zero, one] = [g.constant(0), g.constant(1)]
  test.each([
    ['x + 0', g.op('add', x, zero), x],
    ['0 + x', g.op('add', zero, x), x],
    ['x - 0', g.op('sub', x, zero), x],
    ['x * 1', g.op('mul', x, one), x],
    ['0 * x', g.op('mul', zero, x), zero],
    ['x / 1', g.op('div', x, one), x],
    ['k + 0', g.op('iadd', k, g.constant(0, 'i32')), k],
    ['not not b', g.op('not', g.op('not', b)), b],
    ['- - x', g.op('neg', g.op('neg', x)), x],
    ['b and true', g.op('and', b, g.constant(1, 'bool')), b],
    ['true ? x : 1', g.op('select', g.constant(1, 'bool'), x, one), x],
    ['b ? x : x', g.op('select', b, x, x), x],
  ])('%s', (_, node, same) => expect(node).toBe(same))
  test('0 - x stays: it is not -x where x is 0', () => expect(g.op('sub', zero, x).op).toBe('sub'))
})

describe('refusals', () => {
  const { g, x, k, b } = make()
  test.each([
    ['an unknown primitive', () => g.op('hypot', x, x), /unknown primitive 'hypot'/],
    ['a name of Object', () => g.op('toString', x), /unknown primitive/],
    ['a missing argument', () => g.op('add', x), /expected 2 arguments, got 1/],
    ['a float for a whole number', () => g.op('iadd', k, x), /argument 2 must be i32, got f32/],
    ['two types in one select', () => g.op('select', b, x, k), /argument 3 must be f32, got i32/],
    ['a shift by a variable', () => g.op('ishl', k, k), /constant from 0 to 31/],
    ['a shift by 32', () => g.op('ishr', k, g.constant(32, 'i32')), /constant from 0 to 31/],
  ])('%s', (_, make, message) => expect(make).toThrow(message))
})

describe('the table of primitives', () => {
  test.each(Object.keys(ops))('%s has a spelling in every target', name => {
    const { js, simd, wgsl, args } = primitive(name)!
    for (const text of [...js, simd[0], wgsl]) expect(text.length).toBeGreaterThan(0)
    const letters = 'abc'.slice(0, args.length)
    for (const letter of letters) expect(js[0]).toMatch(new RegExp(`\\b${letter}\\b`))
    expect([...simd.slice(1)].sort()).toEqual(simd.length > 1 ? [...args.keys()] : [])
  })
  test('spell fills in whole names only', () => {
    expect(spell('b < a ? b : abs(a)', ['x', 'y'])).toBe('y < x ? y : abs(x)')
  })
})

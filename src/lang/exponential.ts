/**
 * exp and what is made of it, from float32 primitives: x = k ln 2 + r, exp(r) by a polynomial, 2^k through the exponent bits.
 * The polynomial is a minimax fit to (exp(r) - 1 - r) / r^2 on |r| <= ln(2)/2, its coefficients rounded to float32 one after another;
 * relative error 3.1e-9.
 */
import type { Build } from './build.ts'
import { LN2_HIGH, LN2_LOW } from './logarithm.ts'
import type { Node } from './node.ts'

const LOG2E = Math.LOG2E
export const TAIL = [
  0.4999999403953552, 0.1666652113199234, 0.041668254882097244, 0.008368661627173424, 0.001382144633680582,
]

/** k, and r with x = k ln 2 + r. `sign` -1 gives those of -x, with r negated. */
const reduce = ({ f }: Build, x: Node) => {
  const k = f('floor', f('add', f('mul', x, LOG2E), 0.5))
  const r = f('sub', f('sub', x, f('mul', k, LN2_HIGH)), f('mul', k, LN2_LOW))
  return { k, r }
}

/** x * 2^k by adding to the exponent: for results that are normal numbers. */
const scaled = ({ f, i }: Build, x: Node, k: Node) => i('asF32', i('iadd', f('asI32', x), i('ishl', f('toI32', k), 23)))

/** exp(r) - 1 for |r| <= ln(2)/2: r last, so that its rounding is the smallest. */
const small = ({ f, polynomial }: Build, r: Node) => f('add', f('mul', f('mul', r, r), polynomial(r, TAIL)), r)

/** exp(x) - 1 for x from -60 to 60, or `half` of it for x from -60 to 89. */
const minusOne = (b: Build, x: Node, half: boolean) => {
  const { f, i } = b
  const { k, r } = reduce(b, x)
  const power = i('asF32', i('ishl', i('iadd', f('toI32', k), half ? 126 : 127), 23))
  return f('add', f('mul', power, small(b, r)), f('sub', power, half ? 0.5 : 1))
}

const clamp = ({ f }: Build, x: Node, low: number, high: number) => f('max', f('min', x, high), low)

/** 0 below -86 (4.5e-38), infinite above 88.72: half of exp(r) is scaled, so that the last doubling overflows to infinity. */
export const exp = (b: Build, x: Node): Node => {
  const { k, r } = reduce(b, b.f('min', x, 89))
  const half = b.f('mul', b.f('add', small(b, r), 1), 0.5)
  return b.choose(b.f('lt', x, -86), 0, b.f('mul', scaled(b, half, k), 2))
}

export const expm1 = (b: Build, x: Node): Node => b.f('mul', minusOne(b, clamp(b, x, -20, 89), true), 2)

/** 1 / (1 + exp(-x)), in which exp(-x) can neither overflow nor vanish; 6e37 is as good as infinite. */
export const sigmoid = (b: Build, x: Node): Node => {
  const { k, r } = reduce(b, clamp(b, b.f('neg', x), -87, 87))
  const e = scaled(b, b.f('add', small(b, r), 1), k)
  return b.graph.bounded(b.f('div', 1, b.f('add', e, 1)), 0, 1)
}

/** e / (e + 2) with e = exp(2x) - 1, which is exact near 0; beyond 10 it is 1. */
export const tanh = (b: Build, x: Node): Node => {
  const near = clamp(b, x, -10, 10)
  const e = minusOne(b, b.f('add', near, near), false)
  return b.graph.bounded(b.f('div', e, b.f('add', e, 2)), -1, 1)
}

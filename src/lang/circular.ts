/** sin and cos from float32 primitives: x = k pi/2 + r, and a minimax polynomial of r (relative error below 4e-9). */
import type { Build } from './build.ts'
import type { Node } from './node.ts'

// pi/2 in pieces of 11 bits, so that k times the first two is exact for |x| up to 1e4.
const HALF_PI = [1.5703125, 0.0004837512969970703, 7.549790126404332e-8]
const SIN = [-0.16666655242443085, 0.008332191035151482, -0.00019518600311130285]
const COS = [0.04166664555668831, -0.00138873013202101, 2.4430661142105237e-5]
export const TURN = [6.2831854820251465, -41.341766357421875, 81.60863494873047, -76.72798156738281, 40.87591552734375]

const quarter = (b: Build, x: Node, ahead: number): Node => {
  const { f, i } = b
  const k = f('floor', f('add', f('mul', x, 2 / Math.PI), 0.5))
  const r = HALF_PI.reduce<Node>((rest, piece) => f('sub', rest, f('mul', k, piece)), x)
  const z = f('mul', r, r)
  const sine = f('add', f('mul', f('mul', r, z), b.polynomial(z, SIN)), r)
  const tail = f('mul', f('mul', z, z), b.polynomial(z, COS))
  const cosine = f('add', f('sub', tail, f('mul', z, 0.5)), 1)
  const n = i('iadd', f('toI32', k), ahead)
  const size = b.choose(i('ieq', i('iand', n, 1), 0), sine, cosine)
  return i('asF32', i('ixor', f('asI32', size), i('ishl', i('iand', n, 2), 30)))
}

/** For |x| up to 1e4. */
export const sin = (b: Build, x: Node): Node => quarter(b, x, 0)
export const cos = (b: Build, x: Node): Node => quarter(b, x, 1)

/** cos(2 pi u) for u from 0 to 1: sin(2 pi w) with w = |u - 1/2| - 1/4, a single odd polynomial (relative error 2.9e-8). */
export const cosTurns = (b: Build, u: Node): Node => {
  const { f } = b
  const w = f('sub', f('abs', f('sub', u, 0.5)), 0.25)
  return f('mul', w, b.polynomial(f('mul', w, w), TURN))
}

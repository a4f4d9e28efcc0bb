/**
 * log and what is made of it, from float32 primitives: x = 2^k m with m near 1, log(m) = 2 atanh((m - 1) / (m + 1)).
 * atanh(s) = s + s z A(z), z = s^2; A is a minimax fit on |s| <= 0.1717 (relative error 8e-10). The arrangement of the sum
 * is that of fdlibm's e_log.c (Ng 1993).
 */
import type { Build } from './build.ts'
import type { Node } from './node.ts'

export const LN2_HIGH = 0.693145751953125 // 16 bits, so that k * LN2_HIGH is exact
export const LN2_LOW = 1.428606765330187e-6
/** 2 A(z): what log needs. */
export const LOG_SERIES = [0.6666677594184875, 0.39977580308914185, 0.29870930314064026]
export const SQRT_HALF_BITS = 0x3f3504f3
const SMALLEST_NORMAL = 2 ** -126
const LARGEST = (2 - 2 ** -23) * 2 ** 127
const NAN_BITS = 0x7fc00000
const MINUS_INFINITY_BITS = 0xff800000 | 0

/** m from sqrt(1/2) to sqrt(2), and k, with x = 2^k m, for positive normal x. */
const split = ({ f, i }: Build, x: Node) => {
  const bits = f('asI32', x)
  const k = i('ishr', i('isub', bits, SQRT_HALF_BITS), 23)
  return { m: i('asF32', i('isub', bits, i('ishl', k, 23))), k: i('toF32', k) }
}

/** log(x) for positive normal finite x. */
export const logPositive = (b: Build, x: Node): Node => {
  const { f } = b
  const { m, k } = split(b, x)
  const y = f('sub', m, 1)
  const s = f('div', y, f('add', y, 2))
  const z = f('mul', s, s)
  const rest = f('mul', z, b.polynomial(z, LOG_SERIES))
  const square = f('mul', f('mul', y, y), 0.5)
  const correction = f('add', f('mul', s, f('add', square, rest)), f('mul', k, LN2_LOW))
  return f('sub', f('mul', k, LN2_HIGH), f('sub', f('sub', square, correction), y))
}

/** log(x): NaN below 0, -infinity for 0 and for subnormal numbers, which GPUs take for 0. */
export const log = (b: Build, x: Node): Node => {
  const { f, i, graph } = b
  // Bits, because a literal of WGSL may be neither infinite nor NaN.
  const negative = f('lt', x, 0)
  const none = graph.op('select', negative, graph.constant(NAN_BITS, 'i32'), graph.constant(MINUS_INFINITY_BITS, 'i32'))
  const finite = b.choose(f('le', x, LARGEST), logPositive(b, x), x)
  return b.choose(f('lt', x, SMALLEST_NORMAL), i('asF32', none), finite)
}

/** log(1 + x), corrected for the rounding of u = 1 + x (Kahan): log(u) x / (u - 1). */
export const log1p = (b: Build, x: Node): Node => {
  const { f } = b
  const u = f('add', x, 1)
  const whole = log(b, u)
  const corrected = b.choose(f('eq', u, 1), x, f('mul', whole, f('div', x, f('sub', u, 1))))
  return b.choose(f('lt', u, 2 ** 24), corrected, whole)
}

// The series alone up to |x| = 0.33, where the quotient's rounding would show: a fit of its own, relative error 4.8e-9.
const NEAR = 0.33
const WIDE = [0.33333200216293335, 0.20011258125305176, 0.13992269337177277, 0.14050891995429993]

/** Half the log of (1 + x) / (1 - x); near 0 the series itself. Infinite at -1 and 1, NaN beyond. */
export const atanh = (b: Build, x: Node): Node => {
  const { f } = b
  const size = f('abs', x)
  const near = f('lt', size, NEAR)
  const { m, k } = split(b, f('div', f('add', x, 1), f('sub', 1, x)))
  const s = b.choose(near, x, f('div', f('sub', m, 1), f('add', m, 1)))
  const z = f('mul', s, s)
  const series = f('add', f('mul', f('mul', s, z), b.polynomial(z, WIDE)), s)
  const inside = f('add', f('mul', b.choose(near, 0, k), Math.LN2 / 2), series)
  return b.choose(f('lt', size, 1), inside, f('div', x, f('sqrt', f('sub', 1, size))))
}

/**
 * The primitives of the equation language, one line each, with the spelling in every target side by side.
 * This is the only place where a target's spelling of an operation stands; a missing one is a type error.
 *
 * Spellings are templates in the arguments a, b, c (see `spell`). In JavaScript an argument is always a name or a
 * literal, so a template may use it twice. Every f32 operation is rounded to float32 once, except in the float64 mode.
 */
import type { Type } from './node.ts'

export interface Primitive {
  /** Types of the arguments; T stands for any one type, the same throughout. */
  readonly args: readonly (Type | 'T')[]
  readonly type: Type | 'T'
  /** JavaScript for precision 32 and for precision 64. Helpers that it may call: `jsHelpers`. */
  readonly js: readonly [f32: string, f64: string]
  /** WebAssembly instruction, and the order in which the arguments are pushed where it is not a, b, c. */
  readonly simd: readonly [instruction: string, ...order: number[]]
  readonly wgsl: string
  /** The same in double (i32: with wraparound), for constants. Truth values are 0 and 1. */
  readonly fold: (a: number, b: number, c: number) => number
}

const F1: readonly Type[] = ['f32']
const F2: readonly Type[] = ['f32', 'f32']
const F3: readonly Type[] = ['f32', 'f32', 'f32']
const I1: readonly Type[] = ['i32']
const I2: readonly Type[] = ['i32', 'i32']
const B1: readonly Type[] = ['bool']
const B2: readonly Type[] = ['bool', 'bool']
const rounded = (text: string) => [`Math.fround(${text})`, text] as const
const exact = (text: string) => [text, text] as const
const bit = (truth: boolean) => (truth ? 1 : 0)

const bytes = new DataView(new ArrayBuffer(4))
const bitsOf = (x: number) => {
  bytes.setFloat32(0, x)
  return bytes.getInt32(0)
}
const floatOf = (bits: number) => {
  bytes.setInt32(0, bits)
  return bytes.getFloat32(0)
}
const smaller = (a: number, b: number) => {
  if (b < a) return b
  return a
}
const larger = (a: number, b: number) => {
  if (a < b) return b
  return a
}
/** Magnitudes below this count as 0 when they are stored: 2^-100. Hardware differs below 2^-126. */
const tiny = 7.888609052210118e-31
const saturate = (x: number) => (x >= 2147483648 ? 2147483647 : x <= -2147483648 ? -2147483648 : x | 0)

/** Counts of a Poisson draw by inversion: the number of terms of the cumulative sum that u reaches, at most 64. */
const draw = (round: (x: number) => number) => (mean: number, u: number, expMinusMean: number) => {
  let n = 0
  if (!(u >= round(1 - mean))) return n
  let p = expMinusMean
  let c = p
  while (u >= c && n < 64) {
    n++
    p = round(round(p * mean) / n)
    c = round(c + p)
  }
  return n
}

/** Functions that the JavaScript spellings call. */
export const jsHelpers = {
  bitsOf,
  floatOf,
  saturate,
  poisson32: draw(Math.fround),
  poisson64: draw(x => x),
}

/** Functions that the WGSL spellings call. */
export const wgslHelpers = `
fn to_i32(a: f32) -> i32 {
  return select(select(i32(a), 2147483647i, a >= 2147483648.0), i32(-2147483647) - 1i, a <= -2147483648.0);
}
fn poisson(mean: f32, u: f32, exp_minus_mean: f32) -> i32 {
  var n = 0i;
  if (u >= 1.0 - mean) {
    var p = exp_minus_mean;
    var c = p;
    for (var k = 1i; k < 65i; k++) {
      if (!(u >= c)) { break; }
      n = k;
      p = p * mean / f32(k);
      c = c + p;
    }
  }
  return n;
}
`

// biome-ignore format: a table, one primitive a line
export const ops = {
  add: { args: F2, type: 'f32', js: rounded('a + b'), simd: ['f32x4.add'], wgsl: '(a + b)', fold: (a, b) => a + b },
  sub: { args: F2, type: 'f32', js: rounded('a - b'), simd: ['f32x4.sub'], wgsl: '(a - b)', fold: (a, b) => a - b },
  mul: { args: F2, type: 'f32', js: rounded('a * b'), simd: ['f32x4.mul'], wgsl: '(a * b)', fold: (a, b) => a * b },
  div: { args: F2, type: 'f32', js: rounded('a / b'), simd: ['f32x4.div'], wgsl: '(a / b)', fold: (a, b) => a / b },
  neg: { args: F1, type: 'f32', js: exact('-a'), simd: ['f32x4.neg'], wgsl: '(-a)', fold: a => -a },
  abs: { args: F1, type: 'f32', js: exact('Math.abs(a)'), simd: ['f32x4.abs'], wgsl: 'abs(a)', fold: a => Math.abs(a) },
  sqrt: { args: F1, type: 'f32', js: rounded('Math.sqrt(a)'), simd: ['f32x4.sqrt'], wgsl: 'sqrt(a)', fold: a => Math.sqrt(a) },
  floor: { args: F1, type: 'f32', js: exact('Math.floor(a)'), simd: ['f32x4.floor'], wgsl: 'floor(a)', fold: a => Math.floor(a) },
  trunc: { args: F1, type: 'f32', js: exact('Math.trunc(a)'), simd: ['f32x4.trunc'], wgsl: 'trunc(a)', fold: a => Math.trunc(a) },
  // Not Math.min, f32x4.min or WGSL min: these differ on NaN and -0.
  min: { args: F2, type: 'f32', js: exact('b < a ? b : a'), simd: ['f32x4.pmin'], wgsl: 'select(a, b, b < a)', fold: smaller },
  max: { args: F2, type: 'f32', js: exact('a < b ? b : a'), simd: ['f32x4.pmax'], wgsl: 'select(a, b, a < b)', fold: larger },
  // 0 where |a| < 2^-100. SIMD has no such instruction: the emitter writes it out.
  flush: { args: F1, type: 'f32', js: exact(`a > -${tiny} && a < ${tiny} ? 0 : a`), simd: ['flush'], wgsl: `select(a, 0.0, abs(a) < ${tiny})`, fold: a => (Math.abs(a) < tiny ? 0 : a) },

  lt: { args: F2, type: 'bool', js: exact('a < b'), simd: ['f32x4.lt'], wgsl: '(a < b)', fold: (a, b) => bit(a < b) },
  le: { args: F2, type: 'bool', js: exact('a <= b'), simd: ['f32x4.le'], wgsl: '(a <= b)', fold: (a, b) => bit(a <= b) },
  gt: { args: F2, type: 'bool', js: exact('a > b'), simd: ['f32x4.gt'], wgsl: '(a > b)', fold: (a, b) => bit(a > b) },
  ge: { args: F2, type: 'bool', js: exact('a >= b'), simd: ['f32x4.ge'], wgsl: '(a >= b)', fold: (a, b) => bit(a >= b) },
  eq: { args: F2, type: 'bool', js: exact('a === b'), simd: ['f32x4.eq'], wgsl: '(a == b)', fold: (a, b) => bit(a === b) },
  ne: { args: F2, type: 'bool', js: exact('a !== b'), simd: ['f32x4.ne'], wgsl: '(a != b)', fold: (a, b) => bit(a !== b) },

  and: { args: B2, type: 'bool', js: exact('a && b'), simd: ['v128.and'], wgsl: '(a && b)', fold: (a, b) => a & b },
  or: { args: B2, type: 'bool', js: exact('a || b'), simd: ['v128.or'], wgsl: '(a || b)', fold: (a, b) => a | b },
  not: { args: B1, type: 'bool', js: exact('!a'), simd: ['v128.not'], wgsl: '(!a)', fold: a => 1 - a },
  select: { args: ['bool', 'T', 'T'], type: 'T', js: exact('a ? b : c'), simd: ['v128.bitselect', 1, 2, 0], wgsl: 'select(c, b, a)', fold: (a, b, c) => (a ? b : c) },

  iadd: { args: I2, type: 'i32', js: exact('(a + b) | 0'), simd: ['i32x4.add'], wgsl: '(a + b)', fold: (a, b) => (a + b) | 0 },
  isub: { args: I2, type: 'i32', js: exact('(a - b) | 0'), simd: ['i32x4.sub'], wgsl: '(a - b)', fold: (a, b) => (a - b) | 0 },
  imul: { args: I2, type: 'i32', js: exact('Math.imul(a, b)'), simd: ['i32x4.mul'], wgsl: '(a * b)', fold: (a, b) => Math.imul(a, b) },
  iand: { args: I2, type: 'i32', js: exact('a & b'), simd: ['v128.and'], wgsl: '(a & b)', fold: (a, b) => a & b },
  ior: { args: I2, type: 'i32', js: exact('a | b'), simd: ['v128.or'], wgsl: '(a | b)', fold: (a, b) => a | b },
  ixor: { args: I2, type: 'i32', js: exact('a ^ b'), simd: ['v128.xor'], wgsl: '(a ^ b)', fold: (a, b) => a ^ b },
  // The distance of a shift is a constant from 0 to 31 (graph.ts sees to it); SIMD takes it as a scalar.
  ishl: { args: I2, type: 'i32', js: exact('a << b'), simd: ['i32x4.shl'], wgsl: '(a << u32(b))', fold: (a, b) => a << b },
  ishr: { args: I2, type: 'i32', js: exact('a >> b'), simd: ['i32x4.shr_s'], wgsl: '(a >> u32(b))', fold: (a, b) => a >> b },
  iushr: { args: I2, type: 'i32', js: exact('(a >>> b) | 0'), simd: ['i32x4.shr_u'], wgsl: 'bitcast<i32>(bitcast<u32>(a) >> u32(b))', fold: (a, b) => (a >>> b) | 0 },
  ilt: { args: I2, type: 'bool', js: exact('a < b'), simd: ['i32x4.lt_s'], wgsl: '(a < b)', fold: (a, b) => bit(a < b) },
  ile: { args: I2, type: 'bool', js: exact('a <= b'), simd: ['i32x4.le_s'], wgsl: '(a <= b)', fold: (a, b) => bit(a <= b) },
  igt: { args: I2, type: 'bool', js: exact('a > b'), simd: ['i32x4.gt_s'], wgsl: '(a > b)', fold: (a, b) => bit(a > b) },
  ige: { args: I2, type: 'bool', js: exact('a >= b'), simd: ['i32x4.ge_s'], wgsl: '(a >= b)', fold: (a, b) => bit(a >= b) },
  ieq: { args: I2, type: 'bool', js: exact('a === b'), simd: ['i32x4.eq'], wgsl: '(a == b)', fold: (a, b) => bit(a === b) },
  ine: { args: I2, type: 'bool', js: exact('a !== b'), simd: ['i32x4.ne'], wgsl: '(a != b)', fold: (a, b) => bit(a !== b) },

  // toI32 truncates and saturates; NaN gives 0, except in WGSL, where it is undefined.
  toF32: { args: I1, type: 'f32', js: rounded('a'), simd: ['f32x4.convert_i32x4_s'], wgsl: 'f32(a)', fold: a => a },
  toI32: { args: F1, type: 'i32', js: exact('saturate(a)'), simd: ['i32x4.trunc_sat_f32x4_s'], wgsl: 'to_i32(a)', fold: saturate },
  asF32: { args: I1, type: 'f32', js: exact('floatOf(a)'), simd: ['nop'], wgsl: 'bitcast<f32>(a)', fold: floatOf },
  asI32: { args: F1, type: 'i32', js: exact('bitsOf(a)'), simd: ['nop'], wgsl: 'bitcast<i32>(a)', fold: bitsOf },

  // The one loop: poisson(mean, u, exp(-mean)). The SIMD emitter writes it out and evaluates c only where it is needed.
  poisson: { args: F3, type: 'i32', js: ['poisson32(a, b, c)', 'poisson64(a, b, c)'], simd: ['poisson'], wgsl: 'poisson(a, b, c)', fold: jsHelpers.poisson64 },
} as const satisfies Record<string, Primitive>

export type OpName = keyof typeof ops

/** The primitive of that name, or undefined: leaves (const, load, index, scalar, taps) are none. */
export const primitive = (name: string): Primitive | undefined =>
  Object.hasOwn(ops, name) ? (ops as Record<string, Primitive>)[name] : undefined

/** Fills the arguments into a spelling: `spell('b < a ? b : a', ['x', 'y'])`. */
export const spell = (template: string, args: readonly string[]): string =>
  template.replace(/\b[abc]\b/g, letter => args['abc'.indexOf(letter)])

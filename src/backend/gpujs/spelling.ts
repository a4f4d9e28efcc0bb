/**
 * The primitives as gpu.js reads them. Everything is a float there: truth is 1 or 0, a whole number a float below 2^24.
 * Arguments are names or literals, so a template may use one twice. An operation that is missing here runs on the host.
 */

import { SQRT_HALF_BITS } from '../../lang/logarithm.ts'
import type { Node } from '../../lang/node.ts'
import { jsHelpers, type OpName, spell } from '../../lang/ops.ts'
import { rounded } from './rounding.ts'

const truth = (test: string) => `(${test} ? 1.0 : 0.0)`
const tiny = '7.888609052210118e-31'
/** Half away from whole is never seen here: the argument is a float. GLSL of WebGL 1 has no trunc. */
const trunc = '(a < 0.0 ? Math.ceil(a) : Math.floor(a))'

const templates: Partial<Record<OpName, string>> = {
  add: rounded('a + b'),
  sub: rounded('a - b'),
  mul: rounded('a * b'),
  div: rounded('a / b'),
  neg: '(-a)',
  abs: 'Math.abs(a)',
  sqrt: rounded('Math.sqrt(a)'),
  floor: 'Math.floor(a)',
  trunc,
  min: '(b < a ? b : a)',
  max: '(a < b ? b : a)',
  flush: `((a > -${tiny} && a < ${tiny}) ? 0.0 : a)`,
  lt: truth('a < b'),
  le: truth('a <= b'),
  gt: truth('a > b'),
  ge: truth('a >= b'),
  eq: truth('a == b'),
  ne: truth('a != b'),
  and: '(a * b)',
  or: '(a < b ? b : a)',
  not: '(1.0 - a)',
  select: '(a > 0.5 ? b : c)',
  iadd: '(a + b)',
  isub: '(a - b)',
  ilt: truth('a < b'),
  ile: truth('a <= b'),
  igt: truth('a > b'),
  ige: truth('a >= b'),
  ieq: truth('a == b'),
  ine: truth('a != b'),
  toF32: 'a',
  toI32: trunc,
}

export const isSpelled = (op: string): boolean => Object.hasOwn(templates, op) || op === 'poisson'

/** Lines that define `name` as the operation on arguments. */
export const define = (name: string, op: string, args: readonly string[]): string[] => {
  if (op === 'poisson') return poisson(name, args)
  if (op === 'scale') return scale(name, args)
  if (op === 'exponent') return exponent(name, args)
  return [`const ${name} = ${spell(templates[op as OpName]!, args)};`]
}

/** A literal of a float; those that GLSL lacks (infinite, NaN) are arguments of the kernel. */
export const literal = (value: number): string => {
  const text = String(value)
  const float = /[.e]/.test(text) ? text : `${text}.0`
  return value < 0 || Object.is(value, -0) ? `(${float})` : float
}

/** Counts of a Poisson draw, as `poisson` of ops.ts; at most 64. */
const poisson = (name: string, [mean, u, expMinusMean]: readonly string[]): string[] => [
  `let ${name} = 0.0;`,
  `let ${name}p = ${expMinusMean};`,
  `let ${name}c = ${expMinusMean};`,
  `if (${u} >= ${rounded(`1.0 - ${mean}`)}) {`,
  '  for (let k = 0; k < 64; k++) {',
  `    if (${u} >= ${name}c) {`,
  `      ${name} = ${name} + 1.0;`,
  `      ${name}p = ${rounded(`${rounded(`${name}p * ${mean}`)} / ${name}`)};`,
  `      ${name}c = ${rounded(`${name}c + ${name}p`)};`,
  '    }',
  '  }',
  '}',
]

const shifts = [64, 32, 16, 8, 4, 2, 1]

/** x * 2^k for whole k from -191 to 191 by steps that are exact: pow may be wrong by much on a card. */
const scale = (name: string, [x, k]: readonly string[]): string[] => [
  `let ${name} = ${x};`,
  `let ${name}k = ${k};`,
  ...[64, ...shifts].flatMap(s => [
    `if (${name}k >= ${s}.0) { ${name} = ${name} * ${literal(2 ** s)}; ${name}k = ${name}k - ${s}.0; }`,
    `if (${name}k <= -${s}.0) { ${name} = ${name} * ${literal(2 ** -s)}; ${name}k = ${name}k + ${s}.0; }`,
  ]),
]

/** The whole k with x = 2^k m, m from sqrt(1/2) to sqrt(2), for positive normal x. */
const exponent = (name: string, [x]: readonly string[]): string[] => [
  `let ${name} = 0.0;`,
  `let ${name}y = ${x};`,
  ...shifts.map(s => step(name, `>= ${literal(2 ** s)}`, 2 ** -s, s)),
  ...shifts.map(s => step(name, `< ${literal(2 ** (1 - s))}`, 2 ** s, -s)),
  `if (${name}y >= ${literal(2 * jsHelpers.floatOf(SQRT_HALF_BITS))}) { ${name} = ${name} + 1.0; }`,
]

const step = (name: string, test: string, factor: number, shift: number): string =>
  `if (${name}y ${test}) { ${name}y = ${name}y * ${literal(factor)}; ${name} = ${name} + ${literal(shift)}; }`

/** A node as an operation of this back end. */
export interface Form {
  readonly op: string
  readonly args: readonly Node[]
  /** Added to the exponent k of `scale`, and its sign. */
  readonly shift?: number
  readonly negative?: boolean
}

const isConst = (node: Node, value: number) => node.op === 'const' && node.value === value

/** The float bits that exp and log take apart, as what they mean: x * 2^k and the exponent of x. Anything else as it is. */
export const formOf = (node: Node): Form => {
  const [a, b] = node.args
  if (node.op === 'ishr' && isConst(b, 23) && a.op === 'isub' && a.args[0].op === 'asI32')
    if (isConst(a.args[1], SQRT_HALF_BITS)) return { op: 'exponent', args: a.args[0].args }
  if (node.op === 'asF32') return scaled(a) ?? { op: node.op, args: node.args }
  return { op: node.op, args: node.args }
}

const scaled = (bits: Node): Form | undefined => {
  const [a, b] = bits.args
  if ((bits.op === 'iadd' || bits.op === 'isub') && a.op === 'asI32' && b.op === 'ishl' && isConst(b.args[1], 23))
    return { op: 'scale', args: [a.args[0], whole(b.args[0])], negative: bits.op === 'isub' }
  if (bits.op === 'ishl' && isConst(b, 23) && a.op === 'iadd' && a.args[1].op === 'const')
    return { op: 'scale', args: [one, whole(a.args[0])], shift: a.args[1].value! - 127 }
  return undefined
}

const one: Node = { op: 'const', type: 'f32', args: [], id: -1, value: 1 }

/** A float that was made whole by floor needs no conversion. */
const whole = (node: Node): Node => (node.op === 'toI32' && node.args[0].op === 'floor' ? node.args[0] : node)

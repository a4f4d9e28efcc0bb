/** Weights of the past: an expression in `lag` as a table, or as a sum of exponentials, in double. */
import { SpecError } from '../errors.ts'
import * as real from './double.ts'
import type { BinaryOp, Expr } from './expr.ts'
import { names } from './parse.ts'
import { print } from './print.ts'
import { isUnit, toInternal } from './quantity.ts'

/** The value of a constant name in internal units, or undefined if it is none. */
export type Constants = (name: string) => number | undefined

/** coefficient * exp(-rate * lag); rate in /ms, lag in ms. */
export interface Exponential {
  rate: number
  coefficient: number
}

const LAG = 'lag'
const MAX_TERMS = 8

const FUNCTIONS: ReadonlyMap<string, (...x: number[]) => number> = new Map(
  Object.entries({
    exp: real.exp,
    expm1: real.expm1,
    log: real.log,
    log1p: real.log1p,
    sin: real.sin,
    cos: real.cos,
    tanh: real.tanh,
    atanh: real.atanh,
    sigmoid: real.sigmoid,
    pow: real.pow,
    sqrt: Math.sqrt,
    abs: Math.abs,
    floor: Math.floor,
    trunc: Math.trunc,
    sign: Math.sign,
    round: (x: number) => Math.floor(x + 0.5),
    min: Math.min,
    max: Math.max,
    clip: (x: number, low: number, high: number) => Math.min(Math.max(x, low), high),
  }),
)

const BINARY: Record<BinaryOp, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
}

/** The expression as a number, in double. Dimensions are not checked: lower it for that. Truth values are 0 and 1. */
export const evaluateExpr = (expr: Expr, constants: Constants): number => {
  const value = (e: Expr) => evaluateExpr(e, constants)
  switch (expr.kind) {
    case 'number':
      return inInternalUnits(expr)
    case 'name':
      return constants(expr.name) ?? unknown(expr, 'a constant')
    case 'unary':
      return expr.op === '-' ? -value(expr.arg) : Number(value(expr.arg) === 0)
    case 'binary':
      return BINARY[expr.op](value(expr.left), value(expr.right))
    case 'choose':
      return value(expr.test) !== 0 ? value(expr.yes) : value(expr.no)
    case 'call':
      return (FUNCTIONS.get(expr.fn) ?? unknown(expr, 'a function of constants'))(...expr.args.map(value))
  }
}

const unknown = (expr: Expr, expected: string): never => {
  throw new SpecError(print(expr), expected, `'${expr.kind === 'call' ? expr.fn : print(expr)}'`)
}

const inInternalUnits = ({ value, unit }: Expr & { kind: 'number' }): number =>
  unit && isUnit(unit) ? toInternal(value, unit) : value

/** The expression at each lag (ms). SpecError where it reads anything but `lag` and constants. */
export const tabulate = (expr: Expr, constants: Constants, lags: readonly number[]): number[] =>
  lags.map(lag => evaluateExpr(expr, name => (name === LAG ? lag : constants(name))))

/**
 * The expression as a finite sum of exponentials of `lag` (rate 0: a constant), or null if it is none that we can see.
 * Equal rates are one term; the terms stand in the order of the text.
 */
export const exponentials = (expr: Expr, constants: Constants): { terms: Exponential[] } | null => {
  const terms = sumOf(expr, constants)
  return terms && terms.length <= MAX_TERMS && terms.every(usable) ? { terms } : null
}

const usable = ({ rate, coefficient }: Exponential) => Number.isFinite(rate) && Number.isFinite(coefficient)

const readsLag = (expr: Expr) => names(expr).names.includes(LAG)

const sumOf = (expr: Expr, constants: Constants): Exponential[] | null => {
  if (!readsLag(expr)) return [{ rate: 0, coefficient: evaluateExpr(expr, constants) }]
  if (expr.kind === 'unary' && expr.op === '-') return negated(sumOf(expr.arg, constants))
  if (expr.kind === 'call' && expr.fn === 'exp' && expr.args.length === 1) return single(expr.args[0], constants)
  return expr.kind === 'binary' ? combined(expr, constants) : null
}

const combined = ({ op, left, right }: Expr & { kind: 'binary' }, constants: Constants): Exponential[] | null => {
  const a = sumOf(left, constants)
  const b = sumOf(right, constants)
  if (!a || !b) return null
  if (op === '+') return merged([...a, ...b])
  if (op === '-') return merged([...a, ...negated(b)!])
  if (op === '*') return merged(a.flatMap(x => b.map(y => times(x, y))))
  if (op !== '/' || b.length !== 1) return null
  return a.map(x => ({ rate: x.rate - b[0].rate, coefficient: x.coefficient / b[0].coefficient }))
}

const times = (x: Exponential, y: Exponential) => ({
  rate: x.rate + y.rate,
  coefficient: x.coefficient * y.coefficient,
})

const negated = (terms: Exponential[] | null) => terms?.map(t => ({ ...t, coefficient: -t.coefficient })) ?? null

const merged = (terms: Exponential[]): Exponential[] => {
  const byRate = new Map<number, number>()
  for (const { rate, coefficient } of terms) byRate.set(rate, (byRate.get(rate) ?? 0) + coefficient)
  return [...byRate].map(([rate, coefficient]) => ({ rate, coefficient }))
}

const single = (exponent: Expr, constants: Constants): Exponential[] | null => {
  const line = lineOf(exponent, constants)
  return line && [{ rate: -line.slope + 0, coefficient: real.exp(line.offset) }]
}

interface Line {
  slope: number
  offset: number
}

/** The expression as offset + slope * lag. */
const lineOf = (expr: Expr, constants: Constants): Line | null => {
  if (!readsLag(expr)) return { slope: 0, offset: evaluateExpr(expr, constants) }
  if (expr.kind === 'name') return { slope: 1, offset: 0 }
  if (expr.kind === 'unary' && expr.op === '-') return stretched(lineOf(expr.arg, constants), x => -x)
  return expr.kind === 'binary' ? combinedLine(expr, constants) : null
}

const stretched = (line: Line | null, f: (x: number) => number): Line | null =>
  line && { slope: f(line.slope), offset: f(line.offset) }

const combinedLine = ({ op, left, right }: Expr & { kind: 'binary' }, constants: Constants): Line | null => {
  const a = lineOf(left, constants)
  const b = lineOf(right, constants)
  if (!a || !b) return null
  if (op === '+') return { slope: a.slope + b.slope, offset: a.offset + b.offset }
  if (op === '-') return { slope: a.slope - b.slope, offset: a.offset - b.offset }
  if (op === '*' && b.slope === 0) return stretched(a, x => x * b.offset)
  if (op === '*' && a.slope === 0) return stretched(b, x => x * a.offset)
  return op === '/' && b.slope === 0 ? stretched(a, x => x / b.offset) : null
}

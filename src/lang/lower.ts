/** Syntax tree to graph: names are resolved by the caller's scope, dimensions and types are checked, constants fold. */
import { callFunction } from './call.ts'
import { divide, multiply, NONE } from './dimension.ts'
import type { BinaryOp, Expr } from './expr.ts'
import type { Graph, Node } from './node.ts'
import { dimOf, isUnit, toInternal } from './quantity.ts'
import { reject, type Scope, shared, type Value } from './value.ts'
import { common, float, isTicks } from './whole.ts'

export type { Scope, Value } from './value.ts'

/** Lowers an expression. SpecError where dimensions or types disagree; its path is the part of the equation concerned. */
export const lowerExpr = (expr: Expr, scope: Scope): Value => {
  switch (expr.kind) {
    case 'number':
      return number(expr, scope.graph)
    case 'name':
      return scope.resolve(expr.name, expr.at)
    case 'unary':
      return unary(expr, scope)
    case 'binary':
      return binary(expr, scope)
    case 'choose':
      return choose(expr, scope)
    case 'call':
      return call(expr, scope)
  }
}

const number = ({ value, unit }: Expr & { kind: 'number' }, graph: Graph): Value => {
  if (unit && isUnit(unit)) return { node: graph.constant(toInternal(value, unit)), dim: dimOf(unit) }
  return { node: graph.constant(value), dim: value === 0 ? 'any' : NONE }
}

/** The value of a part that must be a number. */
const lowerNumber = (expr: Expr, scope: Scope): Value => {
  const value = lowerExpr(expr, scope)
  return value.node.type === 'bool' ? reject(expr, "a number (write 'x > 0 ? 1 : 0')", 'a truth value') : value
}

const lowerTruth = (expr: Expr, scope: Scope): Node => {
  const { node } = lowerExpr(expr, scope)
  return node.type === 'bool' ? node : reject(expr, "a truth value (write 'x > 0')", 'a number')
}

const unary = (expr: Expr & { kind: 'unary' }, scope: Scope): Value => {
  const { graph } = scope
  if (expr.op === '!') return { node: graph.op('not', lowerTruth(expr.arg, scope)), dim: NONE }
  const value = lowerNumber(expr.arg, scope)
  return { node: graph.op('neg', float(value, scope)), dim: value.dim }
}

const LOGICAL: Partial<Record<BinaryOp, string>> = { '&&': 'and', '||': 'or' }
const COMPARE: Partial<Record<BinaryOp, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
}

const binary = (expr: Expr & { kind: 'binary' }, scope: Scope): Value => {
  const { graph } = scope
  const logical = LOGICAL[expr.op]
  if (logical)
    return { node: graph.op(logical, lowerTruth(expr.left, scope), lowerTruth(expr.right, scope)), dim: NONE }
  const left = lowerNumber(expr.left, scope)
  const right = lowerNumber(expr.right, scope)
  const compare = COMPARE[expr.op]
  if (compare) return comparison(expr, compare, left, right, scope)
  return expr.op === '+' || expr.op === '-' ? sum(expr, left, right, scope) : product(expr, left, right, scope)
}

const comparison = (expr: Expr, op: string, left: Value, right: Value, scope: Scope): Value => {
  shared(expr, left.dim, right.dim)
  const { a, b, whole } = common(left, right, scope)
  return { node: scope.graph.op(whole ? `i${op}` : op, a, b), dim: NONE }
}

/** Ticks stay whole: `wait - dt` takes away one tick, exactly. Counts become floats. */
const sum = (expr: Expr & { kind: 'binary' }, left: Value, right: Value, scope: Scope): Value => {
  const dim = shared(expr, left.dim, right.dim)
  const op = expr.op === '+' ? 'add' : 'sub'
  const { a, b, whole } = common(left, right, scope)
  if (whole && (isTicks(left) || isTicks(right))) return { node: scope.graph.op(`i${op}`, a, b), dim }
  const x = float(left, scope)
  const y = float(right, scope)
  return { node: isZero(x) && op === 'sub' ? scope.graph.op('neg', y) : scope.graph.op(op, x, y), dim }
}

const isZero = (node: Node) => node.op === 'const' && node.value === 0

const product = (expr: Expr & { kind: 'binary' }, left: Value, right: Value, scope: Scope): Value => {
  const divides = expr.op === '/'
  if (divides && right.dim === 'any' && isZero(right.node)) return reject(expr, 'a divisor', '0')
  const node = scope.graph.op(divides ? 'div' : 'mul', float(left, scope), float(right, scope))
  if (left.dim === 'any' || right.dim === 'any') return { node, dim: 'any' }
  return { node, dim: (divides ? divide : multiply)(left.dim, right.dim) }
}

const choose = (expr: Expr & { kind: 'choose' }, scope: Scope): Value => {
  const test = lowerTruth(expr.test, scope)
  const yes = lowerExpr(expr.yes, scope)
  const no = lowerExpr(expr.no, scope)
  const truths = [yes, no].filter(v => v.node.type === 'bool').length
  if (truths === 1) return reject(expr, 'two numbers or two truth values', 'one of each')
  const dim = shared(expr, yes.dim, no.dim)
  if (truths === 2) return { node: scope.graph.op('select', test, yes.node, no.node), dim }
  const { a, b } = common(yes, no, scope)
  return { node: scope.graph.op('select', test, a, b), dim }
}

const call = (expr: Expr & { kind: 'call' }, scope: Scope): Value =>
  scope.call?.(expr.fn, expr.args, expr.at, e => lowerExpr(e, scope)) ??
  callFunction(expr, scope, e => lowerNumber(e, scope))

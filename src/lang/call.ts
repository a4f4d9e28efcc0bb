/** The pure functions of the language. */
import { oneOf, SpecError } from '../errors.ts'
import * as derived from './derived.ts'
import { equal, NONE, power } from './dimension.ts'
import type { Expr } from './expr.ts'
import type { Graph, Node } from './node.ts'
import { print } from './print.ts'
import { dimText, reject, type Scope, shared, type Value } from './value.ts'
import { common, float } from './whole.ts'

type Call = Expr & { kind: 'call' }

interface Pure {
  count: number
  build(expr: Call, args: Value[], scope: Scope): Value
}

const dimensionless = (expr: Call, index: number, { dim }: Value) => {
  if (dim !== 'any' && !equal(dim, NONE))
    reject(expr, `a number without a unit in ${print(expr.args[index])}`, dimText(dim))
}

/** Of numbers without a unit. */
const plain = (build: (graph: Graph, x: Node, y: Node) => Node, count = 1): Pure => ({
  count,
  build: (expr, args, scope) => {
    for (const [i, value] of args.entries()) dimensionless(expr, i, value)
    const [x, y] = args.map(value => float(value, scope))
    return { node: build(scope.graph, x, y), dim: NONE }
  },
})

/** Keeps the unit of its argument. */
const keeping = (build: (graph: Graph, x: Node) => Node): Pure => ({
  count: 1,
  build: (_, [x], scope) => ({ node: build(scope.graph, float(x, scope)), dim: x.dim }),
})

const sqrt: Pure = {
  count: 1,
  build: (_, [x], scope) => ({
    node: scope.graph.op('sqrt', float(x, scope)),
    dim: x.dim === 'any' ? 'any' : power(x.dim, 0.5),
  }),
}

/** Gives -1, 0 or 1, whatever the unit. */
const sign: Pure = {
  count: 1,
  build: (_, [value], scope) => {
    const { graph } = scope
    const x = float(value, scope)
    const zero = graph.constant(0)
    const below = graph.op('select', graph.op('lt', x, zero), graph.constant(-1), zero)
    return { node: graph.op('select', graph.op('gt', x, zero), graph.constant(1), below), dim: NONE }
  },
}

/** The larger or smaller of two values in one unit; of whole numbers, a whole number. */
const extreme = (op: 'min' | 'max', expr: Expr, left: Value, right: Value, scope: Scope): Value => {
  const { graph } = scope
  const dim = shared(expr, left.dim, right.dim)
  const { a, b, whole } = common(left, right, scope)
  if (!whole) return { node: graph.op(op, a, b), dim }
  const second = op === 'min' ? graph.op('ilt', b, a) : graph.op('ilt', a, b)
  return { node: graph.op('select', second, b, a), dim }
}

const pair = (op: 'min' | 'max'): Pure => ({
  count: 2,
  build: (expr, [a, b], scope) => extreme(op, expr, a, b, scope),
})

const clip: Pure = {
  count: 3,
  build: (expr, [x, low, high], scope) => extreme('min', expr, extreme('max', expr, x, low, scope), high, scope),
}

const nearest = (graph: Graph, x: Node) => graph.op('floor', graph.op('add', x, graph.constant(0.5)))

const functions: ReadonlyMap<string, Pure> = new Map(
  Object.entries({
    abs: keeping((g, x) => g.op('abs', x)),
    floor: keeping((g, x) => g.op('floor', x)),
    trunc: keeping((g, x) => g.op('trunc', x)),
    round: keeping(nearest),
    sqrt,
    sign,
    min: pair('min'),
    max: pair('max'),
    clip,
    exp: plain(derived.exp),
    expm1: plain(derived.expm1),
    log: plain(derived.log),
    log1p: plain(derived.log1p),
    sin: plain(derived.sin),
    cos: plain(derived.cos),
    tanh: plain(derived.tanh),
    atanh: plain(derived.atanh),
    sigmoid: plain(derived.sigmoid),
    pow: plain(derived.pow, 2),
  }),
)

/** The functions that every equation may call. */
export const functionNames: readonly string[] = [...functions.keys()]

export const callFunction = (expr: Call, scope: Scope, lower: (arg: Expr) => Value): Value => {
  const known = functions.get(expr.fn)
  if (!known) throw new SpecError(`${expr.fn}()`, `a function: ${oneOf(expr.fn, functionNames)}`, `'${expr.fn}'`)
  if (expr.args.length !== known.count)
    reject(expr, `${known.count} argument${known.count > 1 ? 's' : ''}`, String(expr.args.length))
  return known.build(expr, expr.args.map(lower), scope)
}

/**
 * What the equations of a model may read when nothing but the model is known: its own names with their units. What a rule reads of
 * the two units is known to the plan only, and has any unit here. The graph that is made on the way is thrown away.
 */
import { oneOf, SpecError } from '../errors.ts'
import { type Dim, equal, NONE, TIME } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import { graph } from '../lang/graph.ts'
import { lowerExpr, type Scope, type Value } from '../lang/lower.ts'
import type { Node, Type } from '../lang/node.ts'
import { print } from '../lang/print.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { dimText } from '../lang/value.ts'
import { builtinNames, equation, isBuiltin, type Variable } from './model.ts'
import type { Init, Quantity, Table } from './types.ts'

export interface Room {
  variables: Map<string, Variable>
  /** Units of parameters, ports, and of events, which are counts. */
  dims: Map<string, Dim | 'any'>
  /** The equation of a let, where it is not yet in `assigned`. */
  letOf(name: string): Expr | undefined
  /** Names of which nothing is known: pre.* and post.* of a rule. */
  isOpen?(name: string): boolean
  /** Names that have been assigned so far. */
  assigned: Map<string, Value>
  locals: Map<string, Value>
}

/** Dimension of a quantity with its path; of a parameter that is no quantity, SpecError. */
export const dimsOfParams = (params: Table<[Quantity, string]>): Map<string, Dim> =>
  new Map(Object.entries(params).map(([name, [quantity]]) => [name, parseQuantity(quantity, `params.${name}`).dim]))

/** The dimension of a state by its initial value: a quantity's, or that of an equation over parameters and draws; else a plain number. */
export const dimOfInit = (init: Init | undefined, params: ReadonlyMap<string, Dim | 'any'>): Dim | 'any' => {
  if (typeof init !== 'string') return NONE
  const known = params.get(init.trim())
  if (known) return known
  const memo = dimsOfInits.get(params) ?? new Map<string, Dim | 'any'>()
  dimsOfInits.set(params, memo)
  const dim = memo.get(init) ?? dimOfText(init, params)
  memo.set(init, dim)
  return dim
}

const dimsOfInits = new WeakMap<object, Map<string, Dim | 'any'>>()

const dimOfText = (text: string, params: ReadonlyMap<string, Dim | 'any'>): Dim => {
  try {
    return parseQuantity(text).dim
  } catch {
    return dimOfEquation(text, params)
  }
}

/** What is wrong in the equation itself is said where it is evaluated. */
const dimOfEquation = (text: string, params: ReadonlyMap<string, Dim | 'any'>): Dim => {
  const room: Room = {
    variables: new Map(),
    dims: new Map(params),
    letOf: () => undefined,
    isOpen: name => name.startsWith('fan.'),
    assigned: new Map(),
    locals: new Map(),
  }
  try {
    const { dim } = valueIn(room, equation(text, ''))
    return dim === 'any' ? NONE : dim
  } catch {
    return NONE
  }
}

/** Type and dimension of an equation. Throws SpecError with the part that is wrong as its path. */
export const valueIn = (room: Room, expr: Expr): Value => lowerExpr(expr, scopeIn(room))

const scopeIn = (room: Room, extra: ReadonlyMap<string, Value> = new Map(), made = graph()): Scope => {
  const leaf = (name: string, dim: Dim | 'any', type: Type = 'f32'): Value => ({
    node: made.leaf(type, { read: 'scalar', name }),
    dim,
  })
  const resolve = (name: string): Value => {
    const known = extra.get(name) ?? room.locals.get(name) ?? room.assigned.get(name)
    if (known) return known
    const variable = room.variables.get(name)
    if (variable) return variable.kind === 'let' ? ofLet(room, name, leaf) : ofState(room, name, leaf)
    const dim = room.dims.get(name)
    if (dim) return leaf(name, dim)
    if (name === 'dt') return { node: made.constant(1), dim: TIME }
    if (name.startsWith('phase.is.')) return leaf(name, NONE, 'bool')
    if (name === 'phase.time' || name === 'phase.left') return leaf(name, TIME, 'i32')
    if (room.isOpen?.(name)) return leaf(name, 'any')
    if (isBuiltin(name) && !name.startsWith('fan.')) return leaf(name, NONE)
    const all = [...room.variables.keys(), ...room.dims.keys(), ...room.locals.keys(), ...builtinNames]
    throw new SpecError(`'${name}'`, oneOf(name, all), 'an unknown name')
  }
  const scope: Scope = {
    graph: made,
    resolve,
    call: (fn, args, _at, lower) =>
      ofPast(room, scope, fn, args, lower, extra) ??
      ofReduction(scope, fn, args, lower) ??
      ofDraw(scope, fn, args, lower),
  }
  return scope
}

type Leaf = (name: string, dim: Dim | 'any', type?: Type) => Value

const ofState = (room: Room, name: string, leaf: Leaf): Value => {
  const dim = dimOfInit(room.variables.get(name)!.init, room.dims)
  return leaf(name, dim, dim !== 'any' && equal(dim, TIME) ? 'i32' : 'f32')
}

/** A let is its equation; one that reads itself has any unit, and the plan finds it. */
const ofLet = (room: Room, name: string, leaf: Leaf): Value => {
  const expr = room.letOf(name)
  if (!expr) return leaf(name, 'any')
  room.assigned.set(name, leaf(name, 'any'))
  try {
    return valueIn(room, expr)
  } finally {
    room.assigned.delete(name)
  }
}

const pastArguments = new Map([
  ['old', 1],
  ['delayed', 2],
  ['average', 2],
  ['filter', 3],
])

/** old(x), delayed(x, time), average(x, time), filter(x, time, weight of lag): all have the unit of x. */
const ofPast = (
  room: Room,
  scope: Scope,
  fn: string,
  args: Expr[],
  lower: (e: Expr) => Value,
  extra: ReadonlyMap<string, Value>,
): Value | undefined => {
  const count = pastArguments.get(fn)
  if (count === undefined) return undefined
  if (args.length !== count)
    throw new SpecError(`${fn}()`, `${count} argument${count > 1 ? 's' : ''}`, `${args.length}`)
  const value = lower(args[0])
  if (count > 1) checkIs(TIME, lower(args[1]), args[1], 'a time')
  if (count > 2) {
    const lag: Value = { node: scope.graph.leaf('f32', { read: 'scalar', name: 'lag' }), dim: TIME }
    lowered(room, args[2], new Map([...extra, ['lag', lag]]), scope.graph)
  }
  return value
}

const lowered = (room: Room, expr: Expr, extra: ReadonlyMap<string, Value>, made: Scope['graph']): Value =>
  lowerExpr(expr, scopeIn(room, extra, made))

const axes = ['group', 'all', 'lanes', 'pre', 'post']

const ofReduction = (scope: Scope, fn: string, args: Expr[], lower: (e: Expr) => Value): Value | undefined => {
  const [axis] = args
  if (!['sum', 'max', 'count', 'argmax'].includes(fn) || args.length !== 2) return undefined
  if (axis.kind !== 'name' || !axes.includes(axis.name)) return undefined
  const value = lower(args[1])
  const isTruth = value.node.type === 'bool'
  if (isTruth !== (fn === 'count'))
    throw new SpecError(
      `${fn}()`,
      fn === 'count' ? 'a truth value' : 'a number',
      isTruth ? 'a truth value' : 'a number',
    )
  const node = scope.graph.leaf('f32', { read: 'scalar', name: `${fn} ${print(args[1])}` })
  return { node, dim: fn === 'sum' || fn === 'max' ? value.dim : NONE }
}

const ofDraw = (scope: Scope, fn: string, args: Expr[], lower: (e: Expr) => Value): Value | undefined => {
  const draw = (type: Type): Value => ({ node: scope.graph.leaf(type, { read: 'scalar', name: fn }), dim: NONE })
  if (fn === 'rand' || fn === 'randn') {
    const isAxis = args.length === 1 && args[0].kind === 'name' && ['all', 'group'].includes(args[0].name)
    if (args.length > 0 && !isAxis)
      throw new SpecError(`${fn}()`, `${fn}(), ${fn}(group) or ${fn}(all)`, `${args.length} arguments`)
    return draw('f32')
  }
  if (fn !== 'poisson') return undefined
  if (args.length !== 1) throw new SpecError('poisson()', 'poisson(mean)', `${args.length} arguments`)
  checkIs(NONE, lower(args[0]), args[0], 'a number without a unit (rate * dt)')
  return draw('i32')
}

const checkIs = (dim: Dim, value: Value, expr: Expr, expected: string): void => {
  if (value.dim !== 'any' && !equal(value.dim, dim)) throw new SpecError(print(expr), expected, dimText(value.dim))
}

/** What may stand on the right of a state: a number in its unit. */
export const checkAssigned = (value: Value, dim: Dim | 'any', path: string): void => {
  checkNumber(value.node, path)
  if (value.dim !== 'any' && dim !== 'any' && !equal(value.dim, dim))
    throw new SpecError(path, `${dimText(dim)} (as its initial value)`, dimText(value.dim))
}

export const checkNumber = (node: Node, path: string): void => {
  if (node.type === 'bool') throw new SpecError(path, 'a number (write test ? 1 : 0)', 'a truth value')
}

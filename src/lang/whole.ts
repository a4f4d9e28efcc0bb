/** Whole numbers beside floats: counts, and durations kept in ticks, which compare and add exactly. */
import { equal, TIME } from './dimension.ts'
import type { Graph, Node } from './node.ts'
import type { Scope, Value } from './value.ts'

/** A duration kept in ticks: whole, of dimension time. */
export const isTicks = ({ node, dim }: Value): boolean => node.type === 'i32' && dim !== 'any' && equal(dim, TIME)

const dtOf = (scope: Scope): Node => scope.resolve('dt', 0).node

/** The value as a float: a count as it is, ticks in ms. */
export const float = (value: Value, scope: Scope): Node => {
  const { graph } = scope
  if (value.node.type !== 'i32') return value.node
  const number = graph.op('toF32', value.node)
  return isTicks(value) ? graph.op('mul', number, dtOf(scope)) : number
}

/** Two values in one type: whole if both are, or if one is and the other a constant that is whole in the same measure. */
export const common = (left: Value, right: Value, scope: Scope): { a: Node; b: Node; whole: boolean } => {
  const ticks = isTicks(left) || isTicks(right)
  const a = asWhole(left, ticks, scope)
  const b = asWhole(right, ticks, scope)
  const given = left.node.type === 'i32' || right.node.type === 'i32'
  if (given && a && b) return { a, b, whole: true }
  return { a: float(left, scope), b: float(right, scope), whole: false }
}

const asWhole = ({ node }: Value, ticks: boolean, scope: Scope): Node | undefined => {
  if (node.type === 'i32') return node
  if (node.op !== 'const') return undefined
  const count = ticks ? ticksIn(node.value!, dtOf(scope)) : node.value!
  return Number.isInteger(count) && Math.abs(count) < 2 ** 31 ? scope.graph.constant(count, 'i32') : undefined
}

// 0.3 ms / 0.1 ms is 2.9999999999999996 in double, and means 3.
const ticksIn = (ms: number, dt: Node): number => {
  const count = ms / (dt.value ?? Number.NaN)
  const near = Math.round(count)
  return Math.abs(count - near) <= 1e-9 * Math.max(1, Math.abs(near)) ? near : Number.NaN
}

/** A duration (ms, or already ticks) as whole ticks, rounded to the nearest: what a state kept in ticks is assigned. */
export const toTicks = (graph: Graph, node: Node, dt: number): Node => {
  if (node.type === 'i32') return node
  const ticks = graph.op('div', node, graph.constant(dt))
  return graph.op('toI32', graph.op('floor', graph.op('add', ticks, graph.constant(0.5))))
}

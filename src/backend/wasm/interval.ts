/** Bounds of float32 values, from what the graph says about its nodes. Rounding is monotone, so rounded bounds are bounds. */
import type { Node } from '../../lang/node.ts'

export type Interval = readonly [low: number, high: number]

const unknown: Interval = [-Infinity, Infinity]

const known = new WeakMap<Node, Interval>()

/** Bounds of a node. NaN is not excluded. */
export const intervalOf = (node: Node): Interval => {
  const made = known.get(node) ?? boundsOf(node)
  known.set(node, made)
  return made
}

const boundsOf = (node: Node): Interval => {
  if (node.range) return node.range
  if (node.op === 'const') return [Math.fround(node.value!), Math.fround(node.value!)]
  if (node.type !== 'f32') return unknown
  const parts = node.args.map(a => (a.type === 'f32' ? intervalOf(a) : unknown))
  return combine(node.op, parts)
}

const hull = (values: number[]): Interval =>
  values.some(Number.isNaN) ? unknown : [Math.fround(Math.min(...values)), Math.fround(Math.max(...values))]

const combine = (op: string, [a, b, c]: Interval[]): Interval => {
  switch (op) {
    case 'add':
      return hull([a[0] + b[0], a[1] + b[1]])
    case 'sub':
      return hull([a[0] - b[1], a[1] - b[0]])
    case 'mul':
      return hull([a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]])
    case 'min':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])]
    case 'max':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])]
    case 'neg':
      return [-a[1], -a[0]]
    case 'flush':
      return hull([a[0], a[1], 0])
    case 'select':
      return hull([...b, ...c])
    default:
      return unknown
  }
}

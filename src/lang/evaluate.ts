/** Graphs run on the host: for parameters, initial weights and tests. */
import { type Origin, origin } from './derived.ts'
import type { Leaf, Node, Type } from './node.ts'
import { jsHelpers, primitive } from './ops.ts'

/** The value of a leaf; truth values are 0 and 1. */
export type Read = (leaf: Leaf, type: Type) => number
export type Precision = 32 | 64

type Step = (slots: Float64Array, read: Read) => number

/**
 * The node as a function, made once and called for many values. Precision 32 rounds every float to float32, as every back end
 * does; 64 rounds nothing and takes derived functions in double. Nodes of `known` are read as those leaves.
 */
export const compileNode = (
  node: Node,
  precision: Precision,
  known: ReadonlyMap<Node, Leaf> = nothing,
): ((read: Read) => number) => {
  const argsOf = (n: Node) => (known.has(n) ? [] : argumentsOf(n, precision))
  const order = sorted(node, argsOf)
  const slot = new Map(order.map((n, k) => [n, k]))
  const slots = new Float64Array(order.length)
  const moving = order.filter(n => n.op !== 'const')
  const targets = moving.map(n => slot.get(n)!)
  const slotOf = (n: Node) => slot.get(n)!
  const steps = moving.map(n => {
    const leaf = known.get(n)
    return leaf ? reading(leaf, n.type, precision) : stepOf(n, argsOf(n).map(slotOf), precision)
  })
  order.forEach((n, k) => {
    if (n.op === 'const') slots[k] = roundTo(precision, n.type)(n.value!)
  })
  const last = order.length - 1
  return read => {
    for (let j = 0; j < steps.length; j++) slots[targets[j]] = steps[j](slots, read)
    return slots[last]
  }
}

/** One value of the node. */
export const evaluate = (node: Node, read: Read, precision: Precision): number => compileNode(node, precision)(read)

const nothing: ReadonlyMap<Node, Leaf> = new Map()
const same = (x: number) => x
const roundTo = (precision: Precision, type: Type) => (type === 'f32' && precision === 32 ? Math.fround : same)

const originAt = (node: Node, precision: Precision): Origin | undefined => (precision === 64 ? origin(node) : undefined)

/** The nodes that are needed, arguments first. A list instead of recursion: sums of many terms are deep. */
const sorted = (root: Node, argsOf: (node: Node) => readonly Node[]): Node[] => {
  const done = new Set<Node>()
  const stack = [root]
  while (stack.length > 0) {
    const node = stack[stack.length - 1]
    const waiting = argsOf(node).filter(a => !done.has(a))
    if (waiting.length > 0) stack.push(...waiting)
    else done.add(stack.pop()!)
  }
  return [...done]
}

/** What the value of the node is computed from. */
export const argumentsOf = (node: Node, precision: Precision): readonly Node[] =>
  originAt(node, precision)?.args ?? node.args

const reading = (leaf: Leaf, type: Type, precision: Precision): Step => {
  const round = roundTo(precision, type)
  return (_, read) => round(read(leaf, type))
}

const stepOf = (node: Node, [a = 0, b = 0, c = 0]: readonly number[], precision: Precision): Step => {
  const from = originAt(node, precision)
  if (from) return s => from.apply(s[a], s[b])
  const { leaf } = node
  return leaf ? reading(leaf, node.type, precision) : operation(node, a, b, c, precision)
}

const operation = (node: Node, a: number, b: number, c: number, precision: Precision): Step => {
  const fold = node.op === 'poisson' && precision === 32 ? jsHelpers.poisson32 : primitive(node.op)!.fold
  const rounds = node.type === 'f32' && precision === 32
  if (node.args.length < 3) {
    const two = fold as (a: number, b: number) => number
    return rounds ? s => Math.fround(two(s[a], s[b])) : s => two(s[a], s[b])
  }
  return rounds ? s => Math.fround(fold(s[a], s[b], s[c])) : s => fold(s[a], s[b], s[c])
}

/**
 * Factors of a learning rule that read only the presynaptic or only the postsynaptic unit are computed once a unit, in a step of their
 * own, not once a synapse. The same operations in the same order: no bit changes.
 */
import type { Leaf, Node } from '../lang/node.ts'
import { addColumn, type Context } from './context.ts'
import { readsLane } from './lanes.ts'
import type { Kernel } from './plan.ts'

type Side = 'pre' | 'post'
/** What a node reads of the two units: nothing, one of them, or more than a column of a unit can hold. */
type Reach = 'none' | Side | 'both'

export interface PerUnit {
  /** The node with such factors replaced by loads of columns. */
  replaced(node: Node): Node
  /** Steps that fill these columns, to run before. */
  kernels: Kernel[]
}

/** `name` begins the names of the columns; `sizes`: units on each side. */
export const perUnit = (ctx: Context, name: string, sizes: Record<Side, number>): PerUnit => {
  const reach = new Map<Node, Reach>()
  const done = new Map<Node, Node>()
  const kernels: Kernel[] = []

  const reachOf = (node: Node): Reach => {
    const known = reach.get(node)
    if (known) return known
    const found = node.args.map(reachOf).reduce(joined, ofLeaf(node.leaf))
    reach.set(node, found)
    return found
  }

  const kept = (node: Node, side: Side): Node => {
    const column = `#${name}.${side}.${kernels.length}`
    addColumn(ctx, { name: column, size: sizes[side], role: 'temporary', perLane: readsLane(ctx, node) })
    kernels.push({
      verb: 'step',
      name: `${name}: ${side} factor`,
      units: sizes[side],
      body: [{ do: 'store', column, value: ofUnit(ctx, node) }],
    })
    return ctx.graph.leaf('f32', {
      read: 'load',
      column,
      at: sizes[side] === 1 ? 'fixed' : side,
      ...(sizes[side] === 1 ? { index: 0 } : {}),
    })
  }

  const replaced = (node: Node): Node => {
    if (node.args.length === 0) return node
    const known = done.get(node)
    if (known) return known
    const found = reachOf(node)
    const isFactor = (found === 'pre' || found === 'post') && node.type === 'f32'
    const made = isFactor ? kept(node, found) : rebuilt(ctx, node, replaced)
    done.set(node, made)
    return made
  }
  return { replaced, kernels }
}

const joined = (a: Reach, b: Reach): Reach => (a === 'none' || a === b ? b : b === 'none' ? a : 'both')

const ofLeaf = (leaf: Leaf | undefined): Reach => {
  if (!leaf) return 'none'
  if (leaf.read === 'scalar') return 'none'
  if (leaf.read === 'index') return leaf.of === 'pre' || leaf.of === 'post' ? leaf.of : 'both'
  if (leaf.at === 'fixed') return 'none'
  return leaf.at === 'pre' || leaf.at === 'post' ? leaf.at : 'both'
}

const rebuilt = (ctx: Context, node: Node, change: (node: Node) => Node): Node => {
  const args = node.args.map(change)
  if (args.every((a, i) => a === node.args[i])) return node
  const made = ctx.graph.op(node.op, ...args)
  return node.range ? ctx.graph.bounded(made, ...node.range) : made
}

/** The same value as the unit itself computes it. */
const ofUnit = (ctx: Context, node: Node): Node => {
  const { leaf } = node
  if (leaf?.read === 'index') return ctx.graph.leaf(node.type, { ...leaf, of: 'unit' })
  if ((leaf?.read === 'load' || leaf?.read === 'taps') && leaf.at !== 'fixed')
    return ctx.graph.leaf(node.type, { ...leaf, at: 'unit' })
  return rebuilt(ctx, node, inner => ofUnit(ctx, inner))
}

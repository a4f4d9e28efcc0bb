/** An equation of a synapse as a function of its ends: what one end alone decides is computed once for each unit, not for each synapse. */
import { argumentsOf, compileNode } from '../lang/evaluate.ts'
import type { Leaf, Node } from '../lang/node.ts'
import type { Context } from './context.ts'
import type { Proj } from './network.ts'
import { type Side, sideOf, synapseReader, type UnitTable } from './synapse-scope.ts'

/** `node`: over the names of synapseScope. `keys`: the draw keys by stream number. In double. */
export const synapseValue = (
  ctx: Context,
  p: Proj,
  node: Node,
  keys?: ArrayLike<number>,
): ((pre: number, post: number) => number) => {
  const reader = synapseReader(ctx, p, keys)
  const tables = new Map<string, UnitTable>()
  const known = new Map<Node, Leaf>()
  for (const [part, side] of partsOfOneSide(node)) {
    const run = compileNode(part, 64)
    const { size } = side === 'pre' ? p.from.pop : p.to.pop
    const values = Float64Array.from({ length: size }, (_, unit) => run(reader(unit, unit)))
    const name = `#${known.size}`
    tables.set(name, { side, values })
    known.set(part, { read: 'scalar', name })
  }
  const run = compileNode(node, 64, known)
  const all = synapseReader(ctx, p, keys, tables)
  return (pre, post) => run(all(pre, post))
}

/** The largest parts that are no leaves, and that read names of one end and no draws. */
const partsOfOneSide = (root: Node): Map<Node, Side> => {
  const sides = new Map<Node, Side | 'none' | 'both'>()
  const sideBelow = (node: Node): Side | 'none' | 'both' => {
    if (!sides.has(node))
      sides.set(node, joined(node.leaf ? [sideOf(node.leaf)] : argumentsOf(node, 64).map(sideBelow)))
    return sides.get(node)!
  }
  const parts = new Map<Node, Side>()
  const seen = new Set<Node>()
  const visit = (node: Node) => {
    if (seen.has(node) || node.leaf || node.op === 'const') return
    seen.add(node)
    const side = sideBelow(node)
    if (side === 'pre' || side === 'post') parts.set(node, side)
    else argumentsOf(node, 64).forEach(visit)
  }
  visit(root)
  return parts
}

const joined = (sides: readonly (Side | 'none' | 'both')[]): Side | 'none' | 'both' => {
  const some = new Set(sides.filter(s => s !== 'none'))
  return some.size > 1 ? 'both' : ([...some][0] ?? 'none')
}

/**
 * Expressions as SIMD: leaves a vector of four neighbouring elements on the stack. Nodes that are used more than once are kept
 * in locals; what does not depend on the element is computed before the loop; a Poisson draw computes its mean and
 * its exponential only where some lane of the vector can have an event.
 */
import type { Leaf, Node } from '../../lang/node.ts'
import { primitive } from '../../lang/ops.ts'
import { leavesOf } from './emit-leaf.ts'
import { lazyArgs, poisson } from './emit-poisson.ts'
import { isMnemonic } from './opcodes.ts'
import { isSettled, TINY } from './settled.ts'
import { type Context, floatBits, type Spot, splat } from './spot.ts'

export interface Evaluator extends Context {
  /** Leaves the value of the node on the stack. */
  push(node: Node, spot: Spot): void
  /** Computes the node into a local of the present scope, unless one has it. */
  keep(node: Node, spot: Spot): void
  /** Runs `body`; what it keeps is forgotten afterwards. `roots` are what it will compute in any case. */
  scope(roots: readonly Node[], body: () => void): void
  /** Computes what later vectors share: the largest nodes of at most `level` (0: nothing moves, 1: only the row moves). */
  hoist(roots: readonly Node[], level: number, spot: Spot): void
  /** Says that a local holds the node, in the present scope. */
  bind(node: Node, local: number): void
  /** Keeps the node and gives its local. */
  kept(node: Node, spot: Spot): number
  /** Whether a node that depends on the element is computed in the present scope in any case. */
  isCertain(node: Node): boolean
  isUniform(node: Node): boolean
  /** How often the kernel uses the node. */
  uses(node: Node): number
  /** Whether a local holds the node. */
  isKept(node: Node): boolean
  /** The local with the beginning of a ring's slot in bytes; undefined for columns without a ring. */
  slot(column: string, lag: number, spot: Spot): number | undefined
}

/** 2 where a leaf changes from element to element, 1 from row to row, 0 nowhere. */
const levelOfLeaf = (leaf: Leaf): number => {
  const at = leaf.read === 'scalar' ? 'fixed' : leaf.read === 'index' ? leaf.of : leaf.at
  return at === 'fixed' || at === 'lane' ? 0 : at === 'pre' ? 1 : 2
}

/** Nodes that are computed whenever `roots` are. */
const certain = (roots: readonly Node[], into = new Set<Node>()): Set<Node> => {
  for (const node of roots) {
    if (into.has(node)) continue
    into.add(node)
    const lazy = lazyArgs(node)
    certain(
      node.args.filter(a => !lazy.includes(a)),
      into,
    )
  }
  return into
}

/** How often each node below `roots` is used. */
const usesOf = (roots: readonly Node[]): Map<Node, number> => {
  const uses = new Map<Node, number>()
  const visit = (node: Node) => {
    const before = uses.get(node) ?? 0
    uses.set(node, before + 1)
    if (before === 0) node.args.forEach(visit)
  }
  roots.forEach(visit)
  return uses
}

const bitsOf = (node: Node): number =>
  node.type === 'f32' ? floatBits(node.value!) : node.type === 'bool' ? (node.value ? -1 : 0) : node.value!

/** An evaluator for a function that computes `roots`. */
export const evaluator = (context: Context, roots: readonly Node[]): Evaluator => {
  const { code } = context
  const uses = usesOf(roots)
  const levels = new Map<Node, number>()
  const level = (node: Node): number => {
    if (!levels.has(node)) levels.set(node, Math.max(node.leaf ? levelOfLeaf(node.leaf) : 0, ...node.args.map(level)))
    return levels.get(node)!
  }
  const scopes: { kept: Map<Node, number>; certain: Set<Node> }[] = [{ kept: new Map(), certain: new Set() }]
  const top = () => scopes[scopes.length - 1]
  const find = (node: Node) => scopes.findLast(s => s.kept.has(node))?.kept.get(node)
  const leaves = leavesOf(context)

  const push = (node: Node, spot: Spot) => {
    const kept = find(node)
    if (kept !== undefined) return code.get(kept)
    if (node.op === 'const') return splat(context, bitsOf(node))
    compute(node, spot)
    if (uses.get(node)! > 1) remember(node, 'tee')
  }
  const remember = (node: Node, how: 'tee' | 'set') => {
    const local = code.local('v128')
    code[how](local)
    top().kept.set(node, local)
    return local
  }
  const keep = (node: Node, spot: Spot) => {
    if (find(node) !== undefined) return
    if (node.op === 'const') splat(context, bitsOf(node))
    else compute(node, spot)
    remember(node, 'set')
  }
  const kept = (node: Node, spot: Spot): number => {
    keep(node, spot)
    return find(node)!
  }

  const compute = (node: Node, spot: Spot) => {
    if (node.leaf) return leaves.push(node.leaf, spot)
    if (node.op === 'poisson') return poisson(made, node, spot)
    if (node.op === 'flush') return flush(node.args[0], spot)
    if (node.op === 'select' && chosen(node, spot)) return
    if (node.op === 'abs') return magnitude(() => push(node.args[0], spot))
    const [instruction, ...order] = primitive(node.op)!.simd
    if (/sh[lr]$/.test(node.op)) {
      push(node.args[0], spot)
      code.i32(node.args[1].value!)
    } else for (const i of order.length ? order : node.args.keys()) push(node.args[i], spot)
    if (instruction === 'nop') return
    if (!isMnemonic(instruction)) throw new Error(`no SIMD instruction '${instruction}'`)
    code.emit(instruction)
  }

  /** By a mask that stays in a register: engines spell f32x4.abs as three instructions. */
  const magnitude = (value: () => void) => {
    value()
    splat(context, 0x7fffffff)
    code.emit('v128.and')
  }

  /** A choice between something and 0 is a mask. */
  const chosen = (node: Node, spot: Spot): boolean => {
    const [test, yes, no] = node.args
    const zero = [yes, no].findIndex(n => n.op === 'const' && bitsOf(n) === 0)
    if (zero < 0) return false
    push(zero === 0 ? no : yes, spot)
    push(test, spot)
    code.emit(zero === 0 ? 'v128.andnot' : 'v128.and')
    return true
  }

  const flush = (arg: Node, spot: Spot) => {
    push(arg, spot)
    if (isSettled(arg)) return
    const value = code.local('v128')
    code.tee(value)
    magnitude(() => code.get(value))
    splat(context, floatBits(TINY))
    code.emit('f32x4.lt')
    code.emit('v128.andnot')
  }

  const scope = (roots: readonly Node[], body: () => void) => {
    scopes.push({ kept: new Map(), certain: certain(roots) })
    body()
    scopes.pop()
  }

  const hoist = (roots: readonly Node[], most: number, spot: Spot) => {
    const seen = new Set<Node>()
    const visit = (node: Node) => {
      if (seen.has(node) || node.op === 'const') return
      seen.add(node)
      if (level(node) <= most) keep(node, spot)
      else node.args.forEach(visit)
    }
    roots.forEach(visit)
  }

  const made: Evaluator = {
    ...context,
    push,
    keep,
    kept,
    scope,
    hoist,
    isKept: node => find(node) !== undefined,
    bind: (node, local) => top().kept.set(node, local),
    isCertain: node => top().certain.has(node),
    isUniform: node => level(node) === 0,
    uses: node => uses.get(node) ?? 0,
    slot: leaves.slot,
  }
  return made
}

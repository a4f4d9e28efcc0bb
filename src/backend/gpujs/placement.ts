/**
 * Where a node is computed: by gpu.js, or on the host. WebGL has floats only, so whole numbers live on the card as floats
 * where they stay below 2^24 (ticks, counts, indices); hashes, bits and numbers without a bound are the host's.
 */
import type { Node } from '../../lang/node.ts'
import type { Column, Kernel, Plan } from '../../plan/plan.ts'
import { flatten, kernelsOf } from '../names.ts'
import { intervalOf } from '../wasm/interval.ts'
import { formOf, isSpelled } from './spelling.ts'

/** The first whole number that a float does not tell from its neighbour. */
export const MOST = 2 ** 24

/** device: gpu.js computes it. host: the host does; what it gives can be uploaded. whole: only the host can hold it. */
export type Where = 'constant' | 'device' | 'host' | 'whole'

export interface Placement {
  of(node: Node): Where
  /** Whether a column of whole numbers may be on the card. */
  isSmall(column: string): boolean
}

export const placementOf = (plan: Plan): Placement => {
  const small = new Set(plan.columns.filter(mayBeSmall).map(c => c.name))
  for (;;) {
    const of = classify(small)
    const large = kernelsOf(plan).flatMap(kernel => wholeIn(kernel, of))
    const removed = large.filter(column => small.delete(column))
    if (removed.length === 0) return { of, isSmall: column => small.has(column) }
  }
}

const mayBeSmall = ({ type, role, initial = 0 }: Column): boolean =>
  type === 'i32' && role !== 'scalar' && (typeof initial === 'number' ? [initial] : Array.from(initial)).every(fits)

const fits = (x: number) => Math.abs(x) < MOST

/** Columns into which a kernel writes whole numbers that may be too large for a float. */
const wholeIn = (kernel: Kernel, of: (node: Node) => Where): string[] => {
  switch (kernel.verb) {
    case 'step':
    case 'learn':
      return flatten(kernel.body).flatMap(s => (s.do === 'store' && of(s.value) === 'whole' ? [s.column] : []))
    case 'compact':
      return kernel.hoisted.filter(h => of(h.value) === 'whole').map(h => h.column)
    case 'fill':
      return fits(kernel.value) ? [] : [kernel.column]
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
      return of(kernel.value) === 'whole' && kernel.fold !== 'count' && kernel.fold !== 'argmax' ? [kernel.into] : []
    case 'routine':
      return kernel.writes
    default:
      return []
  }
}

const classify = (small: ReadonlySet<string>) => {
  const known = new Map<Node, Where>()
  const of = (node: Node): Where => {
    const found = known.get(node)
    if (found) return found
    const where = decide(node)
    known.set(node, where)
    return where
  }
  const decide = (node: Node): Where => {
    if (node.op === 'const') return node.type !== 'i32' || fits(node.value!) ? 'constant' : 'whole'
    if (node.leaf) return leaf(node, small)
    const { op, args } = formOf(node)
    const onHost: Where = node.type !== 'i32' || boundedOnHost(node) ? 'host' : 'whole'
    if (!isSpelled(op) && op !== 'scale' && op !== 'exponent') return onHost
    const places = args.map(of)
    if (places.includes('whole')) return onHost
    if (op === 'toI32' && !isBounded(args[0])) return onHost
    return places.includes('device') ? 'device' : onHost === 'whole' ? 'host' : onHost
  }
  return of
}

const leaf = (node: Node, small: ReadonlySet<string>): Where => {
  const leaf = node.leaf!
  switch (leaf.read) {
    case 'load':
      return node.type === 'f32' || small.has(leaf.column) ? 'device' : 'whole'
    case 'scalar':
      return leaf.name === 'presentation' ? 'whole' : 'device'
    default:
      return 'device'
  }
}

const isBounded = (node: Node): boolean => intervalOf(node).every(fits)

/** Hashes cut to 24 bits or less. */
const boundedOnHost = ({ op, args }: Node): boolean =>
  (op === 'iushr' && args[1].value! >= 8) ||
  (op === 'iand' && args.some(a => a.op === 'const' && a.value! >= 0 && fits(a.value!)))

/** What kernels read and write: for pruning, hoisting and for `apical show`. */
import type { Node } from '../lang/node.ts'
import type { Kernel, RunScalar, Statement } from './plan.ts'

const cached = new WeakMap<Node, ReadonlySet<string>>()

/** The columns that a node reads. */
export const readsOfNode = (node: Node): ReadonlySet<string> => {
  const known = cached.get(node)
  if (known) return known
  const found = new Set<string>()
  if (node.leaf?.read === 'load' || node.leaf?.read === 'taps') found.add(node.leaf.column)
  for (const arg of node.args) for (const c of readsOfNode(arg)) found.add(c)
  cached.set(node, found)
  return found
}

/** Whether a node has a leaf for which `test` holds. */
export const someLeaf = (node: Node, test: (leaf: NonNullable<Node['leaf']>) => boolean): boolean =>
  (node.leaf !== undefined && test(node.leaf)) || node.args.some(a => someLeaf(a, test))

/** Whether a kernel reads a scalar of the run: `epoch` or `progress`. */
export const readsScalar = (k: Kernel, name: RunScalar): boolean =>
  nodesIn(k).some(node => someLeaf(node, leaf => leaf.read === 'scalar' && leaf.name === name))

/** The nodes that a kernel evaluates. */
const nodesIn = (k: Kernel): Node[] => {
  switch (k.verb) {
    case 'step':
      return nodesOf(k.body)
    case 'compact':
      return [k.guard, ...k.hoisted.map(h => h.value)]
    case 'learn':
      return [...nodesOf(k.body), ...(k.rows ? [k.rows] : []), ...(k.lanes ?? [])]
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
      return [k.value]
    default:
      return []
  }
}

export const nodesOf = (body: Statement[]): Node[] =>
  body.flatMap(s => (s.do === 'when' ? [s.test, ...nodesOf(s.body)] : [s.value]))

export const storedBy = (body: Statement[]): string[] =>
  body.flatMap(s => (s.do === 'store' ? [s.column] : s.do === 'when' ? storedBy(s.body) : []))
const raisedBy = (body: Statement[]): string[] =>
  body.flatMap(s => (s.do === 'raise' ? [s.event] : s.do === 'when' ? raisedBy(s.body) : []))

export interface Access {
  reads: string[]
  writes: string[]
  readsLists: string[]
  writesLists: string[]
}

export const accessOf = (k: Kernel): Access => {
  const of = (reads: string[], writes: string[], readsLists: string[] = [], writesLists: string[] = []): Access => ({
    reads,
    writes,
    readsLists,
    writesLists,
  })
  const nodes = [...new Set(nodesIn(k).flatMap(n => [...readsOfNode(n)]))]
  switch (k.verb) {
    case 'step':
      return of(
        [...nodes, ...(k.active ? [k.active.list, k.active.count] : [])],
        storedBy(k.body),
        [],
        raisedBy(k.body),
      )
    case 'compact':
      return of(nodes, [k.list, k.count, ...k.hoisted.map(h => h.column)])
    case 'turn':
    case 'fill':
      return of([], [k.column])
    case 'carry':
      return of([k.weights, k.port], [k.port], [k.event])
    case 'carry-graded':
      return of([k.weights, k.value, k.port], [k.port])
    case 'learn':
      return of(
        nodes,
        storedBy(k.body),
        [k.pres, k.posts].filter(x => x !== undefined),
      )
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
      return of(nodes, [k.into])
    case 'taps':
      return of([], [k.into], [k.event])
    case 'replay':
      return of([k.start, k.entries], [], [], [k.event])
    case 'routine':
      return of(k.reads, k.writes)
    case 'log':
      return of(k.column ? [k.column] : [], [], k.event ? [k.event] : [])
  }
}

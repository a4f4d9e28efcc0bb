/** Values of one shape as one, where plans differ in constants of equations only. */
import type { Node, Type } from '../lang/node.ts'
import type { Column } from './plan.ts'

/** Thrown where plans turn out to compute different things. */
export class Differ extends Error {}

/** The numbers in which the plans differ, by type. */
export interface Numbers {
  /** A leaf that reads them, each from its own replica. */
  leaf(type: Type, values: readonly number[], id: number): Node
  columns(): { name: string; of(replica: number): Column }[]
}

export const numbersOf = (count: number): Numbers => {
  const found = { f32: new Map<string, readonly number[]>(), i32: new Map<string, readonly number[]>() }
  const nameOf = (type: 'f32' | 'i32') => `replicas.${type}`
  const leaf = (type: Type, values: readonly number[], id: number): Node => {
    if (type === 'bool' || values.length !== count) throw new Differ()
    const key = values.join(' ')
    const all = found[type]
    if (!all.has(key)) all.set(key, values)
    const index = [...all.keys()].indexOf(key)
    return { op: 'load', type, args: [], id, leaf: { read: 'load', column: nameOf(type), at: 'fixed', index } }
  }
  const column = (type: 'f32' | 'i32', replica: number): Column => {
    const initial = [...found[type].values()].map(values => values[replica])
    const size = initial.length
    return { name: nameOf(type), type, size, slots: 1, perLane: false, unit: '1', role: 'parameter', initial }
  }
  const columns = () =>
    (['f32', 'i32'] as const)
      .filter(type => found[type].size > 0)
      .map(type => ({ name: nameOf(type), of: (replica: number) => column(type, replica) }))
  return { leaf, columns }
}

export type Merge = (values: readonly unknown[]) => unknown

/** Several values of one shape as one; throws Differ where they are not. */
export const merger = (numbers: Numbers): Merge => {
  const nodes = nodeMerger(numbers)
  const merge: Merge = values => {
    const [first] = values
    if (values.every(v => Object.is(v, first))) return isNode(first) ? nodes(values as Node[]) : first
    if (typeof first !== 'object' || first === null) throw new Differ()
    if (ArrayBuffer.isView(first)) return same(values as Int32Array[])
    if (isNode(first)) return nodes(values as Node[])
    return Array.isArray(first) ? list(values as unknown[][], merge) : table(values as object[], merge)
  }
  return merge
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value

const same = (views: readonly Int32Array[]): Int32Array => {
  const [first] = views
  const isSame = (view: Int32Array) => view.length === first.length && view.every((x, i) => x === first[i])
  if (!views.every(isSame)) throw new Differ()
  return first
}

const list = (lists: readonly unknown[][], merge: Merge): unknown[] => {
  const [first] = lists
  if (lists.some(l => l?.length !== first.length)) throw new Differ()
  return first.map((_, i) => merge(lists.map(l => l[i])))
}

const table = (all: readonly object[], merge: Merge): object => {
  const keys = Object.keys(all[0])
  if (all.some(o => typeof o !== 'object' || o === null || Object.keys(o).join() !== keys.join())) throw new Differ()
  return Object.fromEntries(keys.map(key => [key, merge(all.map(o => (o as Record<string, unknown>)[key]))]))
}

/** Nodes that are one in a graph stay one. */
const nodeMerger = (numbers: Numbers): ((nodes: readonly Node[]) => Node) => {
  const made = new Map<Node, { nodes: readonly Node[]; merged: Node }[]>()
  let ids = 0
  const merge = (nodes: readonly Node[]): Node => {
    const [first] = nodes
    const known = made.get(first)?.find(m => m.nodes.every((n, i) => n === nodes[i]))
    if (known) return known.merged
    const merged = mergeNew(nodes)
    made.set(first, [...(made.get(first) ?? []), { nodes, merged }])
    return merged
  }
  const mergeNew = (nodes: readonly Node[]): Node => {
    const [first] = nodes
    const { op, type, value, leaf } = first
    if (nodes.some(n => !isNode(n) || n.op !== op || n.type !== type || n.args.length !== first.args.length))
      throw new Differ()
    if (op === 'const' && nodes.some(n => !Object.is(n.value, value)))
      return numbers.leaf(
        type,
        nodes.map(n => n.value!),
        ids++,
      )
    const facts = ({ leaf, range }: Node) => JSON.stringify([leaf, range])
    if (nodes.some(n => facts(n) !== facts(first))) throw new Differ()
    const args = first.args.map((_, k) => mergeArgument(op, k, nodes, merge))
    return { ...first, args, id: ids++, ...(value === undefined ? {} : { value }), ...(leaf ? { leaf } : {}) }
  }
  return merge
}

/** The distance of a shift is a constant in every language. */
const mergeArgument = (
  op: string,
  k: number,
  nodes: readonly Node[],
  merge: (nodes: readonly Node[]) => Node,
): Node => {
  const merged = merge(nodes.map(n => n.args[k]))
  if (k === 1 && /^iu?sh[lr]$/.test(op) && merged.op !== 'const') throw new Differ()
  return merged
}

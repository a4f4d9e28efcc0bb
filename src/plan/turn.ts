/**
 * Which way the synapses of a projection lie in memory. Rows are senders; where only events of the receivers touch them while time
 * runs, a projection is turned: rows are receivers, so that what an event touches lies side by side. No bit depends on it.
 */
import type { Leaf, Node } from '../lang/node.ts'
import type { Kernel, Layout, Plan, Program, Statement } from './plan.ts'
import { accessOf, nodesOf, someLeaf } from './reads.ts'

type Dense = Extract<Layout, { kind: 'dense' }>
type Uses = { kernel: Kernel; ticking: boolean }[]

export interface Turned {
  plan: Plan
  /** The layout that the host goes on to see, for each column that lies the other way. */
  columns: ReadonlyMap<string, Dense>
}

/** The plan for a machine. The host keeps the one it has: see turned-machine.ts. */
export const turned = (plan: Plan): Turned => {
  const uses = usesIn(plan)
  const layouts = plan.layouts.filter((l): l is Dense => l.kind === 'dense' && pays(plan, uses, l.name))
  if (layouts.length === 0) return { plan, columns: new Map() }
  const before = new Map(layouts.map(l => [l.name, l]))
  const columns = new Map(plan.columns.flatMap(c => (before.has(c.layout!) ? [[c.name, before.get(c.layout!)!]] : [])))
  const kernels = exchanger(new Set(before.keys()))
  return {
    columns,
    plan: {
      ...plan,
      layouts: plan.layouts.map(l => (before.has(l.name) ? turnedLayout(l as Dense) : l)),
      columns: plan.columns.map(c => (columns.has(c.name) ? turnedColumn(c, columns.get(c.name)!) : c)),
      programs: Object.fromEntries(Object.entries(plan.programs).map(([name, p]) => [name, kernels(p)])),
    },
  }
}

const usesIn = ({ programs }: Plan): Uses =>
  Object.values(programs).flatMap(p => [
    ...p.tick.map(kernel => ({ kernel, ticking: true })),
    ...[...p.begin, ...p.end].map(kernel => ({ kernel, ticking: false })),
  ])

/** Whether events of receivers walk it, and nothing else needs its rows as they are. */
const pays = (plan: Plan, uses: Uses, layout: string): boolean => {
  const columns = new Set(plan.columns.flatMap(c => (c.layout === layout ? [c.name] : [])))
  const own = uses.filter(({ kernel }) => touches(kernel, layout, columns))
  return (
    own.some(({ kernel, ticking }) => ticking && kernel.verb === 'learn' && kernel.posts !== undefined) &&
    own.every(({ kernel, ticking }) => 'layout' in kernel && kernel.layout === layout && mayTurn(kernel, ticking))
  )
}

const touches = (kernel: Kernel, layout: string, columns: ReadonlySet<string>): boolean => {
  const { reads, writes } = accessOf(kernel)
  return ('layout' in kernel && kernel.layout === layout) || [...reads, ...writes].some(c => columns.has(c))
}

const mayTurn = (kernel: Kernel, ticking: boolean): boolean => {
  if (kernel.verb === 'fold-synapses') return !isNumbered(kernel.value)
  if (kernel.verb !== 'learn' || kernel.rows || kernel.pres !== undefined) return false
  return (
    (kernel.posts !== undefined || !ticking) && ![...nodesOf(kernel.body), ...(kernel.lanes ?? [])].some(isNumbered)
  )
}

/** The number of a synapse, of which its draws are made, counts senders first. */
const isNumbered = (node: Node): boolean => someLeaf(node, leaf => leaf.read === 'index' && leaf.of === 'synapse')

const padded = (n: number): number => Math.ceil(n / 16) * 16

const turnedLayout = ({ name, kind, pres, posts }: Dense): Dense => {
  const stride = padded(pres)
  return { name, kind, pres: posts, posts: pres, stride, size: posts * stride }
}

const turnedColumn = (column: Plan['columns'][number], layout: Dense): Plan['columns'][number] => {
  const { initial } = column
  const { size } = turnedLayout(layout)
  if (initial === undefined || typeof initial === 'number') return { ...column, size }
  return { ...column, size, initial: toRows(layout, initial, new Float64Array(size)) }
}

type Values = Float32Array | Float64Array | Int32Array

/** Elements of a layout, into an array in which receivers are rows. */
export const toRows = <T extends Values>(layout: Dense, from: ArrayLike<number>, into: T): T => {
  move(from, layout.pres, layout.stride, into, layout.posts, turnedLayout(layout).stride)
  return into
}

/** And back. */
export const fromRows = <T extends Values>(layout: Dense, from: T, into: T): T => {
  move(from, layout.posts, turnedLayout(layout).stride, into, layout.pres, layout.stride)
  return into
}

/** Rows to columns, 16 rows at a time: the lines of memory that they share are used while they are at hand. */
const move = (
  from: ArrayLike<number>,
  rows: number,
  fromRow: number,
  into: Values,
  columns: number,
  intoRow: number,
) => {
  for (let first = 0; first < rows; first += 16) {
    const last = Math.min(rows, first + 16)
    for (let j = 0; j < columns; j++) for (let i = first; i < last; i++) into[j * intoRow + i] = from[i * fromRow + j]
  }
}

/** Programs with the ends of some layouts exchanged. What was one program or node stays one. */
const exchanger = (layouts: ReadonlySet<string>): ((program: Program) => Program) => {
  const programs = new Map<Program, Program>()
  const node = nodeExchanger()
  const statement = (s: Statement): Statement =>
    s.do === 'when' ? { ...s, test: node(s.test), body: s.body.map(statement) } : { ...s, value: node(s.value) }
  const kernel = (k: Kernel): Kernel => {
    if (!('layout' in k) || !layouts.has(k.layout)) return k
    if (k.verb === 'fold-synapses') return { ...k, value: node(k.value), axis: exchanged(k.axis), turned: true }
    if (k.verb !== 'learn') return k
    const { posts, ...rest } = k
    const lanes = k.lanes && { lanes: k.lanes.map(node) }
    return { ...rest, ...(posts === undefined ? {} : { pres: posts }), body: k.body.map(statement), ...lanes }
  }
  return program => {
    const { begin, tick, end } = program
    const made = programs.get(program) ?? { begin: begin.map(kernel), tick: tick.map(kernel), end: end.map(kernel) }
    programs.set(program, made)
    return made
  }
}

const exchanged = <T extends string>(end: T | 'pre' | 'post'): T | 'pre' | 'post' =>
  end === 'pre' ? 'post' : end === 'post' ? 'pre' : end

/** More than the number of any node of a plan. */
const FIRST = 2 ** 30

const nodeExchanger = (): ((node: Node) => Node) => {
  const made = new Map<Node, Node>()
  const change = (node: Node): Node => {
    const known = made.get(node)
    if (known) return known
    const args = node.args.map(change)
    const now = { ...node, args, id: FIRST + made.size, ...(node.leaf ? { leaf: leafExchanged(node.leaf) } : {}) }
    made.set(node, now)
    return now
  }
  return change
}

const leafExchanged = (leaf: Leaf): Leaf => {
  if (leaf.read === 'index') return { ...leaf, of: exchanged(leaf.of) }
  return leaf.read === 'scalar' ? leaf : { ...leaf, at: exchanged(leaf.at) }
}

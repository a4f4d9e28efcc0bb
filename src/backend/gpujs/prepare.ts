/**
 * What must be there before kernels of gpu.js can compute some nodes: sums over rings (taps), and values of the host
 * (hashes, whole numbers without a bound). Each gets a temporary column.
 */
import type { Leaf, Node } from '../../lang/node.ts'
import type { Kernel, Layout, Statement } from '../../plan/plan.ts'
import { nodesBelow } from '../names.ts'
import { deviceOf, keep, type Lowering, type Runtime, type Task } from './context.ts'
import { type Stand, sources } from './expression.ts'
import { asideOnHost } from './host.ts'
import { rounded } from './rounding.ts'
import { formOf, literal } from './spelling.ts'

/** What the nodes are computed for. */
export type Elements =
  | { readonly units: number; readonly active?: { list: string; count: string } }
  | {
      readonly layout: Layout
      readonly guards?: Pick<Extract<Kernel, { verb: 'learn' }>, 'rows' | 'pres' | 'posts' | 'lanes'>
    }

export interface Prepared {
  readonly stand: Stand
  readonly run: Task
}

/** `more`: nodes that stand in columns already. */
export const prepare = (
  roots: readonly Node[],
  elements: Elements,
  lowering: Lowering,
  more: Stand = () => undefined,
): Prepared => {
  const stands = new Map<Node, NonNullable<ReturnType<Stand>>>()
  const tasks: Task[] = []
  const hosted: Statement[] = []
  const fixed: Statement[] = []
  const below = nodesBelow(roots, node => (isEdge(node, lowering) || more(node) ? [] : formOf(node).args))
  for (const node of below.filter(n => isEdge(n, lowering) && !more(n)))
    if (node.leaf?.read === 'taps') {
      const column = lowering.temporary(lowering.sizeOf(node.leaf.column))
      stands.set(node, { column, at: node.leaf.at as 'unit' })
      tasks.push(taps(node.leaf, column, lowering))
    } else {
      const uniform = isUniform(node)
      const column = lowering.temporary(uniform ? 1 : countOf(elements), { type: node.type === 'i32' ? 'i32' : 'f32' })
      stands.set(node, { column, at: uniform ? 'fixed' : 'layout' in elements ? 'synapse' : 'unit' })
      ;(uniform ? fixed : hosted).push({ do: 'store', column, value: numeric(node) })
    }
  if (fixed.length) tasks.push(asideOnHost({ verb: 'step', name: '', units: 1, body: fixed }))
  if (hosted.length) tasks.push(asideOnHost(aside(elements, hosted)))
  return {
    stand: node => stands.get(node) ?? more(node),
    run: async (lane, runtime) => {
      for (const task of tasks) await task(lane, runtime)
    },
  }
}

const isEdge = (node: Node, { placement }: Lowering): boolean =>
  node.leaf?.read === 'taps' ? node.type === 'f32' : placement.of(node) === 'host'

const countOf = (elements: Elements): number => ('layout' in elements ? elements.layout.size : elements.units)

/** A kernel of the reference that stores values of the host into temporary columns. */
export const aside = (elements: Elements, body: Statement[]): Kernel =>
  'layout' in elements
    ? { verb: 'learn', projection: '', layout: elements.layout.name, ...elements.guards, body }
    : { verb: 'step', name: '', units: elements.units, active: elements.active, body }

/** Truth as 1 and 0. */
export const numeric = (node: Node): Node =>
  node.type === 'bool' ? made('select', 'f32', [node, number(1), number(0)]) : node

/** Nodes outside any graph: for text only, nothing interns them. */
export const made = (op: string, type: Node['type'], args: Node[]): Node => ({ op, type, args, id: -1 })
export const number = (value: number, type: Node['type'] = 'f32'): Node => ({
  op: 'const',
  type,
  args: [],
  id: -1,
  value,
})

/** The same for every element: nothing below it reads an index or a column at an element. */
const isUniform = (node: Node): boolean =>
  nodesBelow([node]).every(({ leaf }) => {
    if (!leaf || leaf.read === 'scalar') return true
    return leaf.read === 'index' ? leaf.of === 'lane' : leaf.at === 'fixed' && !leaf.column.startsWith('#lanes.')
  })

/** Slots of a ring that one kernel adds. */
const CHUNK = 6

/** into[i] = sum of table[k] * ring(lag + k)[i], k rising, in kernels of a few slots each. */
const taps = (leaf: Leaf & { read: 'taps' }, into: string, lowering: Lowering): Task => {
  const size = lowering.sizeOf(leaf.column)
  const kernels: NonNullable<ReturnType<typeof deviceOf>>[] = []
  for (let first = 0; first < leaf.table.length; first += CHUNK) {
    const from = sources()
    const sum = first > 0 ? `${from.name({ from: 'column', column: into, lag: 0 })}[this.thread.x]` : '0.0'
    const terms = leaf.table.slice(first, first + CHUNK).map((weight, i) => {
      const column = from.name({ from: 'column', column: leaf.column, lag: leaf.lag + first + i })
      return `sum = ${rounded(`sum + ${rounded(`${column}[this.thread.x] * ${literal(Math.fround(weight))}`)}`)};`
    })
    kernels.push(deviceOf(size, from, [`let sum = ${sum};`, ...terms, 'return sum;'], lowering)!)
  }
  return async (lane: number, runtime: Runtime) => {
    for (const kernel of kernels) runtime.store.put(into, lane, 0, keep(kernel, lane, lowering.tables, runtime))
  }
}

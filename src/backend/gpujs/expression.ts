/** Equations as lines of gpu.js. Names are made here from numbers; no name of a model enters the text. */
import type { Node } from '../../lang/node.ts'
import type { Layout } from '../../plan/plan.ts'
import { nodesBelow, runScalars } from '../names.ts'
import type { Placement } from './placement.ts'
import { define, formOf, literal } from './spelling.ts'

/** What an argument of a kernel is, to be looked up when it is called for a lane. */
export type Source =
  | { readonly from: 'column'; readonly column: string; readonly lag: number }
  | { readonly from: 'clock'; readonly name: string }
  | { readonly from: 'lane' }
  | { readonly from: 'number'; readonly value: number }
  /** Tables of a layout, the same for ever: see tables.ts. */
  | { readonly from: 'table'; readonly layout: string; readonly table: 'pre' | 'post' | 'element' }

/** The arguments of one kernel, in order, each once. */
export interface Sources {
  readonly list: Source[]
  /** The name of the argument in the text. */
  name(source: Source): string
}

export const sources = (): Sources => {
  const list: Source[] = []
  const keys: string[] = []
  const name = (source: Source): string => {
    const key = JSON.stringify(source, (_, v) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v))
    if (!keys.includes(key)) {
      keys.push(key)
      list.push(source)
    }
    return `a${keys.indexOf(key)}`
  }
  return { list, name }
}

/** Names in the text of the element that is computed. `slot`: its position in a compacted list. */
export interface Place {
  readonly unit?: string
  readonly pre?: string
  readonly post?: string
  readonly synapse?: string
  readonly slot?: string
  readonly layout?: Layout
}

/** A column of the host's making that holds the value of a node for each element, or at 'pre', 'post' for each of these. */
export type Stand = (
  node: Node,
) => { readonly column: string; readonly at: 'unit' | 'pre' | 'post' | 'synapse' | 'fixed' } | undefined

export interface Scope {
  readonly placement: Placement
  readonly place: Place
  readonly sources: Sources
  readonly stand: Stand
}

/** Lines that compute the roots, and the text of each. */
export const expression = (roots: readonly Node[], scope: Scope) => {
  const text = new Map<Node, string>()
  const lines: string[] = []
  for (const node of nodesBelow(roots, n => argsOf(n, scope))) {
    const name = `x${text.size}`
    if (node.op === 'const') text.set(node, constant(node, scope))
    else {
      lines.push(
        ...lineOf(
          node,
          name,
          argsOf(node, scope).map(a => text.get(a)!),
          scope,
        ),
      )
      text.set(node, name)
    }
  }
  return { lines, of: (node: Node) => text.get(node)! }
}

/** Nothing is below a node that stands in a column. */
const argsOf = (node: Node, { stand }: Scope): readonly Node[] => (stand(node) ? [] : formOf(node).args)

const constant = (node: Node, { sources }: Scope): string => {
  const value = node.type === 'f32' ? Math.fround(node.value!) : node.value!
  return Number.isFinite(value) ? literal(value) : sources.name({ from: 'number', value })
}

const lineOf = (node: Node, name: string, args: string[], scope: Scope): string[] => {
  const stand = scope.stand(node)
  if (stand) return [`const ${name} = ${load(stand.column, stand.at, 0, 0, scope)};`]
  if (node.leaf) return [`const ${name} = ${leaf(node, scope)};`]
  const { op, shift, negative } = formOf(node)
  if (op !== 'scale') return define(name, op, args)
  const k = `${negative ? '0.0 - ' : ''}${args[1]}${shift ? ` + ${literal(shift)}` : ''}`
  return [`const ${name}e = ${k};`, ...define(name, op, [args[0], `${name}e`])]
}

const leaf = (node: Node, scope: Scope): string => {
  const leaf = node.leaf!
  if (leaf.read === 'load') return load(leaf.column, leaf.at, leaf.index ?? 0, leaf.lag ?? 0, scope)
  if (leaf.read === 'index') return index(leaf.of, scope)
  if (leaf.read !== 'scalar') throw new Error('taps are computed before the kernel')
  const i = runScalars.indexOf(leaf.name as 'epoch')
  if (i >= 0) return load('scalars', 'fixed', i, 0, scope)
  return scope.sources.name({ from: 'clock', name: leaf.name })
}

const load = (column: string, at: string, index: number, lag: number, { sources, place }: Scope): string => {
  const element = at === 'fixed' ? String(index) : place[at as 'unit']
  if (element === undefined) throw new Error(`nothing can be read at '${at}' here`)
  return `${sources.name({ from: 'column', column, lag })}[${element}]`
}

const index = (of: string, { place, sources }: Scope): string => {
  if (of === 'lane') return sources.name({ from: 'lane' })
  if (of === 'synapse') return `${place.pre} * ${literal(place.layout!.posts)} + ${place.post}`
  return place[of as 'unit']!
}

/**
 * Where in the text a node is computed: as late and as seldom as the kernel allows. What only the body of a `when` needs is
 * computed inside it, and what only a Poisson draw beyond its first test needs, inside that. A filter of thirty taps that is read
 * once a phase then costs nothing in the other ticks.
 */
import type { Node } from '../../lang/node.ts'
import type { Statement } from '../../plan/plan.ts'
import { nodesBelow } from '../names.ts'

export interface Region {
  readonly parent?: Region
  readonly depth: number
  /** Columns that have been stored to when the text of the region begins: their old values must be read earlier. */
  readonly stored: ReadonlySet<string>
  /** Nodes that are computed at its beginning, arguments first. */
  readonly nodes: Node[]
}

type When = Extract<Statement, { do: 'when' }>

export interface Regions {
  readonly root: Region
  ofWhen(statement: When): Region
  /** For a Poisson draw: what is needed only where it is not plainly 0. */
  ofPoisson(node: Node): Region
}

const inside = (parent: Region | undefined, stored: ReadonlySet<string>): Region => ({
  parent,
  depth: parent ? parent.depth + 1 : 0,
  stored,
  nodes: [],
})

/** Sites are the regions in which a node is read. */
export const regionsOf = (body: readonly Statement[]): Regions => {
  const root = inside(undefined, new Set())
  const whens = new Map<When, Region>()
  const poissons = new Map<Node, Region>()
  const sites = new Map<Node, Region>()
  const roots: Node[] = []
  const read = (node: Node, region: Region) => {
    const known = sites.get(node)
    sites.set(node, known ? common(known, region) : region)
  }
  const stored = new Set<string>()
  const walk = (statements: readonly Statement[], region: Region) => {
    for (const s of statements) {
      const value = s.do === 'when' ? s.test : s.value
      roots.push(value)
      read(value, region)
      if (s.do === 'store') stored.add(s.column)
      if (s.do !== 'when') continue
      whens.set(s, inside(region, new Set(stored)))
      walk(s.body, whens.get(s)!)
    }
  }
  walk(body, root)
  const nodes = nodesBelow(roots)
  for (const node of nodes.toReversed()) {
    const home = beforeStores(node, sites.get(node)!)
    sites.set(node, home)
    if (node.op === 'poisson') poissons.set(node, inside(home, home.stored))
    node.args.forEach((arg, k) => {
      read(arg, node.op === 'poisson' && k === 2 ? poissons.get(node)! : home)
    })
  }
  for (const node of nodes) sites.get(node)!.nodes.push(node)
  return { root, ofWhen: s => whens.get(s)!, ofPoisson: node => poissons.get(node)! }
}

/** The innermost region that holds both. */
const common = (a: Region, b: Region): Region => {
  if (a === b) return a
  return a.depth >= b.depth ? common(a.parent!, b) : common(a, b.parent!)
}

/** A node means what it reads before any store of the kernel. */
const beforeStores = ({ leaf }: Node, region: Region): Region => {
  if (leaf?.read !== 'load' && leaf?.read !== 'taps') return region
  let at = region
  while (at.stored.has(leaf.column)) at = at.parent!
  return at
}

/** Nodes as WGSL. All names are made here, from numbers: no name of a user's model enters the text. */
import type { Leaf, Node, Type } from '../../lang/node.ts'
import { primitive, spell } from '../../lang/ops.ts'
import type { Statement } from '../../plan/plan.ts'
import { readable, runScalars, stored } from '../names.ts'
import { element, type Places } from '../places.ts'
import { type Context, clockOf, columnAt, type Lane, ownLane, pool } from './context.ts'
import { mayMerge, opaque } from './exact.ts'
import { type Region, regionsOf } from './regions.ts'
import { block } from './text.ts'

export interface Place extends Places {
  readonly lane: Lane
}

const bytes = new DataView(new ArrayBuffer(4))
const bitsOf = (x: number): number => {
  bytes.setFloat32(0, x)
  return bytes.getInt32(0)
}

/** WGSL has no literal for a value that is not finite, and refuses a constant expression of one. */
const float = (value: number): string => {
  const kept = Math.fround(value)
  if (!Number.isFinite(kept)) return `bitcast<f32>(${whole(bitsOf(kept))} | zero)`
  if (kept !== 0 && Math.abs(kept) < 2 ** -126) return `bitcast<f32>(${whole(bitsOf(kept))})`
  return kept < 0 || Object.is(kept, -0) ? `(-${-kept}f)` : `${kept}f`
}

const whole = (value: number): string => (value < 0 ? `i32(${value})` : `${value}i`)

export const literal = (value: number, type: Type): string => {
  if (type === 'bool') return value ? 'true' : 'false'
  return type === 'f32' ? float(value) : whole(value)
}

/** A value as a column of another type keeps it. */
export const cast = (text: string, from: Type, to: 'f32' | 'i32'): string => {
  if (from === to) return text
  if (from === 'bool') return to === 'f32' ? `select(0f, 1f, ${text})` : `select(0i, 1i, ${text})`
  return to === 'f32' ? `f32(${text})` : `to_i32(${text})`
}

export interface Evaluated {
  /** Lines that compute what is read outside any `when`, arguments first. */
  readonly lines: string[]
  /** Lines at the beginning of the body of a `when`. */
  inside(statement: Extract<Statement, { do: 'when' }>): string[]
  /** The text that stands for a node. */
  of(node: Node): string
}

/** The nodes that the statements of a body read. `known`: texts of nodes that were computed before, with all below them. */
export const evaluateBody = (
  body: readonly Statement[],
  place: Place,
  context: Context,
  known: ReadonlyMap<Node, string> = new Map(),
): Evaluated => {
  const regions = regionsOf(body)
  const text = new Map(known)
  const linesOf = (region: Region): string[] =>
    region.nodes.flatMap(node => {
      if (known.has(node)) return []
      const args = node.args.map(arg => text.get(arg) ?? '')
      const made = node.op === 'const' ? literal(node.value!, node.type) : context.fresh()
      text.set(node, made)
      if (node.op === 'const') return []
      if (node.op === 'poisson') return poisson(made, node, args, linesOf(regions.ofPoisson(node)), text)
      return define(made, node, args, place, context)
    })
  if (place.lane === ownLane) hoistUniform(regions.root, body, linesOf, context)
  return {
    lines: linesOf(regions.root),
    inside: statement => linesOf(regions.ofWhen(statement)),
    of: node => text.get(node)!,
  }
}

/** What is the same for every element - clocks, keys, and the part of a draw that is made of them - is computed once. */
const hoistUniform = (
  root: Region,
  body: readonly Statement[],
  linesOf: (region: Region) => string[],
  context: Context,
): void => {
  const written = new Set(stored(body))
  const uniform = new Set<Node>()
  for (const node of root.nodes) if (isUniform(node, uniform, written)) uniform.add(node)
  context.hoistLines(linesOf({ ...root, nodes: [...uniform] }))
  root.nodes.splice(0, root.nodes.length, ...root.nodes.filter(node => !uniform.has(node)))
}

const isUniform = ({ op, leaf, args }: Node, uniform: ReadonlySet<Node>, written: ReadonlySet<string>): boolean => {
  if (!leaf) return op !== 'poisson' && args.every(arg => uniform.has(arg))
  if (leaf.read === 'load') return leaf.at === 'fixed' && !written.has(leaf.column)
  return leaf.read === 'scalar' || (leaf.read === 'index' && leaf.of === 'lane')
}

/** Lines that compute the nodes, arguments first, and the text that stands for each. */
export const evaluate = (
  roots: readonly Node[],
  place: Place,
  context: Context,
  known?: ReadonlyMap<Node, string>,
): Omit<Evaluated, 'inside'> =>
  evaluateBody(
    roots.map(value => ({ do: 'raise', event: '', value })),
    place,
    context,
    known,
  )

/** The draw is 0 where u < 1 - mean, whatever exp(-mean) is: it is computed beyond that test only. */
const poisson = (
  name: string,
  node: Node,
  [mean, u]: string[],
  inner: readonly string[],
  text: ReadonlyMap<Node, string>,
): string[] => {
  const known = opaque(mean)
  const draw = `${name} = poisson(${known}, ${u}, ${text.get(node.args[2])});`
  return [`var ${name} = 0i;`, ...block(`if (${u} >= 1f - ${known})`, [...inner, draw])]
}

const define = (name: string, node: Node, args: string[], place: Place, context: Context): string[] => {
  const known = primitive(node.op)
  if (known) {
    const kept = args.map((text, i) => (mayMerge(node, i) ? opaque(text) : text))
    return [`let ${name} = ${spell(known.wgsl, kept)};`]
  }
  const leaf = node.leaf!
  if (leaf.read === 'taps') return taps(name, leaf, place, context)
  return [`let ${name} = ${read(leaf, place, context)};`]
}

const read = (leaf: Exclude<Leaf, { read: 'taps' }>, place: Place, context: Context): string => {
  switch (leaf.read) {
    case 'index':
      if (leaf.of === 'lane') return place.lane.number
      return leaf.of === 'synapse' ? place.synapseIndex! : place[leaf.of]!
    case 'scalar':
      return scalar(leaf.name, place, context)
    case 'load':
      if (leaf.column.startsWith('#lanes.')) return place.sums!(Number(leaf.column.slice(7)))
      return `${pool(context, leaf.column)}[${columnAt(context, leaf.column, leaf.lag ?? 0, place.lane)} + ${element(leaf, place)}]`
  }
}

const scalar = (name: string, place: Place, context: Context): string => {
  if (readable.includes(name)) return clockOf(context, place.lane, name as 'tick')
  const i = runScalars.indexOf(name as 'epoch')
  if (i < 0) throw new Error(`there is no scalar '${name}'`)
  return `F[${columnAt(context, 'scalars')} + ${i}]`
}

const taps = (name: string, leaf: Leaf & { read: 'taps' }, place: Place, context: Context): string[] => {
  const table = context.tables.taps(leaf.table)
  const slot = columnAt(context, leaf.column, `(${leaf.lag} + tap)`, place.lane)
  return [
    `var ${name} = 0f;`,
    `for (var tap = 0; tap < ${leaf.table.length}; tap++) {`,
    `  ${name} = ${name} + bitcast<f32>(T[${table} + tap]) * ${pool(context, leaf.column)}[${slot} + ${element(leaf, place)}];`,
    '}',
  ]
}

/**
 * Names in the JavaScript of a kernel. All of them are made here, from numbers: c3 is column 3 of the plan, p3 its ring
 * positions, e2 event list 2, g2 its positions. No name of a user's model enters the text.
 */
import { origin } from '../../lang/derived.ts'
import type { Leaf, Node } from '../../lang/node.ts'
import { primitive, spell } from '../../lang/ops.ts'
import { clocks, type Names, nodesBelow, padded, readable, runScalars } from '../names.ts'
import { element, type Places } from '../places.ts'

export type Precision = 32 | 64

export interface Emitter {
  readonly names: Names
  readonly precision: Precision
}

export interface Place extends Places {
  readonly lane: string
}

/** The beginning of a slot of a column, as an expression. */
export const slotOf = (names: Names, column: string, lag: number | string, lane: string): string => {
  const { perLane, slots, size } = names.column(column)
  const stride = padded(size)
  const i = names.columnIndex(column)
  const base = perLane && names.plan.lanes > 1 ? `${lane} * ${stride * slots}` : '0'
  if (slots === 1) return base
  const position = `p${i}[${perLane ? lane : '0'}]`
  return `${base} + ((${position} - ${lag}) & ${slots - 1}) * ${stride}`
}

/** The beginning of a slot of an event list: the count; entries follow. */
export const listOf = (names: Names, event: string, lag: number | string, lane: string): string => {
  const { units, slots } = names.list(event)
  const i = names.listIndex(event)
  return `(${lane} * ${slots} + ((g${i}[${lane}] - ${lag}) & ${slots - 1})) * ${units + 1}`
}

export const literal = (value: number, type: string, precision: Precision): string => {
  if (type === 'bool') return value ? 'true' : 'false'
  const kept = type === 'f32' && precision === 32 ? Math.fround(value) : value
  if (Object.is(kept, -0)) return '-0'
  return Number.isFinite(kept) ? String(kept) : Number.isNaN(kept) ? 'NaN' : kept > 0 ? 'Infinity' : '-Infinity'
}

export const rounded = (text: string, precision: Precision) => (precision === 32 ? `Math.fround(${text})` : `(${text})`)

/**
 * Lines that compute the nodes, arguments first, and the text that stands for each root. In double a derived function is
 * computed as such, not through its float32 approximation.
 */
export const evaluate = (roots: readonly Node[], place: Place, emitter: Emitter) => {
  const text = new Map<Node, string>()
  const lines: string[] = []
  const double = (node: Node) => (emitter.precision === 64 ? origin(node) : undefined)
  const argsOf = (node: Node) => double(node)?.args ?? node.args
  for (const node of nodesBelow(roots, argsOf)) {
    const args = argsOf(node).map(a => text.get(a)!)
    if (node.op === 'const') text.set(node, literal(node.value!, node.type, emitter.precision))
    else {
      const name = `x${lines.length}`
      const real = double(node)
      if (real) lines.push(`const ${name} = math.${real.name}(${args.join(', ')})`)
      else lines.push(...define(name, node, args, place, emitter))
      text.set(node, name)
    }
  }
  return { lines, of: (node: Node) => text.get(node)! }
}

const define = (name: string, node: Node, args: string[], place: Place, emitter: Emitter) => {
  const known = primitive(node.op)
  if (known) return [`const ${name} = ${spell(known.js[emitter.precision === 32 ? 0 : 1], args.map(bracket))}`]
  const leaf = node.leaf!
  return leaf.read === 'taps'
    ? taps(name, leaf, place, emitter)
    : [`const ${name} = ${read(leaf, place, emitter.names)}`]
}

/** A negative literal in brackets: `1 - -1` is right but `--1` is not. */
const bracket = (arg: string) => (arg.startsWith('-') ? `(${arg})` : arg)

const read = (leaf: Exclude<Leaf, { read: 'taps' }>, place: Place, names: Names): string => {
  switch (leaf.read) {
    case 'index':
      return leaf.of === 'synapse' ? place.synapseIndex! : place[leaf.of]!
    case 'scalar':
      return scalar(leaf.name, place, names)
    case 'load': {
      if (leaf.column.startsWith('#lanes.')) return place.sums!(Number(leaf.column.slice(7)))
      const i = names.columnIndex(leaf.column)
      return `c${i}[${slotOf(names, leaf.column, leaf.lag ?? 0, place.lane)} + ${element(leaf, place)}]`
    }
  }
}

const scalar = (name: string, place: Place, names: Names): string => {
  const clock = readable.indexOf(name)
  if (clock >= 0) return `clock[${place.lane} * ${clocks.length} + ${clock}]`
  const i = runScalars.indexOf(name as 'epoch')
  if (i < 0) throw new Error(`there is no scalar '${name}'`)
  return `c${names.columnIndex('scalars')}[${i}]`
}

const taps = (name: string, leaf: Leaf & { read: 'taps' }, place: Place, emitter: Emitter) => {
  const { names, precision } = emitter
  const i = names.columnIndex(leaf.column)
  const table = leaf.table.map(t => literal(t, 'f32', precision)).join(', ')
  const slot = slotOf(names, leaf.column, `(${leaf.lag} + tap)`, place.lane)
  const product = rounded(`${name}t[tap] * c${i}[${slot} + ${element(leaf, place)}]`, precision)
  const sum = rounded(`${name} + ${product}`, precision)
  return [
    `let ${name} = 0`,
    `const ${name}t = [${table}]`,
    `for (let tap = 0; tap < ${leaf.table.length}; tap++) ${name} = ${sum}`,
  ]
}

/**
 * Units that can be skipped. Where all that a population does in a tick hangs on conditions of three kinds, namely a line
 * base + since * slope above a constant (since counts ticks, and only events change the line), a current that arrives, and clocks, then a
 * unit does nothing until its line gets there. What a skipped tick would have done is one more tick in the counter.
 */
import type { Node } from '../lang/node.ts'
import type { Kernel, Line, Quiet, Statement } from './plan.ts'
import { accessOf, readsOfNode } from './reads.ts'

type Step = Extract<Kernel, { verb: 'step' }>

/** The kernel with its hint, where it has one. `tick`: all kernels of the tick. */
export const withQuiet = (kernel: Kernel, tick: readonly Kernel[]): Kernel => {
  const quiet = kernel.verb === 'step' && !kernel.active ? quietOf(kernel, tick) : undefined
  return quiet ? { ...(kernel as Step), quiet } : kernel
}

const quietOf = (kernel: Step, tick: readonly Kernel[]): Quiet | undefined => {
  const counters = new Map(kernel.body.flatMap(s => counterOf(s) ?? []))
  const names = new Set(counters.keys())
  const conditions = kernel.body.map(s => conditionsOf(s, counters))
  const parts = conditions.flatMap(c => c?.map(node => partsOf(node, names)))
  if (parts.includes(undefined)) return undefined
  const all = parts.flatMap(p => p!)
  const found: Quiet = {
    lines: all.flatMap(p => ('since' in p ? [p] : [])).filter(isFirst),
    ports: [...new Set(all.flatMap(p => ('port' in p ? [p.port] : [])))],
    always: [...new Set(all.flatMap(p => ('clock' in p ? [p.clock] : [])))],
    counters: [...names],
  }
  return found.lines.length > 0 && isUndisturbed(kernel, found, tick) ? found : undefined
}

/** A column that counts ticks, and the condition under which it is set to something else. */
const counterOf = (s: Statement): [column: string, reset: Node | undefined][] | undefined => {
  if (s.do !== 'store') return undefined
  if (isNext(s.value, s.column)) return [[s.column, undefined]]
  const [reset, , next] = s.value.args
  return s.value.op === 'select' && isNext(next, s.column) ? [[s.column, reset]] : undefined
}

/** column + 1. */
const isNext = (node: Node, column: string): boolean => {
  const sum = unflushed(node)
  return sum.op === 'add' && isColumn(sum.args[0], column) && sum.args[1].op === 'const' && sum.args[1].value === 1
}

const unflushed = (node: Node): Node => (node.op === 'flush' ? node.args[0] : node)

const isColumn = ({ leaf }: Node, column: string): boolean =>
  leaf?.read === 'load' && leaf.at === 'unit' && leaf.column === column && !leaf.lag

/** The statement does something only where one of these holds; undefined where that cannot be told. */
const conditionsOf = (s: Statement, counters: ReadonlyMap<string, Node | undefined>): (Node | undefined)[] => {
  if (s.do === 'when') return [s.test]
  if (s.do === 'raise') return [s.value.type === 'bool' ? s.value : undefined]
  if (keeps(s)) return [s.value.args[0]]
  if (!counters.has(s.column)) return [undefined]
  const reset = counters.get(s.column)
  return reset ? [reset] : []
}

/** condition ? something : column, stored to the column. */
const keeps = ({ column, value }: Extract<Statement, { do: 'store' }>): boolean =>
  value.op === 'select' && isColumn(unflushed(value.args[2]), column)

type Part = Line | { port: string } | { clock: Node }

/** At least one of these has to hold for the condition to hold. */
const partsOf = (node: Node | undefined, counters: ReadonlySet<string>): Part[] | undefined => {
  if (!node) return undefined
  if (node.op === 'or') {
    const [a, b] = node.args.map(arg => partsOf(arg, counters))
    return a && b && [...a, ...b]
  }
  if (node.op === 'and') {
    // One side is enough. A clock says less about a unit than a line.
    const [a, b] = node.args.map(arg => partsOf(arg, counters))
    return a?.some(p => 'clock' in p) ? (b ?? a) : (a ?? b)
  }
  if (isClock(node)) return [{ clock: node }]
  const part = portOf(node) ?? lineOf(node, counters)
  return part && [part]
}

/** Reads nothing but clocks and constants. */
const isClock = ({ leaf, args }: Node): boolean => (leaf ? leaf.read === 'scalar' : args.every(isClock))

/** column != 0. */
const portOf = ({ op, args: [left, right] }: Node): { port: string } | undefined => {
  if (op !== 'ne' || right.op !== 'const' || right.value !== 0 || left.leaf?.read !== 'load') return undefined
  return left.leaf.at === 'unit' && !left.leaf.lag ? { port: left.leaf.column } : undefined
}

/** base + since * slope > above, written in any order. */
const lineOf = ({ op, args }: Node, counters: ReadonlySet<string>): Line | undefined => {
  if (op !== 'gt' && op !== 'lt') return undefined
  const [value, limit] = op === 'gt' ? args : [args[1], args[0]]
  const sum = unflushed(value)
  if (sum.op !== 'add' || limit.op !== 'const' || !isPlain(limit.value!)) return undefined
  const [base, product] = sum.args[1].op === 'mul' ? sum.args : [sum.args[1], sum.args[0]]
  if (product.op !== 'mul') return undefined
  const counterIn = (n: Node) => [...counters].find(c => isColumn(n, c))
  const [a, b] = product.args
  const since = counterIn(a) ?? counterIn(b)
  const slope = counterIn(a) ? b : a
  return since !== undefined && isHeld(base) && isHeld(slope) ? { base, slope, since, above: limit.value! } : undefined
}

/** A limit that compares alike with a value and with what flush makes of it. */
const isPlain = (limit: number): boolean => limit >= 0 || limit < -(2 ** -100)

/** Reads columns of the unit and constants only: no clock, no draw, no past. */
const isHeld = ({ leaf, args }: Node): boolean => (leaf ? leaf.read === 'load' && !leaf.lag : args.every(isHeld))

const isFirst = (line: Line, i: number, all: Line[]): boolean =>
  all.findIndex(l => (['base', 'slope', 'since', 'above'] as const).every(key => l[key] === line[key])) === i

/** Whether only events of the units change lines, and nobody else looks at a counter. */
const isUndisturbed = (kernel: Step, { lines, counters }: Quiet, tick: readonly Kernel[]): boolean => {
  const held = new Set(lines.flatMap(l => [...readsOfNode(l.base), ...readsOfNode(l.slope)]))
  if (counters.some(c => held.has(c))) return false
  return tick.every(other => {
    if (other === kernel) return true
    const { reads, writes } = accessOf(other)
    return !reads.some(c => counters.includes(c)) && !writes.some(c => held.has(c) || counters.includes(c))
  })
}

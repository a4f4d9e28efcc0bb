/** Reductions, in the order of the contract: a kernel for 16 interleaved partial sums, one that halves them. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { overSynapse } from './carry.ts'
import { deviceOf, isReachable, keep, type Lowering, type Task } from './context.ts'
import { expression, type Place, type Sources, sources } from './expression.ts'
import { prepare } from './prepare.ts'
import { rounded } from './rounding.ts'
import { literal } from './spelling.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Kind = Of<'fold'>['fold']

const LOWEST = literal(-3.4028234663852886e38)
const zero = (kind: Kind) => (kind === 'max' ? LOWEST : '0.0')

/** `total` after one more value. */
const more = (kind: Kind, x: string): string => {
  if (kind === 'max') return `if (total < ${x}) { total = ${x}; }`
  if (kind === 'count') return `if (${x} != 0.0) { total = total + 1.0; }`
  return `total = ${rounded(`total + ${x}`)};`
}

const block = (head: string, lines: readonly string[]): string[] => [`${head} {`, ...lines.map(l => `  ${l}`), '}']

/** The value of an element as lines, by the names of its place. */
const termOf = (
  node: Node,
  place: Place,
  stand: ReturnType<typeof prepare>['stand'],
  lowering: Lowering,
  from: Sources,
) => expression([node], { placement: lowering.placement, place, sources: from, stand })

/** sum: partial sums j of group g lie at g * 16 + j of a temporary column. */
const halved = (partials: string, into: string, units: number, members: number, lowering: Lowering): Task => {
  const from = sources()
  const part = from.name({ from: 'column', column: partials, lag: 0 })
  const lines = [`const g = Math.floor((this.thread.x + 0.5) / ${members}.0) * 16.0;`]
  for (let j = 0; j < 16; j++) lines.push(`let s${j} = ${part}[g + ${j}.0];`)
  for (let h = 8; h > 0; h >>= 1) for (let j = 0; j < h; j++) lines.push(`s${j} = ${rounded(`s${j} + s${j + h}`)};`)
  const device = deviceOf(units, from, [...lines, 'return s0;'], lowering)!
  return async (lane, runtime) => runtime.store.put(into, lane, 0, keep(device, lane, lowering.tables, runtime))
}

/** undefined: the host must do it. */
export const fold = (kernel: Of<'fold'>, lowering: Lowering): Task | undefined => {
  const { value, into } = kernel
  if (lowering.placement.of(value) === 'whole') return undefined
  const members = kernel.axis === 'all' ? kernel.units : kernel.members
  const groups = kernel.units / members
  const units = kernel.axis === 'all' ? 1 : kernel.units
  const prepared = prepare([value], { units: kernel.units }, lowering)
  const from = sources()
  const { lines, of } = termOf(value, { unit: 'u' }, prepared.stand, lowering, from)
  const summing = kernel.fold === 'sum'
  const result = summing ? lowering.temporary(groups * 16) : into
  const text = summing ? partial(members, lines, of(value)) : scan(kernel.fold, members, lines, of(value))
  const device = deviceOf(summing ? groups * 16 : units, from, text, lowering)
  if (!device) return undefined
  const finish = summing ? halved(result, into, units, members, lowering) : undefined
  return async (lane, runtime) => {
    await prepared.run(lane, runtime)
    runtime.store.put(result, lane, 0, keep(device, lane, lowering.tables, runtime))
    await finish?.(lane, runtime)
  }
}

/** Sum j of group g: the members j, j + 16, ... */
const partial = (members: number, lines: readonly string[], x: string): string[] => [
  'const g = Math.floor(this.thread.x / 16.0);',
  'const j = this.thread.x - g * 16.0;',
  'let total = 0.0;',
  ...block(`for (let k = 0; k < ${Math.ceil(members / 16)}; k++)`, [
    'const m = k * 16.0 + j;',
    ...block(`if (m < ${members}.0)`, [`const u = g * ${members}.0 + m;`, ...lines, more('sum', x)]),
  ]),
  'return total;',
]

/** max, count, argmax of the group of this unit. */
const scan = (kind: Kind, members: number, lines: readonly string[], x: string): string[] => {
  const argmax = [`if (m == 0 || ${x} > best) { best = ${x}; total = m; }`]
  return [
    `const g = Math.floor((this.thread.x + 0.5) / ${members}.0);`,
    `let total = ${zero(kind)};`,
    `let best = ${LOWEST};`,
    ...block(`for (let m = 0; m < ${members}; m++)`, [
      `const u = g * ${members}.0 + m;`,
      ...lines,
      ...(kind === 'argmax' ? argmax : [more(kind, x)]),
    ]),
    'return total;',
  ]
}

/** Lanes rising, one accumulator: the sum so far is the column itself. */
export const foldLanes = (kernel: Of<'fold-lanes'>, lowering: Lowering): Task | undefined => {
  const { value, into, units } = kernel
  if (lowering.placement.of(value) === 'whole') return undefined
  const column = lowering.temporary(units)
  const prepared = prepare([value], { units }, lowering)
  const from = sources()
  const { lines, of } = termOf(value, { unit: 'u' }, prepared.stand, lowering, from)
  const total = from.name({ from: 'column', column, lag: 0 })
  const text = [
    `let total = ${total}[this.thread.x];`,
    'const u = this.thread.x;',
    ...lines,
    more(kernel.fold, of(value)),
    'return total;',
  ]
  const device = deviceOf(units, from, text, lowering)
  const copied = copy(column, into, units, lowering)
  if (!device) return undefined
  return async (lane, runtime) => {
    runtime.store.fill(column, 0, 0, kernel.fold === 'max' ? -3.4028234663852886e38 : 0)
    for (let l = 0; l < runtime.lanes; l++) {
      if (!runtime.active(l)) continue
      await prepared.run(l, runtime)
      runtime.store.put(column, 0, 0, keep(device, l, lowering.tables, runtime))
    }
    await copied(lane, runtime)
  }
}

const copy = (column: string, into: string, units: number, lowering: Lowering): Task => {
  const from = sources()
  const name = from.name({ from: 'column', column, lag: 0 })
  const device = deviceOf(units, from, [`return ${name}[this.thread.x];`], lowering)!
  return async (lane, runtime) => runtime.store.put(into, lane, 0, keep(device, lane, lowering.tables, runtime))
}

/** Over the synapses of a receiver, of a sender, or of all: 16 parts by receiver. */
export const foldSynapses = (kernel: Of<'fold-synapses'>, lowering: Lowering): Task | undefined => {
  const layout = lowering.names.layout(kernel.layout)
  const { value, into, axis, fold: kind } = kernel
  // The largest of no whole number is the lowest one, which no float is.
  const lowest = kind === 'max' && value.type === 'i32'
  if (lowering.placement.of(value) === 'whole' || lowest || !isReachable(layout)) return undefined
  const prepared = prepare([value], { layout }, lowering)
  const from = sources()
  const { lines, of } = termOf(value, { pre: 'p', post: 'q', synapse: 's', layout }, prepared.stand, lowering, from)
  const add = overSynapse(layout, ['p', 'q'], from, () => [...lines, more(kind, of(value))])
  const all = axis === 'all'
  const size = all ? 16 : axis === 'pre' ? layout.posts : layout.pres
  const result = all ? lowering.temporary(16) : into
  const loops = {
    pre: overPres(layout.pres, add),
    post: overPosts(layout.posts, add),
    all: kernel.turned
      ? overAll(['q', layout.posts], ['p', layout.pres], add)
      : overAll(['p', layout.pres], ['q', layout.posts], add),
  }
  const device = deviceOf(size, from, [`let total = ${zero(kind)};`, ...loops[axis], 'return total;'], lowering)
  if (!device) return undefined
  const finish = !all
    ? undefined
    : kind === 'max'
      ? largest(result, into, lowering)
      : halved(result, into, 1, 1, lowering)
  return async (lane, runtime) => {
    await prepared.run(lane, runtime)
    runtime.store.put(result, lane, 0, keep(device, lane, lowering.tables, runtime))
    await finish?.(lane, runtime)
  }
}

const overPres = (pres: number, add: string[]) => [
  'const q = this.thread.x;',
  ...block(`for (let p = 0; p < ${pres}; p++)`, add),
]
const overPosts = (posts: number, add: string[]) => [
  'const p = this.thread.x;',
  ...block(`for (let q = 0; q < ${posts}; q++)`, add),
]
/** Rising in one end, then in the other, of which this part has every 16th. */
const overAll = ([one, ones]: [string, number], [other, others]: [string, number], add: string[]) =>
  block(
    `for (let ${one} = 0; ${one} < ${ones}; ${one}++)`,
    block(`for (let k = 0; k < ${Math.ceil(others / 16)}; k++)`, [
      `const ${other} = k * 16.0 + this.thread.x;`,
      ...block(`if (${other} < ${others}.0)`, add),
    ]),
  )

const largest = (partials: string, into: string, lowering: Lowering): Task => {
  const from = sources()
  const part = from.name({ from: 'column', column: partials, lag: 0 })
  const lines = [
    `let total = ${LOWEST};`,
    ...block('for (let j = 0; j < 16; j++)', [more('max', `${part}[j]`)]),
    'return total;',
  ]
  const device = deviceOf(1, from, lines, lowering)!
  return async (lane, runtime) => runtime.store.put(into, lane, 0, keep(device, lane, lowering.tables, runtime))
}

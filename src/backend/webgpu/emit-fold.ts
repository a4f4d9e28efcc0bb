/** Reductions in the order of the contract: 16 interleaved partial sums, or one accumulator. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { type Context, columnAt, ownLane, pool } from './context.ts'
import { overColumn, overRow } from './emit-carry.ts'
import { cast, evaluate } from './evaluate.ts'
import { opaque } from './exact.ts'
import { laneOf, overLanes } from './over-lanes.ts'
import { barrier, block, each, share } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Fold = 'sum' | 'max' | 'count' | 'argmax'

const LOWEST = '(-3.4028234663852886e+38f)'

/** The type in which a fold adds. */
const kindOf = (fold: Fold, value: Node): 'f32' | 'i32' => (fold === 'count' ? 'i32' : cellType(value))
const cellType = (value: Node): 'f32' | 'i32' => (value.type === 'bool' ? 'i32' : value.type)

/** The value that a fold starts from. 0 + x is not x where x is -0, so a sum of one element must not be taken for it. */
const start = (fold: Fold, value: Node): string => {
  const type = kindOf(fold, value)
  if (fold !== 'max' && fold !== 'argmax') return type === 'f32' ? opaque('0f') : '0i'
  return type === 'f32' ? LOWEST : 'i32(-2147483648)'
}

/** What an element adds: itself, or 1 where it holds. */
const term = (fold: Fold, value: Node, text: string): string => {
  if (fold !== 'count') return cast(text, value.type, cellType(value))
  const zero = value.type === 'f32' ? '0f' : '0i'
  return `select(0i, 1i, ${value.type === 'bool' ? text : `${text} != ${zero}`})`
}

/** `into` after one more element. */
const more = (fold: Fold, into: string, value: Node, text: string): string => {
  const x = term(fold, value, text)
  return fold === 'max' ? `${into} = select(${into}, ${x}, ${into} < ${x});` : `${into} = ${into} + ${x};`
}

const put = (column: string, at: string, text: string, type: Node['type'], context: Context): string =>
  `${pool(context, column)}[${columnAt(context, column)} + ${at}] = ${cast(text, type, context.names.column(column).type)};`

/** Parts of a sum, by the contract. */
const PARTS = 16

export const fold = (kernel: Of<'fold'>, context: Context): string[] => {
  const members = kernel.axis === 'all' ? kernel.units : kernel.members
  return context.width < PARTS ? oneByOne(kernel, members, context) : together(kernel, members, context)
}

/** Sixteen threads a group; threads that have no group idle, so that all reach the barriers. */
const together = (kernel: Of<'fold'>, members: number, context: Context): string[] => {
  const groups = kernel.units / members
  const teams = context.width / PARTS
  const body = [
    'let g = first + (tid >> 4u);',
    'let j = tid & 15;',
    'let own = tid - j;',
    ...block(`if (g < ${groups})`, partial(kernel, members, context)),
    ...barrier,
    ...block(`if (g < ${groups})`, combined(kernel, members, PARTS, context)),
    ...barrier,
  ]
  return groups <= teams
    ? block('', ['let first = 0;', ...body])
    : block(`for (var first = 0; first < ${groups}; first += ${teams})`, body)
}

/** A workgroup of fewer threads than parts: each computes several, one group after the other. */
const oneByOne = (kernel: Of<'fold'>, members: number, context: Context): string[] =>
  each('g', kernel.units / members, [
    'let own = 0;',
    ...share('j', PARTS, context.width, partial(kernel, members, context)),
    ...barrier,
    ...block('', ['let j = tid;', ...combined(kernel, members, context.width, context)]),
    ...barrier,
  ])

const partName = (kernel: Of<'fold'>): string => (kindOf(kernel.fold, kernel.value) === 'f32' ? 'parts' : 'parti')

/** Part j of a group: its elements i with i mod 16 = j. */
const partial = (kernel: Of<'fold'>, members: number, context: Context): string[] => {
  const { fold, value } = kernel
  const { lines, of } = evaluate([value], { lane: ownLane, unit: 'u' }, context)
  const ranked = fold === 'max' || fold === 'argmax'
  const best = [
    `let x = ${term(fold, value, of(value))};`,
    ...block(`if (${fold === 'argmax' ? 'at < 0 || ' : ''}x > total)`, ['total = x;', 'at = m;']),
  ]
  const add = ranked ? best : [more(fold, 'total', value, of(value))]
  return [
    `var total = ${start(fold, value)};`,
    ...(ranked ? ['var at = -1;'] : []),
    ...block(`for (var m = j; m < ${members}; m += 16)`, [`let u = g * ${members} + m;`, ...lines, ...add]),
    `${partName(kernel)}[own + j] = total;`,
    ...(ranked ? ['found[own + j] = at;'] : []),
  ]
}

/** Every thread of a group makes the same total from the sixteen parts and writes its share of the members. */
const combined = (kernel: Of<'fold'>, members: number, threads: number, context: Context): string[] => {
  const { fold, value, into } = kernel
  const part = partName(kernel)
  const ranked = fold === 'max' || fold === 'argmax'
  const total = ranked ? firstOfLargest(part, start(fold, value)) : halved(part)
  const [text, type] = fold === 'argmax' ? ['at', 'i32' as const] : ['total', kindOf(fold, value)]
  const result =
    kernel.axis === 'all'
      ? block('if (j == 0)', [put(into, '0', text, type, context)])
      : block(`for (var m = j; m < ${members}; m += ${threads})`, [
          put(into, `g * ${members} + m`, text, type, context),
        ])
  return [...total, ...result]
}

/** Sixteen parts to one: j += j + 8, + 4, + 2, + 1. */
const halved = (part: string): string[] => [
  ...[8, 4, 2, 1].flatMap(h =>
    Array.from({ length: h }, (_, j) => {
      const of = (k: number) => (h === 8 ? `${part}[own + ${k}]` : `h${h * 2}_${k}`)
      return `let h${h}_${j} = ${of(j)} + ${of(j + h)};`
    }),
  ),
  'let total = h1_0;',
]

const firstOfLargest = (part: string, lowest: string): string[] => [
  `var total = ${lowest};`,
  'var at = -1;',
  ...each('k', 16, [
    `let x = ${part}[own + k];`,
    'let i = found[own + k];',
    ...block('if (i >= 0 && (at < 0 || x > total || (x == total && i < at)))', ['total = x;', 'at = i;']),
  ]),
]

export const foldLanes = (kernel: Of<'fold-lanes'>, context: Context): string[] => {
  const { fold, value, into } = kernel
  const { lines, of } = evaluate([value], { lane: laneOf(context), unit: 'u' }, context)
  const add = [...lines, more(fold, 'total', value, of(value))]
  return share('u', kernel.units, context.threads, [
    `var total = ${start(fold, value)};`,
    ...(context.names.plan.lanes > 1 ? overLanes(context, add) : block('', add)),
    put(into, 'u', 'total', kindOf(fold, value), context),
  ])
}

export const foldSynapses = (kernel: Of<'fold-synapses'>, context: Context): string[] => {
  const layout = context.names.layout(kernel.layout)
  const { fold, value, axis, into } = kernel
  const place = {
    lane: ownLane,
    pre: 'p',
    post: 'q',
    synapse: 's',
    synapseIndex: `(p * ${layout.posts} + q)`,
  }
  const { lines, of } = evaluate([value], place, context)
  const add = [...lines, more(fold, 'total', value, of(value))]
  const total = `var total = ${start(fold, value)};`
  const type = kindOf(fold, value)
  if (axis === 'post')
    return share('p', layout.pres, context.threads, [
      total,
      ...overRow(layout, add, context),
      put(into, 'p', 'total', type, context),
    ])
  if (axis === 'pre')
    return share('q', layout.posts, context.threads, [
      total,
      ...overColumn(layout, add, context),
      put(into, 'q', 'total', type, context),
    ])
  const every = kernel.turned ? everyColumn : everyRow
  return overAll(kernel, [total, ...every(layout, add, context)], context)
}

/** Pres rising, then the posts of part r, q mod 16 = r, rising. */
const everyRow = (layout: Parameters<typeof overRow>[0], add: string[], context: Context): string[] => {
  if (layout.kind !== 'dense') return each('p', layout.pres, overRow(layout, block('if ((q & 15) == r)', add), context))
  return each(
    'p',
    layout.pres,
    block(`for (var q = r; q < ${layout.posts}; q += 16)`, [`let s = p * ${layout.stride} + q;`, ...add]),
  )
}

/** Ends exchanged: posts rising, then the pres of part r, p mod 16 = r, rising. */
const everyColumn: typeof everyRow = (layout, add, context) =>
  each('q', layout.posts, overColumn(layout, block('if ((p & 15) == r)', add), context))

const overAll = ({ fold, value, into }: Of<'fold-synapses'>, partial: string[], context: Context): string[] => {
  const type = kindOf(fold, value)
  const part = type === 'f32' ? 'parts' : 'parti'
  const largest = [
    `var total = ${start(fold, value)};`,
    ...each('k', 16, [`let x = ${part}[k];`, 'total = select(total, x, total < x);']),
  ]
  return [
    ...share('r', PARTS, context.width, [...partial, `${part}[r] = total;`]),
    ...barrier,
    ...block('if (tid == 0)', [
      'let own = 0;',
      ...(fold === 'max' ? largest : halved(part)),
      put(into, '0', 'total', type, context),
    ]),
    ...barrier,
  ]
}

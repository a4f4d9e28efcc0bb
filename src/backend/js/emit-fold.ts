/** Reductions as JavaScript, in the order of the contract: 16 interleaved partial sums, or one accumulator. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { padded } from '../names.ts'
import { overColumn, overRow } from './emit-synapses.ts'
import { type Emitter, evaluate, type Precision, rounded, slotOf } from './scope.ts'
import { block, each } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Fold = 'sum' | 'max' | 'count' | 'argmax'

/** What the maximum of nothing is: the lowest float32. */
const LOWEST = '-3.4028234663852886e+38'

/** The value that a fold starts from, as text. */
const start = (fold: Fold, value: Node) => (fold === 'max' ? (value.type === 'i32' ? '-2147483648' : LOWEST) : '0')

/** What an element adds: itself, or 1 where it holds. */
const term = (fold: Fold, value: Node, text: string) =>
  fold === 'count' ? `(${value.type === 'bool' ? text : `${text} !== 0`} ? 1 : 0)` : text

/** `into` after one more element. */
const more = (fold: Fold, into: string, value: Node, text: string, precision: Precision): string => {
  const x = term(fold, value, text)
  if (fold === 'max') return `${into} = ${into} < ${x} ? ${x} : ${into}`
  if (value.type === 'f32' && fold === 'sum') return `${into} = ${rounded(`${into} + ${x}`, precision)}`
  return `${into} = (${into} + ${x}) | 0`
}

/** Sixteen partial sums to one: j += j + 8, + 4, + 2, + 1. */
const halve = (fold: Fold, value: Node, precision: Precision): string[] => {
  const whole = fold === 'count' || value.type === 'i32'
  const sum = whole ? '(part[j] + part[j + h]) | 0' : rounded('part[j] + part[j + h]', precision)
  return [`for (let h = 8; h > 0; h >>= 1) for (let j = 0; j < h; j++) part[j] = ${sum}`]
}

const store = (column: string, at: string, value: string, lane: string, { names }: Emitter): string =>
  `c${names.columnIndex(column)}[${slotOf(names, column, 0, lane)} + ${at}] = ${value}`

export const fold = (kernel: Of<'fold'>, emitter: Emitter): string[] => {
  const { lines, of } = evaluate([kernel.value], { lane: 'lane', unit: 'u' }, emitter)
  const members = kernel.axis === 'all' ? kernel.units : kernel.members
  const element = [`const u = g * ${members} + m`, ...lines]
  const text = of(kernel.value)
  const result =
    kernel.axis === 'all'
      ? [store(kernel.into, '0', 'total', 'lane', emitter)]
      : each('m', members, [store(kernel.into, `g * ${members} + m`, 'total', 'lane', emitter)])
  const total =
    kernel.fold === 'argmax'
      ? argmax(members, element, text)
      : total16(kernel, members, element, text, emitter.precision)
  return each('g', kernel.units / members, [...total, ...result])
}

const argmax = (members: number, element: string[], text: string): string[] => [
  'let best = 0, total = 0',
  ...each('m', members, [...element, ...block(`if (m === 0 || ${text} > best)`, [`best = ${text}`, 'total = m'])]),
]

const total16 = (kernel: Of<'fold'>, members: number, element: string[], text: string, precision: Precision) => {
  const { value, fold } = kernel
  if (fold !== 'sum' || value.type !== 'f32')
    return [
      `let total = ${start(fold, value)}`,
      ...each('m', members, [...element, more(fold, 'total', value, text, precision)]),
    ]
  return [
    'const part = new Array(16).fill(0)',
    ...each('m', members, [...element, more('sum', 'part[m & 15]', value, text, precision)]),
    ...halve(fold, value, precision),
    'const total = part[0]',
  ]
}

export const foldLanes = (kernel: Of<'fold-lanes'>, emitter: Emitter): string[] => {
  const { lines, of } = evaluate([kernel.value], { lane: 'l', unit: 'u' }, emitter)
  const step = more(kernel.fold, 'total', kernel.value, of(kernel.value), emitter.precision)
  const lanes = each('l', emitter.names.plan.lanes, ['if (!active(l)) continue', ...lines, step])
  return each('u', kernel.units, [
    `let total = ${start(kernel.fold, kernel.value)}`,
    ...lanes,
    store(kernel.into, 'u', 'total', 'lane', emitter),
  ])
}

export const foldSynapses = (kernel: Of<'fold-synapses'>, emitter: Emitter): string[] => {
  const layout = emitter.names.layout(kernel.layout)
  const place = { lane: 'lane', pre: 'p', post: 'q', synapse: 's', synapseIndex: `(p * ${layout.posts} + q)` }
  const { lines, of } = evaluate([kernel.value], place, emitter)
  const { fold, value, axis } = kernel
  const zero = start(fold, value)
  const add = (into: string) => [...lines, more(fold, into, value, of(value), emitter.precision)]
  const put = (at: string, text: string) => store(kernel.into, at, text, 'lane', emitter)
  if (axis === 'post')
    return each('p', layout.pres, [`let total = ${zero}`, ...overRow(layout, emitter, add('total')), put('p', 'total')])
  const size = axis === 'pre' ? padded(layout.posts) : 16
  const rows =
    axis === 'all' && kernel.turned
      ? each('q', layout.posts, overColumn(layout, emitter, add('part[p & 15]')))
      : each('p', layout.pres, overRow(layout, emitter, add(axis === 'pre' ? 'part[q]' : 'part[q & 15]')))
  const parts = [`const part = new Array(${size}).fill(${zero})`, ...rows]
  if (axis === 'pre') return [...parts, ...each('q', layout.posts, [put('q', 'part[q]')])]
  if (fold === 'max') {
    const largest = each('j', 16, [more('max', 'total', value, 'part[j]', emitter.precision)])
    return [...parts, `let total = ${zero}`, ...largest, put('0', 'total')]
  }
  return [...parts, ...halve(fold, value, emitter.precision), put('0', 'part[0]')]
}

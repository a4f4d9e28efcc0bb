/** Carry and carry-graded: a thread a receiver, senders in rising order into one sum. */
import type { Kernel, Layout } from '../../plan/plan.ts'
import { type Context, columnAt, listAt, pool } from './context.ts'
import { block, each, eachOf, share, unitOf } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** `count` times, as an event with a count adds its weight. */
const addTimes = ['sum = sum + w;', 'for (var k = (entry >> 24u) & 255; k > 0; k--) { sum = sum + w; }']

/** Every entry of the list, as `entry`, sender `from` of `units`. */
const overEntries = (from: string, units: number, body: string[]): string[] =>
  eachOf('x', 'n', units, ['let entry = I[list + 1 + x];', `let ${from} = ${unitOf('entry', units)};`, ...body])

export const carry = (kernel: Of<'carry'>, context: Context): string[] => {
  const layout = context.names.layout(kernel.layout)
  const list = [`let list = ${listAt(context, kernel.event, kernel.lag)};`, 'let n = I[list];']
  const weights = columnAt(context, kernel.weights)
  const weight = [`let w = ${pool(context, kernel.weights)}[${weights} + s];`]
  const port = `${pool(context, kernel.port)}[${columnAt(context, kernel.port, kernel.slot ?? 0)}`
  if (layout.kind === 'rows' && !kernel.transposed) return [...list, ...carryRuns(layout, port, weight, context)]
  if (layout.kind === 'dense' && !kernel.transposed)
    return [...list, ...carryDense(layout, port, kernel.weights, context)]
  const [from, to, receivers] = sides(layout, kernel.transposed)
  const inner = [...elementOf(layout, [...weight, ...addTimes], context)]
  return [
    ...list,
    ...share(to, receivers, context.threads, [
      `var sum = ${context.fromZero ? '0f' : `${port} + ${to}]`};`,
      ...overEntries(from, kernel.transposed ? layout.posts : layout.pres, inner),
      `${port} + ${to}] = sum;`,
    ]),
  ]
}

/** Receivers of a thread at most that it takes together: it reads each entry once for all of them. */
const MOST_TOGETHER = 16

/** A thread takes several receivers, `threads` apart. Past the last receiver it adds the last one's weights to a sum that nobody stores. */
const carryDense = (layout: Layout, port: string, weights: string, context: Context): string[] => {
  const { threads } = context
  const { pres, posts, stride } = layout as Layout & { kind: 'dense' }
  const together = Math.min(MOST_TOGETHER, Math.ceil(posts / threads))
  const rounds = Math.ceil(posts / (threads * together))
  const all = (lines: (k: number) => string[]) => Array.from({ length: together }, (_, k) => lines(k)).flat()
  const isThere = (k: number, line: string) =>
    (rounds * together - together + k + 1) * threads <= posts
      ? [line]
      : block(`if (q + ${k * threads} < ${posts})`, [line])
  const row = [
    `let row = ${columnAt(context, weights)} + p * ${stride};`,
    ...all(k => [`sum${k} = sum${k} + ${pool(context, weights)}[row + q${k}];`]),
  ]
  const first = rounds === 1 ? 'let q = tid;' : `let q = span * ${threads * together} + tid;`
  const receivers = [
    first,
    ...all(k => [
      `let q${k} = min(q + ${k * threads}, ${posts - 1});`,
      `var sum${k} = 0f;`,
      ...(context.fromZero ? [] : isThere(k, `sum${k} = ${port} + q${k}];`)),
    ]),
    ...overRepeated(pres, row),
    ...all(k => isThere(k, `${port} + q${k}] = sum${k};`)),
  ]
  return rounds === 1 ? block('', receivers) : each('span', rounds, receivers)
}

/** Every entry as often as it counts, sender p. One loop: an inner one over the counts would move all sums once more. */
const overRepeated = (units: number, body: string[]): string[] => [
  'var x = 0;',
  'var repeated = 0;',
  ...each('turn', units * 256, [
    'if (x >= n) { break; }',
    'let entry = I[list + 1 + x];',
    `let p = ${unitOf('entry', units)};`,
    ...body,
    'let again = repeated < ((entry >> 24u) & 255);',
    'repeated = select(0, repeated + 1, again);',
    'x = select(x + 1, x, again);',
  ]),
]

const sides = (layout: Layout, transposed?: boolean): [from: string, to: string, receivers: number] =>
  transposed ? ['q', 'p', layout.pres] : ['p', 'q', layout.posts]

/** The element s of the synapse from p to q, where there is one. */
const elementOf = (layout: Layout, body: string[], context: Context): string[] => {
  if (layout.kind === 'dense') return [`let s = p * ${layout.stride} + q;`, ...body]
  const rows = context.tables.rows(layout.name)
  return block(`for (var j = T[${rows.rowStart} + p]; j < T[${rows.rowStart} + p + 1]; j++)`, [
    `let i = q - T[${rows.runPost} + j];`,
    ...block(`if (i >= 0 && i < T[${rows.runLength} + j])`, [`let s = T[${rows.runOffset} + j] + i;`, ...body]),
  ])
}

/** Rows: every thread walks the runs of a sender and takes the receivers that are its own, q mod threads. */
const carryRuns = (layout: Layout, port: string, weight: string[], context: Context): string[] => {
  const { threads, tables } = context
  const rows = tables.rows(layout.name)
  const run = [
    `let q0 = T[${rows.runPost} + j];`,
    `let s0 = T[${rows.runOffset} + j];`,
    `let skip = (tid - q0 % ${threads} + ${threads}) % ${threads};`,
    ...block(`for (var i = skip; i < T[${rows.runLength} + j]; i += ${threads})`, [
      'let s = s0 + i;',
      ...weight,
      `var sum = ${port} + q0 + i];`,
      ...addTimes,
      `${port} + q0 + i] = sum;`,
    ]),
  ]
  return overEntries(
    'p',
    layout.pres,
    block(`for (var j = T[${rows.rowStart} + p]; j < T[${rows.rowStart} + p + 1]; j++)`, run),
  )
}

export const carryGraded = (kernel: Of<'carry-graded'>, context: Context): string[] => {
  const layout = context.names.layout(kernel.layout)
  const [from, to, receivers] = sides(layout, kernel.transposed)
  const weights = columnAt(context, kernel.weights)
  const value = `${pool(context, kernel.value)}[${columnAt(context, kernel.value, kernel.valueLag ?? 0)} + ${from}]`
  const port = `${pool(context, kernel.port)}[${columnAt(context, kernel.port)} + ${to}]`
  const add = [`sum = sum + ${pool(context, kernel.weights)}[${weights} + s] * f32(${value});`]
  return share(to, receivers, context.threads, [
    `var sum = ${context.fromZero ? '0f' : port};`,
    ...(kernel.transposed ? overRow(layout, add, context) : overColumn(layout, add, context)),
    `${port} = sum;`,
  ])
}

/** Every synapse of the pre p, posts rising: declares q and s. */
export const overRow = (layout: Layout, body: string[], context: Context): string[] => {
  if (layout.kind === 'dense')
    return block(`for (var q = 0; q < ${layout.posts}; q++)`, [`let s = p * ${layout.stride} + q;`, ...body])
  const rows = context.tables.rows(layout.name)
  return block(`for (var j = T[${rows.rowStart} + p]; j < T[${rows.rowStart} + p + 1]; j++)`, [
    ...block(`for (var i = 0; i < T[${rows.runLength} + j]; i++)`, [
      `let q = T[${rows.runPost} + j] + i;`,
      `let s = T[${rows.runOffset} + j] + i;`,
      ...body,
    ]),
  ])
}

/** Every synapse of the post q, pres rising: declares p and s. */
export const overColumn = (layout: Layout, body: string[], context: Context): string[] => {
  if (layout.kind === 'dense')
    return block(`for (var p = 0; p < ${layout.pres}; p++)`, [`let s = p * ${layout.stride} + q;`, ...body])
  const rows = context.tables.rows(layout.name)
  return block(`for (var i = T[${rows.columnStart} + q]; i < T[${rows.columnStart} + q + 1]; i++)`, [
    `let s = T[${rows.columnElement} + i];`,
    `let p = T[${rows.pre} + s];`,
    ...body,
  ])
}

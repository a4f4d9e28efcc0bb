/** The kernels over units that build no list from draws: turn, fill, taps, replay, log. */
import type { Kernel } from '../../plan/plan.ts'
import { padded } from '../names.ts'
import { type Context, clockOf, columnAt, HEAD, listAt, ownLane, pool } from './context.ts'
import { literal } from './evaluate.ts'
import { block, each, eachOf, share, unitOf } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** The ring has moved on in the addresses; only its zeros are left to write. */
export const turn = (kernel: Of<'turn'>, context: Context): string[] =>
  kernel.zero ? fill({ verb: 'fill', column: kernel.column, value: 0 }, context) : []

export const fill = ({ column, value, slot }: Of<'fill'>, context: Context): string[] => {
  const { type, size } = context.names.column(column)
  const element = `${pool(context, column)}[${columnAt(context, column, slot ?? 0)} + u]`
  return share('u', padded(size), context.threads, [`${element} = ${literal(value, type)};`])
}

/** Every thread walks the lists and takes the units that are its own, u mod threads. */
export const taps = (kernel: Of<'taps'>, context: Context): string[] => {
  const { threads } = context
  const { units } = context.names.list(kernel.event)
  const table = context.tables.taps(kernel.table)
  const into = `${pool(context, kernel.into)}[${columnAt(context, kernel.into)} + u]`
  const entry = [
    'let entry = I[list + 1 + x];',
    `let u = ${unitOf('entry', units)};`,
    ...block(`if (u % ${threads} == tid)`, [`${into} = ${into} + weight * f32(((entry >> 24u) & 255) + 1);`]),
  ]
  return [
    ...share('u', units, threads, [`${into} = 0f;`]),
    ...each('k', kernel.table.length, [
      `let weight = bitcast<f32>(T[${table} + k]);`,
      `let list = ${listAt(context, kernel.event, `(${kernel.lag} + k)`)};`,
      'let n = I[list];',
      ...eachOf('x', 'n', units, entry),
    ]),
  ]
}

export const replay = (kernel: Of<'replay'>, context: Context): string[] => {
  const start = `I[${columnAt(context, kernel.start)} + tick`
  const copied = `I[list + 1 + k] = I[${columnAt(context, kernel.entries)} + first + k];`
  return [
    `let list = ${listAt(context, kernel.event)};`,
    `let tick = ${clockOf(context, ownLane, 'tick')};`,
    'var n = 0;',
    ...block(`if (tick < ${kernel.ticks})`, [
      `let first = ${start}];`,
      `n = ${start} + 1] - first;`,
      ...share('k', 'n', context.threads, [copied], context.names.list(kernel.event).units),
    ]),
    ...block('if (tid == 0)', ['I[list] = n;']),
  ]
}

/** A record: the number of the probe, the number of words, the words. `head` is where the next one begins. */
export const log = (kernel: Of<'log'>, context: Context): string[] => {
  const probe = context.names.probeIndex(kernel.probe)
  const records = [
    ...(kernel.column === undefined ? [] : record(probe, valuesOf(kernel.column, context), context)),
    ...(kernel.event === undefined ? [] : record(probe, entriesOf(kernel.event, context), context)),
  ]
  if (kernel.every <= 1) return records
  return block(`if (${clockOf(context, ownLane, 'tick')} % ${kernel.every} == 0)`, records)
}

/** How many words a record has, how many at most, and word u. */
interface Words {
  readonly count: string
  readonly most: number
  readonly word: string
}

const valuesOf = (column: string, context: Context): Words => {
  const { size, type } = context.names.column(column)
  const value = `${pool(context, column)}[${columnAt(context, column)} + u]`
  return { count: String(size), most: size, word: type === 'f32' ? `bitcast<i32>(${value})` : value }
}

const entriesOf = (event: string, context: Context): Words => {
  const list = listAt(context, event)
  return { count: `I[${list}]`, most: context.names.list(event).units, word: `I[${list} + 1 + u]` }
}

const record = (probe: number, { count, most, word }: Words, context: Context): string[] =>
  block('', [
    `let n = ${count};`,
    ...block('if (tid == 0)', [`logged[base + head] = ${probe};`, 'logged[base + head + 1] = n;']),
    ...share('u', 'n', context.threads, [`logged[base + head + 2 + u] = ${word};`], most),
    'head += 2 + n;',
  ])

/** Words that a log kernel writes at most. */
export const logWords = (kernel: Kernel, context: Pick<Context, 'names'>): number => {
  if (kernel.verb !== 'log') return 0
  const values = kernel.column === undefined ? 0 : 2 + context.names.column(kernel.column).size
  const entries = kernel.event === undefined ? 0 : 2 + context.names.list(kernel.event).units
  return values + entries
}

export const logHelper = `params[${HEAD.log}] + team * params[${HEAD.logSize}]`

/** The count of a unit in an event list, by bisection; 0 if it is not there. */
export const countHelper = [
  'fn count_of(list: i32, unit: i32) -> i32 {',
  '  let n = I[list];',
  '  var low = 0;',
  '  var high = n;',
  '  while (low < high) {',
  '    let middle = (low + high) >> 1u;',
  '    if ((I[list + 1 + middle] & 0xffffff) < unit) { low = middle + 1; } else { high = middle; }',
  '  }',
  '  if (low >= n) { return 0; }',
  '  let entry = I[list + 1 + low];',
  '  if ((entry & 0xffffff) != unit) { return 0; }',
  '  return ((entry >> 24u) & 255) + 1;',
  '}',
]

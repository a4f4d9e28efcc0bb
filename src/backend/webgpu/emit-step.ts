/**
 * The kernels over units that may build a list: step and compact. Units run on different threads, but a list must rise: each
 * thread sets the bit of its unit, and the place of a unit in the list is the number of bits before its own.
 */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Statement } from '../../plan/plan.ts'
import { flatten } from '../names.ts'
import { type Context, columnAt, countsAt, listAt, ownLane, pool } from './context.ts'
import { cast, type Evaluated, evaluate, evaluateBody, type Place } from './evaluate.ts'
import { laterOf } from './later.ts'
import { merged } from './merge.ts'
import { barrier, block, each, eachOf, share } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Raise = Extract<Statement, { do: 'raise' }>

/** How the text of a body names what it writes: the element, the k-th event raised, and which `when`s wait for a second pass. */
interface Writer {
  readonly at: string
  readonly raise?: (statement: Raise, text: string) => string[]
  readonly waits?: ReadonlySet<Statement>
}

/** The statements of a body. */
export const statements = (
  body: readonly Statement[],
  values: Pick<Evaluated, 'of' | 'inside'>,
  writer: Writer,
  context: Context,
): string[] =>
  body.flatMap(s => {
    if (s.do === 'store') return [store(s.column, writer.at, values.of(s.value), s.value.type, context)]
    if (s.do === 'raise') return writer.raise!(s, values.of(s.value))
    if (writer.waits?.has(s)) return [`waits = waits | ${values.of(s.test)};`]
    const inner = [...values.inside(s), ...statements(s.body, values, writer, context)]
    return block(`if (${values.of(s.test)})`, inner)
  })

export const store = (column: string, at: string, text: string, type: Node['type'], context: Context): string =>
  `${pool(context, column)}[${columnAt(context, column)} + ${at}] = ${cast(text, type, context.names.column(column).type)};`

export const raisesOf = (kernel: Kernel): Raise[] =>
  kernel.verb === 'step' ? flatten(kernel.body).filter((s): s is Raise => s.do === 'raise') : []

/** Words of bits that a kernel needs in the memory of its workgroup. */
export const bitWords = (kernel: Kernel): number => {
  if (kernel.verb === 'compact') return wordsFor(kernel.units)
  return kernel.verb === 'step' ? wordsFor(kernel.units) * raisesOf(kernel).length : 0
}

const wordsFor = (units: number) => Math.ceil(units / 32)

export const step = (kernel: Of<'step'>, context: Context): string[] => {
  const raises = raisesOf(kernel)
  const index = kernel.active ? 'k' : 'u'
  const place: Place = { lane: ownLane, unit: 'u', slot: kernel.active ? 'k' : undefined }
  const raise = (s: Raise, text: string) => {
    if (s.value.type === 'f32') throw new Error(`event ${s.event}: expected a truth value or a whole number`)
    return mark(raises.indexOf(s), s.value.type, text, kernel.units, index, context)
  }
  const unit = kernel.active ? [`let u = I[${columnAt(context, kernel.active.list)} + k];`] : []
  const count = kernel.active ? context.hoist(`I[${columnAt(context, kernel.active.count)}]`) : kernel.units
  const pass = (body: readonly Statement[], waits: ReadonlySet<Statement>, before: readonly string[] = []) => {
    const values = evaluateBody(body, place, context)
    const lines = [...before, ...unit, ...values.lines, ...statements(body, values, { at: 'u', raise, waits }, context)]
    return share(index, count, context.threads, lines, kernel.units)
  }
  const steps = passes(merged(kernel.body), kernel.units > context.threads, pass)
  if (raises.length === 0) return steps
  const lists = raises.flatMap((s, k) => listed(s, k, kernel.units, unit, index, context))
  return [...steps, ...barrier, ...lists, ...barrier, ...clearBits(bitWords(kernel), context)]
}

/** One pass over the units, or two where something may wait: the second only in threads that have met such a unit. */
const passes = (
  body: readonly Statement[],
  isLoop: boolean,
  pass: (body: readonly Statement[], waits: ReadonlySet<Statement>, before?: readonly string[]) => string[],
): string[] => {
  const later = isLoop ? laterOf(body) : []
  if (later.length === 0) return pass(body, new Set())
  const tests = new Map<Statement, Statement>(later.map(s => [s, { ...s, body: [] }]))
  const first = body.map(s => tests.get(s) ?? s)
  return [
    'var waits = false;',
    ...pass(first, new Set(tests.values())),
    ...pass(later, new Set(), ['if (!waits) { break; }']),
  ]
}

/** Sets the bit of element `index` for event k, and keeps its count. */
const mark = (k: number, type: string, text: string, units: number, index: string, context: Context): string[] => {
  const set = setBit(k * wordsFor(units), index)
  if (type === 'bool') return block(`if (${text})`, [set])
  return block(`if (${text} > 0)`, [set, `I[${countsAt(context, k, units)} + ${index}] = min(${text}, 255);`])
}

const setBit = (first: number, index: string): string =>
  `atomicOr(&bits[${first} + (${index} >> 5u)], 1u << u32(${index} & 31));`

/** Builds the list of event k from the bits, a thread a word: most words hold few. */
const listed = (s: Raise, k: number, units: number, unit: string[], index: string, context: Context): string[] => {
  const list = `e${k}`
  const more = s.value.type === 'bool' ? '' : ` | ((I[${countsAt(context, k, units)} + ${index}] - 1) << 24u)`
  const entry = [...unit, `I[${list} + 1 + n] = u${more};`]
  return [
    `let ${list} = ${listAt(context, s.event)};`,
    ...overBits(k * wordsFor(units), wordsFor(units), index, entry, [`I[${list}] = n;`], context),
  ]
}

/**
 * Every set bit, rising, as `index` with its rank n; after the last word n is how many there are. A thread has neighbouring words, so
 * that it counts the bits before the first of them only.
 */
const overBits = (
  first: number,
  words: number,
  index: string,
  body: string[],
  last: string[],
  context: Context,
): string[] => {
  const own = Math.ceil(words / context.threads)
  const word = [
    `var left = atomicLoad(&bits[${first} + w]);`,
    ...block('while (left != 0u)', [
      `let ${index} = w * 32 + i32(firstTrailingBit(left));`,
      'left &= left - 1u;',
      ...body,
      'n++;',
    ]),
    ...block(`if (w == ${words - 1})`, last),
  ]
  return block('', [
    `let start = tid * ${own};`,
    'var n = 0;',
    ...eachOf('w', 'start', words, [`n += i32(countOneBits(atomicLoad(&bits[${first} + w])));`]),
    ...each('part', own, ['let w = start + part;', ...block(`if (w < ${words})`, word)]),
  ])
}

const clearBits = (words: number, context: Context): string[] =>
  share('w', words, context.threads, ['atomicStore(&bits[w], 0u);'])

export const compact = (kernel: Of<'compact'>, context: Context): string[] => {
  const place: Place = { lane: ownLane, unit: 'u' }
  const guard = evaluate([kernel.guard], place, context)
  const hoisted = evaluate(
    kernel.hoisted.map(h => h.value),
    place,
    context,
  )
  const kept = [
    store(kernel.list, 'n', 'u', 'i32', context),
    ...hoisted.lines,
    ...kernel.hoisted.map(h => store(h.column, 'n', hoisted.of(h.value), h.value.type, context)),
  ]
  const total = store(kernel.count, '0', 'n', 'i32', context)
  return [
    ...share('u', kernel.units, context.threads, [
      ...guard.lines,
      ...block(`if (${guard.of(kernel.guard)})`, [setBit(0, 'u')]),
    ]),
    ...barrier,
    ...overBits(0, wordsFor(kernel.units), 'u', kept, [total], context),
    ...barrier,
    ...clearBits(bitWords(kernel), context),
  ]
}

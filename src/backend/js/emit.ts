/**
 * A kernel as JavaScript: the reference that every other back end is compared with. Plain loops in the order of the
 * contract, one element at a time; it is never tuned.
 */
import type { Kernel, Statement } from '../../plan/plan.ts'
import { clocks, padded, rootsOf, TICK } from '../names.ts'
import { fold, foldLanes, foldSynapses } from './emit-fold.ts'
import { carry, carryGraded, learn } from './emit-synapses.ts'
import { type Emitter, evaluate, listOf, literal, type Place, rounded, slotOf } from './scope.ts'
import { statements, store, turnList } from './statements.ts'
import { block, each, indent } from './text.ts'

/**
 * The text of a function of the lane. It refers to c<i> (columns), p<i> (ring positions), e<i> (event lists), g<i>
 * (their positions), r<i> (runs of layouts), clock, active(lane), host(lane) and the helpers of ops.ts.
 */
export const emitText = (kernel: Kernel, emitter: Emitter): string =>
  ['(lane) => {', ...indent(bodyOf(kernel, emitter)), '}'].join('\n')

const bodyOf = (kernel: Kernel, emitter: Emitter): string[] => {
  switch (kernel.verb) {
    case 'step':
      return step(kernel, emitter)
    case 'compact':
      return compact(kernel, emitter)
    case 'turn':
      return turn(kernel, emitter)
    case 'fill':
      return fill(kernel.column, kernel.value, kernel.slot ?? 0, emitter)
    case 'carry':
      return carry(kernel, emitter)
    case 'carry-graded':
      return carryGraded(kernel, emitter)
    case 'learn':
      return learn(kernel, emitter)
    case 'fold':
      return fold(kernel, emitter)
    case 'fold-lanes':
      return foldLanes(kernel, emitter)
    case 'fold-synapses':
      return foldSynapses(kernel, emitter)
    case 'taps':
      return taps(kernel, emitter)
    case 'replay':
      return replay(kernel, emitter)
    case 'routine':
      return ['host(lane)']
    case 'log':
      return [`if (${tickOf} % ${Math.max(1, kernel.every)} === 0) host(lane)`]
  }
}

const tickOf = `clock[lane * ${clocks.length} + ${TICK}]`

type Of<V> = Extract<Kernel, { verb: V }>

/** Nodes are pure: all are computed from the columns as they are before the first statement. */
const step = (kernel: Of<'step'>, emitter: Emitter): string[] => {
  const { names } = emitter
  const events = raised(kernel.body)
  const place: Place = { lane: 'lane', unit: 'u', slot: kernel.active ? 'k' : undefined }
  const { lines, of } = evaluate(rootsOf(kernel.body), place, emitter)
  const inner = [...lines, ...statements(kernel.body, of, 'u', emitter)]
  const loops = kernel.active ? overList(kernel.active, inner, emitter) : each('u', kernel.units, inner)
  const counts = events.map(event => {
    const i = names.listIndex(event)
    return `e${i}[b${i}] = n${i}`
  })
  return [...events.flatMap(event => turnList(event, emitter)), ...loops, ...counts]
}

const raised = (body: readonly Statement[]): string[] =>
  body.flatMap(s => (s.do === 'raise' ? [s.event] : s.do === 'when' ? raised(s.body) : []))

const overList = (active: { list: string; count: string }, inner: string[], { names }: Emitter): string[] => {
  const list = `c${names.columnIndex(active.list)}[${slotOf(names, active.list, 0, 'lane')} + k]`
  const count = `c${names.columnIndex(active.count)}[${slotOf(names, active.count, 0, 'lane')}]`
  return each('k', count, [`const u = ${list}`, ...inner])
}

const compact = (kernel: Of<'compact'>, emitter: Emitter): string[] => {
  const { names } = emitter
  const place: Place = { lane: 'lane', unit: 'u' }
  const { lines, of } = evaluate([kernel.guard, ...kernel.hoisted.map(h => h.value)], place, emitter)
  const kept = [
    store(kernel.list, 'n', 'u', emitter),
    ...kernel.hoisted.map(h => store(h.column, 'n', of(h.value), emitter)),
    'n++',
  ]
  const inner = [...lines, ...block(`if (${of(kernel.guard)})`, kept)]
  const count = `c${names.columnIndex(kernel.count)}[${slotOf(names, kernel.count, 0, 'lane')}] = n`
  return ['let n = 0', ...each('u', kernel.units, inner), count]
}

const turn = (kernel: Of<'turn'>, emitter: Emitter): string[] => {
  const { names } = emitter
  const { slots, perLane } = names.column(kernel.column)
  const position = `p${names.columnIndex(kernel.column)}[${perLane ? 'lane' : '0'}]`
  const move = `${position} = (${position} + 1) & ${slots - 1}`
  return [move, ...(kernel.zero ? fill(kernel.column, 0, 0, emitter) : [])]
}

const fill = (column: string, value: number, lag: number, emitter: Emitter): string[] => {
  const { names, precision } = emitter
  const start = slotOf(names, column, lag, 'lane')
  const { type, size } = names.column(column)
  const filled = `c${names.columnIndex(column)}.fill(${literal(value, type, precision)}, o, o + ${padded(size)})`
  return [`const o = ${start}`, filled]
}

const taps = (kernel: Of<'taps'>, emitter: Emitter): string[] => {
  const { names, precision } = emitter
  const list = `e${names.listIndex(kernel.event)}`
  const into = `c${names.columnIndex(kernel.into)}`
  const slot = slotOf(names, kernel.into, 0, 'lane')
  const table = kernel.table.map(t => literal(t, 'f32', precision)).join(', ')
  const product = rounded('t[k] * ((entry >>> 24) + 1)', precision)
  const add = [
    `const entry = ${list}[b + 1 + i]`,
    'const at = o + (entry & 0xffffff)',
    `${into}[at] = ${rounded(`${into}[at] + ${product}`, precision)}`,
  ]
  const start = `const b = ${listOf(names, kernel.event, `(${kernel.lag} + k)`, 'lane')}`
  return [
    `const o = ${slot}`,
    `const t = [${table}]`,
    `${into}.fill(0, o, o + ${names.list(kernel.event).units})`,
    ...each('k', kernel.table.length, [start, ...each('i', `${list}[b]`, add)]),
  ]
}

const replay = (kernel: Of<'replay'>, emitter: Emitter): string[] => {
  const { names } = emitter
  const i = names.listIndex(kernel.event)
  const read = (column: string, at: string) =>
    `c${names.columnIndex(column)}[${slotOf(names, column, 0, 'lane')} + ${at}]`
  const copy = [
    `const from = ${read(kernel.start, 'tick')}`,
    `n${i} = ${read(kernel.start, 'tick + 1')} - from`,
    ...each('k', `n${i}`, [`e${i}[b${i} + 1 + k] = ${read(kernel.entries, 'from + k')}`]),
  ]
  return [
    ...turnList(kernel.event, emitter),
    `const tick = ${tickOf}`,
    ...block(`if (tick < ${kernel.ticks})`, copy),
    `e${i}[b${i}] = n${i}`,
  ]
}

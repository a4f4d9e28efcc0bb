/** carry and carry-graded: a thread a receiver, senders rising, one accumulator. The list of senders comes from the host, a part at a time. */
import type { Kernel, Layout } from '../../plan/plan.ts'
import { deviceOf, isReachable, keep, type Lowering, type Runtime, type Task } from './context.ts'
import { type Sources, sources } from './expression.ts'
import { rounded } from './rounding.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** Senders of a kernel: more mean another one. */
const CHUNK = 32

interface Ends {
  readonly layout: Layout
  readonly transposed: boolean
  readonly senders: number
  readonly receivers: number
}

const endsOf = ({ layout, transposed = false }: Of<'carry'> | Of<'carry-graded'>, { names }: Lowering): Ends => {
  const found = names.layout(layout)
  const [senders, receivers] = transposed ? [found.posts, found.pres] : [found.pres, found.posts]
  return { layout: found, transposed, senders, receivers }
}

/** Lines that add `add(element)` for the synapse from `sender` to this thread, if there is one. */
export const overSynapse = (
  layout: Layout,
  [pre, post]: readonly [string, string],
  from: Sources,
  add: (element: string) => string[],
): string[] => {
  if (layout.kind === 'dense') return [`const s = ${pre} * ${layout.stride}.0 + ${post};`, ...add('s')]
  const table = from.name({ from: 'table', layout: layout.name, table: 'element' })
  return [
    `const s = ${table}[${pre} * ${layout.posts}.0 + ${post}];`,
    'if (s >= 0.0) {',
    ...add('s').map(l => `  ${l}`),
    '}',
  ]
}

const pair = ({ transposed }: Ends, sender: string): readonly [string, string] =>
  transposed ? ['u', sender] : [sender, 'u']

/** undefined: the host must do it. */
export const carry = (kernel: Of<'carry'>, lowering: Lowering): Task | undefined => {
  const ends = endsOf(kernel, lowering)
  if (!isReachable(ends.layout)) return undefined
  const list = lowering.temporary(CHUNK)
  const from = sources()
  const port = from.name({ from: 'column', column: kernel.port, lag: kernel.slot ?? 0 })
  const weights = from.name({ from: 'column', column: kernel.weights, lag: 0 })
  const senders = from.name({ from: 'column', column: list, lag: 0 })
  const add = overSynapse(ends.layout, pair(ends, 'p'), from, s => [`sum = ${rounded(`sum + ${weights}[${s}]`)};`])
  const lines = [
    'const u = this.thread.x;',
    `let sum = ${port}[this.thread.x];`,
    `for (let k = 0; k < ${CHUNK}; k++) {`,
    `  const p = ${senders}[k];`,
    '  if (p >= 0.0) {',
    ...add.map(l => `    ${l}`),
    '  }',
    '}',
    'return sum;',
  ]
  const device = deviceOf(ends.receivers, from, lines, lowering)
  if (!device) return undefined
  return async (lane, runtime) => {
    const all = sendersOf(runtime.store.memory.list(kernel.event, lane, kernel.lag))
    for (let first = 0; first < all.length; first += CHUNK) {
      part(runtime, list, all.slice(first, first + CHUNK))
      runtime.store.put(kernel.port, lane, kernel.slot ?? 0, keep(device, lane, lowering.tables, runtime))
    }
  }
}

const part = ({ store }: Runtime, list: string, senders: readonly number[]): void => {
  store.fill(list, 0, 0, -1)
  store.memory.slot(list, 0, 0).set(senders)
}

/** The unit of each entry as often as it counts. */
const sendersOf = (list: Int32Array): number[] => {
  const all: number[] = []
  for (let i = 1; i <= list[0]; i++) for (let n = list[i] >>> 24; n >= 0; n--) all.push(list[i] & 0xffffff)
  return all
}

export const carryGraded = (kernel: Of<'carry-graded'>, lowering: Lowering): Task | undefined => {
  const ends = endsOf(kernel, lowering)
  if (!isReachable(ends.layout)) return undefined
  const from = sources()
  const port = from.name({ from: 'column', column: kernel.port, lag: 0 })
  const weights = from.name({ from: 'column', column: kernel.weights, lag: 0 })
  const value = from.name({ from: 'column', column: kernel.value, lag: kernel.valueLag ?? 0 })
  const product = (s: string) => [`sum = ${rounded(`sum + ${rounded(`${weights}[${s}] * v`)}`)};`]
  const lines = [
    'const u = this.thread.x;',
    `let sum = ${port}[this.thread.x];`,
    `for (let k = 0; k < ${ends.senders}; k++) {`,
    `  const v = ${value}[k];`,
    ...overSynapse(ends.layout, pair(ends, 'k'), from, product).map(l => `  ${l}`),
    '}',
    'return sum;',
  ]
  const device = deviceOf(ends.receivers, from, lines, lowering)
  if (!device) return undefined
  return async (lane, runtime) => runtime.store.put(kernel.port, lane, 0, keep(device, lane, lowering.tables, runtime))
}

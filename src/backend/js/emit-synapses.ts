/** The kernels over synapses as JavaScript: carry, carry-graded, learn. */
import type { Kernel, Layout } from '../../plan/plan.ts'
import { padded, rootsOf } from '../names.ts'
import { type Emitter, evaluate, listOf, type Place, rounded, slotOf } from './scope.ts'
import { statements } from './statements.ts'
import { block, each } from './text.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/**
 * Every synapse of the row `p`, posts rising: declares q (post) and s (element). The runs of layout i are the arrays
 * r<i>.rowStart, runPost, runLength and runOffset.
 */
export const overRow = (layout: Layout, emitter: Emitter, body: string[]): string[] => {
  if (layout.kind === 'dense') return each('q', layout.posts, [`const s = p * ${layout.stride} + q`, ...body])
  const r = `r${emitter.names.layoutIndex(layout.name)}`
  const run = each('i', `${r}.runLength[j]`, [`const q = ${r}.runPost[j] + i, s = ${r}.runOffset[j] + i`, ...body])
  return block(`for (let j = ${r}.rowStart[p]; j < ${r}.rowStart[p + 1]; j++)`, run)
}

/** Every synapse of the column `q`, pres rising: declares p and s. */
export const overColumn = (layout: Layout, emitter: Emitter, body: string[]): string[] => {
  if (layout.kind === 'dense') return each('p', layout.pres, [`const s = p * ${layout.stride} + q`, ...body])
  const r = `r${emitter.names.layoutIndex(layout.name)}`
  const inside = block(`if (i >= 0 && i < ${r}.runLength[j])`, [`const s = ${r}.runOffset[j] + i`, ...body])
  const runs = block(`for (let j = ${r}.rowStart[p]; j < ${r}.rowStart[p + 1]; j++)`, [
    `const i = q - ${r}.runPost[j]`,
    ...inside,
  ])
  return each('p', layout.pres, runs)
}

/** Every synapse of sender `from`; `to` and s are declared. */
const overReceivers = (layout: Layout, transposed: boolean | undefined, emitter: Emitter, body: string[]) =>
  transposed ? overColumn(layout, emitter, body) : overRow(layout, emitter, body)

export const carry = (kernel: Of<'carry'>, emitter: Emitter): string[] => {
  const { names, precision } = emitter
  const layout = names.layout(kernel.layout)
  const [from, to] = kernel.transposed ? ['q', 'p'] : ['p', 'q']
  const port = `c${names.columnIndex(kernel.port)}`
  const sum = rounded(`${port}[o + ${to}] + w`, precision)
  const add = `for (let k = 0; k < n; k++) ${port}[o + ${to}] = ${sum}`
  const weight = `const w = c${names.columnIndex(kernel.weights)}[${slotOf(names, kernel.weights, 0, 'lane')} + s]`
  const list = `e${names.listIndex(kernel.event)}`
  const entry = [
    `const entry = ${list}[b + 1 + x]`,
    `const ${from} = entry & 0xffffff, n = (entry >>> 24) + 1`,
    ...overReceivers(layout, kernel.transposed, emitter, [weight, add]),
  ]
  return [
    `const o = ${slotOf(names, kernel.port, kernel.slot ?? 0, 'lane')}`,
    `const b = ${listOf(names, kernel.event, kernel.lag, 'lane')}`,
    ...each('x', `${list}[b]`, entry),
  ]
}

export const carryGraded = (kernel: Of<'carry-graded'>, emitter: Emitter): string[] => {
  const { names, precision } = emitter
  const layout = names.layout(kernel.layout)
  const [from, to] = kernel.transposed ? ['q', 'p'] : ['p', 'q']
  const port = `c${names.columnIndex(kernel.port)}[o + ${to}]`
  const weight = `c${names.columnIndex(kernel.weights)}[${slotOf(names, kernel.weights, 0, 'lane')} + s]`
  const add = `${port} = ${rounded(`${port} + ${rounded(`${weight} * v`, precision)}`, precision)}`
  const value = `c${names.columnIndex(kernel.value)}[${slotOf(names, kernel.value, kernel.valueLag ?? 0, 'lane')} + ${from}]`
  return [
    `const o = ${slotOf(names, kernel.port, 0, 'lane')}`,
    ...each(from, kernel.transposed ? layout.posts : layout.pres, [
      `const v = ${value}`,
      ...overReceivers(layout, kernel.transposed, emitter, [add]),
    ]),
  ]
}

/** Runs once, as lane 0. Where it is guarded by lanes (rows, pres, posts), one active lane is enough. */
export const learn = (kernel: Of<'learn'>, emitter: Emitter): string[] => {
  const { names } = emitter
  const layout = names.layout(kernel.layout)
  const sums = (kernel.lanes ?? []).flatMap((node, k) => laneSum(node, k, layout, emitter))
  const place = placeOf('lane', layout)
  const { lines, of } = evaluate(rootsOf(kernel.body), { ...place, sums: k => `sum${k}` }, emitter)
  const skip = kernel.posts === undefined ? [] : ['if (!posts[q]) continue']
  const synapse = [...skip, ...sums, ...lines, ...statements(kernel.body, of, 's', emitter)]
  const guard = kernel.rows === undefined ? [] : rowGuard(kernel.rows, emitter)
  const skipRow = kernel.pres === undefined ? [] : ['if (!pres[p]) continue']
  return [
    ...(kernel.pres === undefined ? [] : marks('pres', kernel.pres, emitter)),
    ...(kernel.posts === undefined ? [] : marks('posts', kernel.posts, emitter)),
    ...each('p', layout.pres, [...skipRow, ...guard, ...overRow(layout, emitter, synapse)]),
  ]
}

const placeOf = (lane: string, layout: Layout): Place => ({
  lane,
  pre: 'p',
  post: 'q',
  synapse: 's',
  synapseIndex: `(p * ${layout.posts} + q)`,
})

/** A loop over the lanes that take part. */
const overLanes = (emitter: Emitter, body: string[]): string[] =>
  each('l', emitter.names.plan.lanes, ['if (!active(l)) continue', ...body])

const laneSum = (node: NonNullable<Of<'learn'>['lanes']>[number], k: number, layout: Layout, emitter: Emitter) => {
  const { lines, of } = evaluate([node], placeOf('l', layout), emitter)
  const sum = node.type === 'i32' ? `(sum${k} + ${of(node)}) | 0` : rounded(`sum${k} + ${of(node)}`, emitter.precision)
  return [`let sum${k} = 0`, ...overLanes(emitter, [...lines, `sum${k} = ${sum}`])]
}

const rowGuard = (rows: NonNullable<Of<'learn'>['rows']>, emitter: Emitter): string[] => {
  const { lines, of } = evaluate([rows], { lane: 'l', pre: 'p' }, emitter)
  const test = [...lines, `if (${of(rows)}) open = true`]
  return ['let open = false', ...overLanes(emitter, test), 'if (!open) continue']
}

/** `name[unit]` is 1 for the units with an entry in the newest list. */
const marks = (name: string, event: string, emitter: Emitter): string[] => {
  const { names } = emitter
  const list = `e${names.listIndex(event)}`
  return [
    `const ${name} = new Uint8Array(${padded(names.list(event).units)})`,
    ...overLanes(emitter, [
      `const b = ${listOf(names, event, 0, 'l')}`,
      ...each('x', `${list}[b]`, [`${name}[${list}[b + 1 + x] & 0xffffff] = 1`]),
    ]),
  ]
}

/** Learn: a thread a synapse. With one lane, only the synapses of the units that have an event are visited. */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Layout } from '../../plan/plan.ts'
import { type Context, type Lane, listAt, marksAt, ownLane } from './context.ts'
import { learnRows, takesRows } from './emit-learn-rows.ts'
import { statements } from './emit-step.ts'
import { evaluate, evaluateBody, type Place } from './evaluate.ts'
import { merged } from './merge.ts'
import { laneOf, otherLane, overLanes } from './over-lanes.ts'
import { block, share } from './text.ts'

type Learn = Extract<Kernel, { verb: 'learn' }>

/** What guards a synapse: rows (of pre), pres, posts. */
const guards = ['rows', 'pres', 'posts'] as const

/** Whether the guards need all lanes and are worked out before the synapses. */
export const needsMarks = (kernel: Learn, lanes: number): boolean =>
  lanes > 1 && guards.some(guard => kernel[guard] !== undefined)

/** Marks pres and posts that an active lane holds open. */
export const marks = (kernel: Learn, context: Context): string[] => {
  const layout = context.names.layout(kernel.layout)
  return guards.flatMap((guard, k) => {
    const given = kernel[guard]
    if (given === undefined) return []
    const test = typeof given === 'string' ? eventTest(given, context) : rowTest(given, context)
    return share('u', guard === 'posts' ? layout.posts : layout.pres, context.threads, [
      'var open = 0;',
      ...overLanes(context, test),
      `I[${marksAt(context, k)} + u] = open;`,
    ])
  })
}

const eventTest = (event: string, context: Context): string[] =>
  block(`if (count_of(${listAt(context, event, 0, otherLane)}, u) > 0)`, ['open = 1;'])

const rowTest = (rows: Node, context: Context): string[] => {
  const { lines, of } = evaluate([rows], { lane: otherLane, pre: 'u' }, context)
  return [...lines, ...block(`if (${of(rows)})`, ['open = 1;'])]
}

export const learn = (kernel: Learn, context: Context): string[] => {
  const layout = context.names.layout(kernel.layout)
  const place = placeOf(ownLane, layout)
  if (context.names.plan.lanes > 1 && takesRows(kernel, layout)) return learnRows(kernel, layout, context)
  const sums = (kernel.lanes ?? []).flatMap((node, k) => laneSum(node, k, layout, context))
  const given = merged(kernel.body)
  const values = evaluateBody(given, { ...place, sums: k => `sum${k}` }, context)
  const body = [...sums, ...values.lines, ...statements(given, values, { at: 's' }, context)]
  if (context.names.plan.lanes > 1) return everySynapse(layout, guarded(markTests(kernel, context), body), context)
  if (layout.kind === 'rows') return everySynapse(layout, oneLaneGuard(kernel, body, context), context)
  return openSynapses(kernel, layout, body, context)
}

const placeOf = (lane: Lane, layout: Layout): Place => ({
  lane,
  pre: 'p',
  post: 'q',
  synapse: 's',
  synapseIndex: `(p * ${layout.posts} + q)`,
})

const laneSum = (node: Node, k: number, layout: Layout, context: Context): string[] => {
  const { lines, of } = evaluate([node], placeOf(laneOf(context), layout), context)
  const add = [...lines, `sum${k} = sum${k} + ${of(node)};`]
  const loop = context.names.plan.lanes > 1 ? overLanes(context, add) : block('', add)
  return [`var sum${k} = ${node.type === 'i32' ? '0i' : '0f'};`, ...loop]
}

const guarded = (tests: string[], body: string[]): string[] =>
  tests.length ? block(`if (${tests.join(' && ')})`, body) : body

const markTests = (kernel: Learn, context: Context): string[] =>
  guards.flatMap((guard, k) =>
    kernel[guard] === undefined ? [] : [`I[${marksAt(context, k)} + ${guard === 'posts' ? 'q' : 'p'}] != 0`],
  )

const oneLaneGuard = ({ pres, posts, rows }: Learn, body: string[], context: Context): string[] => {
  const guard = rows === undefined ? undefined : evaluate([rows], { lane: ownLane, pre: 'p' }, context)
  const tests = [
    ...(pres === undefined ? [] : [`count_of(${listAt(context, pres)}, p) > 0`]),
    ...(posts === undefined ? [] : [`count_of(${listAt(context, posts)}, q) > 0`]),
    ...(guard ? [guard.of(rows!)] : []),
  ]
  return [...(guard?.lines ?? []), ...guarded(tests, body)]
}

const everySynapse = (layout: Layout, body: string[], context: Context): string[] => {
  if (layout.kind === 'dense')
    return share('e', layout.pres * layout.posts, context.threads, [
      `let p = i32(u32(e) / ${layout.posts}u);`,
      `let q = i32(u32(e) % ${layout.posts}u);`,
      `let s = p * ${layout.stride} + q;`,
      ...body,
    ])
  const rows = context.tables.rows(layout.name)
  return share('s', layout.size, context.threads, [
    `let p = T[${rows.pre} + s];`,
    ...block('if (p >= 0)', [`let q = T[${rows.post} + s];`, ...body]),
  ])
}

/** Dense, one lane: the units with an event times the others. */
const openSynapses = (kernel: Learn, layout: Layout & { kind: 'dense' }, body: string[], context: Context) => {
  const { pres, posts, rows } = kernel
  const lists = [
    ...(pres === undefined ? [] : [`let pre = ${listAt(context, pres)};`]),
    ...(posts === undefined ? [] : [`let post = ${listAt(context, posts)};`, 'let width = I[post];']),
  ]
  const width = posts === undefined ? String(layout.posts) : 'width'
  const height = pres === undefined ? String(layout.pres) : 'I[pre]'
  const guard = rows === undefined ? undefined : evaluate([rows], { lane: ownLane, pre: 'p' }, context)
  const inner = guard ? [...guard.lines, ...block(`if (${guard.of(rows!)})`, body)] : body
  const pair = [
    pres === undefined ? `let p = e / ${width};` : `let p = I[pre + 1 + e / ${width}] & 0xffffff;`,
    posts === undefined ? `let q = e % ${width};` : `let q = I[post + 1 + e % ${width}] & 0xffffff;`,
    `let s = p * ${layout.stride} + q;`,
  ]
  return [...lists, ...share('e', `${height} * ${width}`, context.threads, [...pair, ...inner])]
}

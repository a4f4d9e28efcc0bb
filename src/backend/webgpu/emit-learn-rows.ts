/**
 * Learn over several lanes, dense: a thread takes several posts of one pre, so that what hangs on the pre alone is read once for all
 * of them, and a lane whose guard does not hold for the pre is left out.
 */
import type { Node } from '../../lang/node.ts'
import type { Kernel, Layout } from '../../plan/plan.ts'
import { nodesBelow, rootsOf } from '../names.ts'
import { type Context, marksAt, ownLane } from './context.ts'
import { statements } from './emit-step.ts'
import { evaluate, evaluateBody, type Place } from './evaluate.ts'
import { merged } from './merge.ts'
import { laneOf, overLanes, overOpenLanes } from './over-lanes.ts'
import { block, share } from './text.ts'

type Learn = Extract<Kernel, { verb: 'learn' }>
type Dense = Extract<Layout, { kind: 'dense' }>

/**
 * Posts of a thread at most, and what all of them may compute: the text of a long equation is not repeated. In software, where
 * workgroups are small, more: it has no use for many threads, and each looks at all lanes. On a card not measured.
 */
const MOST_TOGETHER = { software: 32, card: 8 }
const SMALL = 16
const MOST_NODES = 256
/** With fewer posts a row has not enough threads. */
const LEAST_APART = 16

/** Where posts are guarded, few may be open: then each is a thread of its own. */
export const takesRows = (kernel: Learn, layout: Layout): layout is Dense =>
  layout.kind === 'dense' && kernel.posts === undefined

/** Threads of a row; the posts of one are as many apart. A multiple of four where it can be, so that four neighbours are in one row. */
const apartOf = (kernel: Learn, { posts }: Dense, width: number): number => {
  const nodes = nodesBelow([...(kernel.lanes ?? []), ...rootsOf(kernel.body)]).length
  const together = width <= SMALL ? MOST_TOGETHER.software : MOST_TOGETHER.card
  const most = Math.min(together, Math.floor(MOST_NODES / nodes), Math.floor(posts / LEAST_APART))
  return most <= 1 ? posts : 4 * Math.ceil(posts / most / 4)
}

/** What is shared out among threads. */
export const rowParts = (kernel: Learn, layout: Dense, width: number): number =>
  layout.pres * apartOf(kernel, layout, width)

export const learnRows = (kernel: Learn, layout: Dense, context: Context): string[] => {
  const apart = apartOf(kernel, layout, context.width)
  const posts = Array.from({ length: Math.ceil(layout.posts / apart) }, (_, k) => k)
  const given = merged(kernel.body)
  const bodies = posts.map(k => {
    const place = { ...placeOf(k, layout), lane: ownLane, sums: (i: number) => `sum${i}_${k}` }
    const values = evaluateBody(given, place, context)
    const lines = [...values.lines, ...statements(given, values, { at: `s${k}` }, context)]
    return (k + 1) * apart > layout.posts ? block(`if (q + ${k * apart} < ${layout.posts})`, lines) : block('', lines)
  })
  const inside = [
    ...posts.flatMap(k => postOf(k, apart, layout)),
    ...(kernel.lanes ?? []).flatMap((node, i) => laneSums(node, i, posts, layout, context)),
    ...bodies.flat(),
  ]
  return share('e', rowParts(kernel, layout, context.width), context.threads, [
    `let p = i32(u32(e) / ${apart}u);`,
    `let q = i32(u32(e) % ${apart}u);`,
    ...guarded(kernel, inside, context),
  ])
}

const guarded = (kernel: Learn, body: string[], context: Context): string[] => {
  const tests = (['rows', 'pres'] as const).flatMap((guard, k) =>
    kernel[guard] === undefined ? [] : [`I[${marksAt(context, k)} + p] != 0`],
  )
  return tests.length ? block(`if (${tests.join(' && ')})`, body) : body
}

/** Past the last post a thread reads the last one's values, for sums that nobody stores. */
const postOf = (k: number, apart: number, { posts, stride }: Dense): string[] => {
  const past = (k + 1) * apart > posts
  const post = k === 0 ? 'q' : past ? `min(q + ${k * apart}, ${posts - 1})` : `q + ${k * apart}`
  return [`let q${k} = ${post};`, `let s${k} = p * ${stride} + q${k};`]
}

const placeOf = (k: number, { posts }: Dense): Omit<Place, 'lane'> => ({
  pre: 'p',
  post: `q${k}`,
  synapse: `s${k}`,
  synapseIndex: `(p * ${posts} + q${k})`,
})

/**
 * Sum i over the lanes for each of the posts. What is 0 where a test of the pre alone fails is left out there: a sum that began with 0
 * is never -0, so that adding 0 changes no bit.
 */
const laneSums = (node: Node, i: number, posts: number[], layout: Dense, context: Context): string[] => {
  const zero = node.type === 'i32' ? '0i' : '0f'
  const { test, value } = guardedValue(node)
  const lane = laneOf(context)
  const ofRow = (roots: readonly Node[]) => {
    const same = ofPre(roots)
    const { lines, of } = evaluate(same, { lane, pre: 'p' }, context)
    return { lines, known: new Map(same.map(n => [n, of(n)])) }
  }
  const { lines: first, known } = ofRow([value])
  const add = posts.flatMap(k => {
    const { lines, of } = evaluate([value], { ...placeOf(k, layout), lane }, context, known)
    return [...lines, `sum${i}_${k} = sum${i}_${k} + ${of(value)};`]
  })
  const sums = posts.map(k => `var sum${i}_${k} = ${zero};`)
  if (test === undefined) return [...sums, ...overLanes(context, [...first, ...add])]
  const guard = ofRow([test])
  return [...sums, ...overOpenLanes(context, guard.lines, guard.known.get(test)!, [...first, ...add])]
}

const guardedValue = (node: Node): { test?: Node; value: Node } => {
  const [test, value, other] = node.args
  const isGuard = node.op === 'select' && Object.is(other.value, 0) && ofPre([test]).includes(test)
  return isGuard ? { test, value } : { value: node }
}

/** The nodes that are the same for all synapses of a pre. */
const ofPre = (roots: readonly Node[]): Node[] => {
  const same = new Set<Node>()
  for (const node of nodesBelow(roots)) if (isOfPre(node, same)) same.add(node)
  return [...same]
}

const isOfPre = ({ op, leaf, args }: Node, same: ReadonlySet<Node>): boolean => {
  if (!leaf) return op !== 'poisson' && args.every(arg => same.has(arg))
  if (leaf.read === 'load' || leaf.read === 'taps') return leaf.at === 'pre' || leaf.at === 'fixed'
  return leaf.read === 'scalar' || leaf.of === 'pre' || leaf.of === 'lane'
}

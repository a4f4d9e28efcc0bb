/** Which synapses exist: the layout of a projection. */
import { nearest, SpecError } from '../errors.ts'
import type { Expr } from '../lang/expr.ts'
import { lowerExpr } from '../lang/lower.ts'
import { hostRandom, streamKey } from '../lang/random.ts'
import { within } from '../lang/within.ts'
import { describe, equation } from '../spec/model.ts'
import type { Connect } from '../spec/types.ts'
import type { Context } from './context.ts'
import type { Proj } from './network.ts'
import type { Layout } from './plan.ts'
import { synapseScope } from './synapse-scope.ts'
import { synapseValue } from './synapse-value.ts'

export interface Fans {
  in: number[] // per post unit
  out: number[] // per pre unit
}

/** Layout of the projection; posts of each pre are rising. */
export const layoutOf = (ctx: Context, p: Proj): Layout => {
  const connect = p.spec.connect ?? 'all'
  const pres = p.from.pop.size
  const posts = p.to.pop.size
  if (connect === 'all' || (typeof connect === 'object' && 'probability' in connect)) checkPairs(p, pres, posts)
  if (connect === 'all') {
    const stride = padded(posts)
    return { name: p.name, kind: 'dense', pres, posts, stride, size: pres * stride }
  }
  return rowsLayout(
    p.name,
    pres,
    posts,
    within(`${p.path}.connect`, () => targets(ctx, p, connect)),
  )
}

/** More pairs than this do not fit in the memory of any back end. */
const mostPairs = 2 ** 30

const checkPairs = (p: Proj, pres: number, posts: number): void => {
  if (pres * posts > mostPairs)
    throw new SpecError(p.path, `at most ${mostPairs} pairs of units (connect them sparsely)`, `${pres} x ${posts}`)
}

const padded = (n: number) => Math.ceil(n / 16) * 16

export const fansOf = (layout: Layout): Fans => {
  if (layout.kind === 'dense')
    return { in: new Array(layout.posts).fill(layout.pres), out: new Array(layout.pres).fill(layout.posts) }
  const fans: Fans = { in: new Array(layout.posts).fill(0), out: new Array(layout.pres).fill(0) }
  eachSynapse(layout, (pre, post) => {
    fans.in[post]++
    fans.out[pre]++
  })
  return fans
}

/** Calls `visit` for every synapse, pres rising, then posts rising. */
export const eachSynapse = (layout: Layout, visit: (pre: number, post: number, element: number) => void): void =>
  eachRun(layout, (pre, post, element, length) => {
    for (let k = 0; k < length; k++) visit(pre, post + k, element + k)
  })

/** The same, but once for synapses that lie side by side and lead to one unit after the other. */
export const eachRun = (
  layout: Layout,
  visit: (pre: number, post: number, element: number, length: number) => void,
): void => {
  for (let pre = 0; pre < layout.pres; pre++)
    if (layout.kind === 'dense') visit(pre, 0, pre * layout.stride, layout.posts)
    else
      for (let r = layout.rowStart[pre]; r < layout.rowStart[pre + 1]; r++)
        visit(pre, layout.runPost[r], layout.runOffset[r], layout.runLength[r])
}

const rowsLayout = (name: string, pres: number, posts: number, rows: number[][]): Layout => {
  const rowStart = new Int32Array(pres + 1)
  const runs: { post: number; length: number }[] = []
  rows.forEach((row, pre) => {
    let run: { post: number; length: number } | undefined
    for (const post of row) {
      if (run && post === run.post + run.length) run.length++
      else {
        run = { post, length: 1 }
        runs.push(run)
      }
    }
    rowStart[pre + 1] = runs.length
  })
  const runOffset = new Int32Array(runs.length)
  let size = 0
  runs.forEach((run, r) => {
    runOffset[r] = size
    size += Math.ceil(run.length / 4) * 4
  })
  const of = (f: (run: { post: number; length: number }) => number) => Int32Array.from(runs, f)
  return {
    name,
    kind: 'rows',
    pres,
    posts,
    size: Math.max(4, size),
    rowStart,
    runPost: of(r => r.post),
    runLength: of(r => r.length),
    runOffset,
  }
}

const targets = (ctx: Context, p: Proj, connect: Exclude<Connect, 'all'>): number[][] => {
  const pres = p.from.pop.size
  const posts = p.to.pop.size
  if (connect === 'one-to-one') {
    if (pres !== posts) throw new SpecError('', `populations of one size`, `${pres} and ${posts} units`)
    return Array.from({ length: pres }, (_, i) => [i])
  }
  if (typeof connect === 'string' && isWord(connect)) throw unknown(connect)
  if (typeof connect === 'string') return byEquation(ctx, p, connect)
  const random = hostRandom(streamKey(ctx.network.experiment.seed, 0, `${p.name}.connect`))
  if ('probability' in connect) {
    const { probability } = connect
    if (!(probability >= 0 && probability <= 1))
      throw new SpecError('probability', 'a number from 0 to 1', describe(probability))
    return Array.from({ length: pres }, () =>
      Array.from({ length: posts }, (_, j) => j).filter(() => random.uniform() < probability),
    )
  }
  if ('fanIn' in connect) return byFanIn(connect.fanIn, pres, posts, random)
  if ('patch' in connect) return byPatch(p, connect)
  throw unknown(connect)
}

/** 'one-to-many' is meant as a name: as an equation it would be a difference of three. */
const isWord = (text: string): boolean => /^[a-z]+(-[a-z]+)*$/i.test(text)

const unknown = (connect: unknown): SpecError => {
  const near = typeof connect === 'string' ? nearest(connect, ['all', 'one-to-one']) : undefined
  const hint = near ? ` (did you mean '${near}'?)` : ''
  return new SpecError(
    '',
    `'all', 'one-to-one', { probability }, { fanIn }, { patch, stride } or an equation${hint}`,
    describe(connect),
  )
}

const byFanIn = (fanIn: number, pres: number, posts: number, random: ReturnType<typeof hostRandom>): number[][] => {
  if (!Number.isInteger(fanIn) || fanIn < 0 || fanIn > pres)
    throw new SpecError('fanIn', `a whole number from 0 to ${pres}`, describe(fanIn))
  const rows: number[][] = Array.from({ length: pres }, () => [])
  for (let post = 0; post < posts; post++)
    for (const pre of [...random.shuffle(pres)].slice(0, fanIn)) rows[pre].push(post)
  return rows
}

/** Local patches of an image: group g of the target takes patch g; member m is pixel m of the patch, row by row. */
const byPatch = (p: Proj, { patch, stride }: { patch: [number, number]; stride: number }): number[][] => {
  const { shape, size } = p.from.pop
  if (!shape)
    throw new SpecError(
      'patch',
      `a source with a shape of rows and columns`,
      `'${p.from.pop.name}' of ${size} units in a line`,
    )
  const [rows, columns] = shape
  const down = Math.floor((rows - patch[0]) / stride) + 1
  const across = Math.floor((columns - patch[1]) / stride) + 1
  const { groups, members } = p.to.pop
  if (!(down > 0 && across > 0))
    throw new SpecError(
      'patch',
      `at most the ${rows} x ${columns} of '${p.from.pop.name}'`,
      `${patch[0]} x ${patch[1]}`,
    )
  if (groups !== down * across || members !== patch[0] * patch[1])
    throw new SpecError(
      'patch',
      `a target of shape [${down * across}, ${patch[0] * patch[1]}]`,
      `[${groups}, ${members}]`,
    )
  const targetsOf: number[][] = Array.from({ length: size }, () => [])
  for (let group = 0; group < groups; group++)
    for (let member = 0; member < members; member++) {
      const row = Math.floor(group / across) * stride + Math.floor(member / patch[1])
      const column = (group % across) * stride + (member % patch[1])
      targetsOf[row * columns + column].push(group * members + member)
    }
  return targetsOf
}

const byEquation = (ctx: Context, p: Proj, text: string): number[][] => {
  const expr = equation(text, '')
  const scope = synapseScope(ctx, p, `${p.name}.connect`)
  const { node } = lowerExpr(expr, scope)
  if (node.type !== 'bool') throw new SpecError('', 'a truth value of pre and post', 'a number')
  const run = synapseValue(ctx, p, node)
  const candidates = postsWorthAsking(p, expr, side => {
    return synapseValue(ctx, p, lowerExpr(side, scope).node)
  })
  return Array.from({ length: p.from.pop.size }, (_, pre) => candidates(pre).filter(post => run(pre, post)))
}

type SideValue = (pre: number, post: number) => number

/** Where a condition asks that a name of pre equals a name of post, only posts with that value: not every pair of units is tried. */
const postsWorthAsking = (p: Proj, expr: Expr, valueFor: (side: Expr) => SideValue): ((pre: number) => number[]) => {
  const all = Array.from({ length: p.to.pop.size }, (_, post) => post)
  const equal = equalities(expr)[0]
  if (!equal) return () => all
  const ofPost = valueFor(equal.post)
  const ofPre = valueFor(equal.pre)
  const buckets = new Map<number, number[]>()
  for (const post of all) {
    const value = ofPost(0, post)
    const bucket = buckets.get(value)
    if (bucket) bucket.push(post)
    else buckets.set(value, [post])
  }
  return pre => buckets.get(ofPre(pre, 0)) ?? []
}

/** The parts of a condition, all of which must hold, of the form pre.x == post.y. */
const equalities = (expr: Expr): { pre: Expr; post: Expr }[] => {
  if (expr.kind !== 'binary') return []
  if (expr.op === '&&') return [...equalities(expr.left), ...equalities(expr.right)]
  const sides = [expr.left, expr.right]
  const of = (side: string) => sides.find(s => s.kind === 'name' && s.name.startsWith(`${side}.`))
  const [pre, post] = [of('pre'), of('post')]
  return expr.op === '==' && pre && post ? [{ pre, post }] : []
}

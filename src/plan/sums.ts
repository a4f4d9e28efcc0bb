/** Which learned quantities of a rule are sums of what happened, so that those of several networks add up. */
import type { Expr } from '../lang/expr.ts'
import { equation, pairs } from '../spec/model.ts'
import type { Equations, Part, Rule } from '../spec/types.ts'
import { namesIn } from '../spec/walk.ts'
import type { Proj } from './network.ts'

interface Assigned {
  name: string
  expr: Expr
  /** Names that it reads, through what else its handler assigns. */
  reads: Set<string>
  /** At a moment of the protocol, not with an event of a unit or a tick. */
  atMoment: boolean
}

/** The columns whose sums give what the projection has learned (`beta`, or its weights); or else the name of one that is no sum. */
export const sumsOf = ({ name, rule }: Proj): { columns: string[] } | { not: string } => {
  const { learned, assigned } = read(rule!)
  const of = (x: string) => assigned.filter(a => a.name === x)
  const result = learned.has('beta') ? 'beta' : 'w'
  const needs = new Set(of(result).flatMap(a => [...a.reads].filter(x => learned.has(x) && x !== 'w')))
  const bad = [...needs].find(x => !isSum(of(x), rule!, learned))
  if (bad !== undefined || needs.size === 0 || !of(result).every(a => a.atMoment)) return { not: bad ?? result }
  return { columns: [...needs].map(x => `${name}.${x}`) }
}

const read = (rule: Rule): { learned: Set<string>; assigned: Assigned[] } => {
  const sides = (['pre', 'post'] as const).map(side => ({ side, part: rule[side] ?? {} }))
  const learned = new Set([
    'w',
    ...Object.keys(rule.synapse ?? {}),
    ...sides.flatMap(({ side, part }) => Object.keys(part.learned ?? {}).map(x => `${side}.${x}`)),
  ])
  const assigned = [
    ...Object.entries(rule.on).flatMap(([key, equations]) => handler(key, equations, x => x)),
    ...sides.flatMap(({ side, part }) => ofPart(part, side)),
  ]
  return { learned, assigned }
}

const ofPart = (part: Part, side: string): Assigned[] => {
  const own = new Set([...Object.keys(part.state ?? {}), ...Object.keys(part.learned ?? {}), ...stepped(part)])
  const qualified = (x: string) => (own.has(x) ? `${side}.${x}` : x)
  return [
    ...handler('tick', part.step ?? {}, qualified),
    ...Object.entries(part.on ?? {}).flatMap(([key, equations]) => handler(key, equations, qualified)),
  ]
}

const stepped = (part: Part): string[] => pairs(part.step).map(([x]) => x)

const handler = (key: string, equations: Equations, named: (x: string) => string): Assigned[] => {
  const known = new Map<string, Set<string>>()
  const atMoment = !/^(pre|post)\.\w+$|^tick$/.test(key)
  return pairs(equations).map(([target, text]) => {
    const expr = equation(text, target)
    const names = [...namesIn(expr), ...(known.has('when') ? ['when'] : [])]
    const reads = new Set(names.flatMap(x => [named(x), ...(known.get(x) ?? [])]))
    known.set(target, reads)
    return { name: named(target), expr, reads, atMoment }
  })
}

/** Whatever is added reads nothing that was learned; the sum may shrink by a factor. */
const isSum = (assigned: Assigned[], rule: Rule, learned: ReadonlySet<string>): boolean =>
  assigned.length > 0 &&
  assigned.every(({ name, expr, reads }) => {
    if ([...reads].some(x => learned.has(x) && x !== name)) return false
    const isOwn = (x: string) => name === x || name.endsWith(`.${x}`)
    const [first, ...more] = expr.kind === 'binary' && expr.op === '*' ? [expr.left, expr.right] : termsOf(expr)
    const isScaled = expr.kind === 'binary' && expr.op === '*'
    const may = (x: string) => (isScaled ? x in rule.params : !isOwn(x))
    return first.kind === 'name' && isOwn(first.name) && more.every(e => namesIn(e).every(may))
  })

const termsOf = (e: Expr): Expr[] =>
  e.kind === 'binary' && (e.op === '+' || e.op === '-') ? [...termsOf(e.left), e.right] : [e]

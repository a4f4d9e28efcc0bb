/**
 * What a synapse has to know to learn: the class of every rule and of an experiment, read from its equations (docs/model.md, 'Locality').
 * local < broadcast < circuit < batch < transport; a class is the worst of everything that is reached.
 */
import type { Expr } from '../lang/expr.ts'
import { equation, pairs } from '../spec/model.ts'
import type { Part, Weights } from '../spec/types.ts'
import { namesIn, walk } from '../spec/walk.ts'
import type { Network, Pop, Proj, Source } from './network.ts'
import type { Planned } from './protocol.ts'

export const localities = ['local', 'broadcast', 'circuit', 'batch', 'transport'] as const
export type LocalityClass = (typeof localities)[number]

export interface Locality {
  class: LocalityClass
  /** What makes it so; empty for 'local'. */
  why: string
}

export interface Localities {
  experiment: Locality
  /** Of each projection with a rule, by name. */
  rules: Record<string, Locality>
}

/** A port fed by at most so many units carries a signal that is the same for all, not one of the unit's own. */
const FEW = 16

const local: Locality = { class: 'local', why: '' }
const worse = (a: Locality, b: Locality): Locality =>
  localities.indexOf(b.class) > localities.indexOf(a.class) ? b : a

export const localityOf = ({ network }: Pick<Planned, 'network'>): Localities => {
  const learning = network.projs.filter(p => p.rule)
  const rules = Object.fromEntries(learning.map(p => [p.name, reached(network, p, false)]))
  const experiment = learning.map(p => reached(network, p, true)).reduce(worse, local)
  return { experiment, rules }
}

interface Search {
  network: Network
  seen: Set<string>
  found: Locality
  /** Whether to go on through projections to the units that feed a port. */
  through: boolean
}

const reached = (network: Network, p: Proj, through: boolean): Locality => {
  const search: Search = { network, seen: new Set(), found: local, through }
  for (const [event, equations] of Object.entries(p.rule!.on)) {
    const unit = /^(pre|post)\.(\w+)$/.exec(event)
    if (unit) visitName(search, popOf(p, unit[1]), unit[2])
    for (const [target, text] of pairs(equations))
      visitRule(search, p, equation(text, `${p.path}.rule.on.${event}.${target}`))
  }
  return search.found
}

const popOf = (p: Proj, side: string): Pop => (side === 'pre' ? p.from.pop : p.to.pop)

const add = (search: Search, cls: LocalityClass, why: string): void => {
  search.found = worse(search.found, { class: cls, why })
}

/** An equation of a rule: its sums, and what it reads of its two units. */
const visitRule = (search: Search, p: Proj, expr: Expr): void => {
  for (const axis of axesOf(expr)) {
    if (axis.axis === 'lanes') add(search, 'batch', `${axis.text} of the rule of '${p.name}'`)
    if (axis.axis === 'all') add(search, axis.isDraw ? 'circuit' : 'batch', `${axis.text} of the rule of '${p.name}'`)
  }
  for (const name of namesIn(expr)) {
    const [side] = name.split('.')
    if (side === 'pre' || side === 'post') visitSide(search, p, side, name)
  }
}

const visitSide = (search: Search, p: Proj, side: 'pre' | 'post', name: string): void => {
  const part = p.rule![side]
  const own = name.slice(side.length + 1)
  if (part && partNames(part).has(own)) visitPart(search, p, side, part, own)
  else visitName(search, popOf(p, side), own)
}

const partNames = (part: Part): Set<string> =>
  new Set([...Object.keys(part.state ?? {}), ...Object.keys(part.learned ?? {}), ...pairs(part.step).map(([n]) => n)])

/** A trace of the rule: whatever assigns it. */
const visitPart = (search: Search, p: Proj, side: 'pre' | 'post', part: Part, name: string): void => {
  const key = `${p.name}.${side}.${name}`
  if (search.seen.has(key)) return
  search.seen.add(key)
  const names = partNames(part)
  const all = [...pairs(part.step), ...Object.values(part.on ?? {}).flatMap(pairs)].filter(
    ([target]) => target === name,
  )
  for (const [, text] of all) {
    const expr = equation(text, key)
    visitFolds(search, expr, key)
    for (const n of namesIn(expr)) {
      if (names.has(n)) visitPart(search, p, side, part, n)
      else if (n.startsWith(`${side}.`)) visitSide(search, p, side, n)
    }
  }
}

/** A column, port or event of a unit: every equation that decides its value. */
const visitName = (search: Search, pop: Pop, name: string): void => {
  const key = `${pop.name}.${name}`
  if (search.seen.has(key)) return
  search.seen.add(key)
  const { model } = pop
  if (model.ports.has(name)) visitPort(search, pop, name)
  for (const event of model.events) if (event.name === name) visitUnit(search, pop, event.expr, key)
  const steps = Object.values(model.steps).flat()
  for (const a of steps) if (a.target === name) visitUnit(search, pop, a.expr, key)
  for (const handler of model.handlers) {
    const locals = new Set(handler.assigns.filter(a => !a.target.includes('.')).map(a => a.target))
    if (!handler.assigns.some(a => a.target === name)) continue
    visitName(search, pop, handler.event)
    for (const a of handler.assigns) if (a.target === name || locals.has(a.target)) visitUnit(search, pop, a.expr, key)
  }
}

const visitUnit = (search: Search, pop: Pop, expr: Expr, key: string): void => {
  visitFolds(search, expr, key)
  for (const name of namesIn(expr)) visitName(search, pop, name)
}

/** Reductions and common draws in an equation of a unit. */
const visitFolds = (search: Search, expr: Expr, where: string): void => {
  for (const { axis, text } of axesOf(expr)) {
    if (axis === 'lanes') add(search, 'batch', `${text} in ${where}`)
    if (axis === 'group' || axis === 'all') add(search, 'circuit', `${text} in ${where}`)
  }
}

const axesOf = (expr: Expr): { axis: string; text: string; isDraw: boolean }[] => {
  const found: { axis: string; text: string; isDraw: boolean }[] = []
  walk(expr, e => {
    if (e.kind !== 'call' || e.args[0]?.kind !== 'name') return
    const isDraw = ['rand', 'randn'].includes(e.fn)
    if (!isDraw && !['sum', 'max', 'count', 'argmax'].includes(e.fn)) return
    found.push({ axis: e.args[0].name, text: `${e.fn}(${e.args[0].name}${isDraw ? '' : ', ..'})`, isDraw })
  })
  return found
}

const visitPort = (search: Search, pop: Pop, port: string): void => {
  for (const p of search.network.projs) {
    if (p.to.pop !== pop || p.to.port !== port) continue
    if (p.spec.routine) add(search, 'batch', `routine '${p.spec.routine}' into ${pop.name}.${port}`)
    else visitWeights(search, p)
    if (search.through) for (const from of p.sources) visitSource(search, from)
  }
}

const visitSource = (search: Search, from: Source): void => visitName(search, from.pop, from.event ?? from.column!)

const visitWeights = (search: Search, p: Proj): void => {
  const where = `'${p.name}' into ${p.to.pop.name}.${p.to.port}`
  if (p.tie?.transposed) add(search, 'transport', `${where} reads '${p.tie.other}' backwards`)
  else if (isTransport(search.network, p.spec.weights)) add(search, 'transport', `${where} follows other weights`)
  if (p.from.pop.size <= FEW && p.spec.connect !== 'one-to-one')
    add(search, 'broadcast', `${where}: the same ${p.from.pop.size} signals for all`)
}

/** Weights made from those of another projection. A product of random matrices is a random matrix. */
const isTransport = (network: Network, weights: Weights | undefined): boolean => {
  if (typeof weights !== 'object' || weights === null || Array.isArray(weights)) return false
  if ('scale' in weights && 'of' in weights) return isTransport(network, weights.of)
  if ('transpose' in weights || 'sign' in weights || 'toward' in weights) return true
  if (!('product' in weights)) return false
  const [first, second] = weights.product
  return (
    isTransport(network, first.weights) ||
    isTransport(network, network.projs.find(p => p.name === second)?.spec.weights)
  )
}

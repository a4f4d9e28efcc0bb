/**
 * The past: delayed(x, d), filter(x, span, e) and average(x, d) (docs/model.md, 'The past').
 * In a step, a filter whose weight is a sum of decaying exponentials of lag runs as one recursion each, less what leaves the
 * span; every other, and every filter read at a moment, as taps in rising lag over a ring, or over the spike lists.
 */
import { SpecError } from '../errors.ts'
import { equal, NONE, TIME } from '../lang/dimension.ts'
import { exp } from '../lang/double.ts'
import type { Expr } from '../lang/expr.ts'
import { lowerExpr, type Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { print } from '../lang/print.ts'
import { exponentials, tabulate } from '../lang/symbolic.ts'
import { addColumn, keep, keepEvents, temporary } from './context.ts'
import { type Chain, convolved, homeOf, isEvent, letEquation, nameOf } from './past-chain.ts'
import { envKey, load, type Place } from './place.ts'
import { denseColumn, eventCount, flush, lowerAt, nameValue, portColumn, scopeOf } from './scope.ts'
import { columnOf, type Space } from './space.ts'

/** A synapse keeps no past of its own: each would need a ring. */
const inTrace =
  "a trace that the rule keeps for its units, such as pre: { state: { x: 0 }, step: { x: 'delayed(pre.spike, 5 ms)' } }"

export const pastCall = (place: Place, space: Space, fn: string, args: Expr[], at: At): Value | undefined => {
  if (fn !== 'filter' && fn !== 'average' && fn !== 'delayed') return undefined
  if (space.homes.length === 0) throw new SpecError(`${fn}()`, inTrace, `${fn}() in an equation of a synapse`)
  const expr: Expr = { kind: 'call', fn, args, at: 0 }
  const simple = place.mode === 'step' && fn === 'filter' ? recursion(place, space, expr, at) : undefined
  if (simple) return simple
  const chain = chainOf(place, space, expr)
  return { node: tapped(place, chain, at), dim: baseDim(place, chain, at) }
}

const baseDim = (place: Place, chain: Chain, at: At): Value['dim'] => {
  if (isEvent(chain)) return NONE
  const scratch: Place = { ...place, before: [], moved: new Map(), advance: false, env: new Map(), mode: 'moment' }
  return lowerAt(scratch, chain.space, chain.base, at).dim
}

/** A span of time as whole ticks. */
const ticksOf = (place: Place, space: Space, expr: Expr, what: string): number => {
  const value = lowerExpr(expr, scopeOf(place, space, 'unit'))
  const { node, dim } = value
  const isTime = dim === 'any' || equal(dim, TIME)
  if (node.op !== 'const' || !isTime) throw new SpecError(what, 'a constant time', print(expr))
  const ticks = Math.round(node.value! / place.ctx.network.dt)
  if (!(ticks >= 0) || ticks > 100_000) throw new SpecError(what, 'a time from 0 to 100000 ticks', print(expr))
  return ticks
}

const constants =
  (place: Place, space: Space) =>
  (name: string): number | undefined => {
    const value = nameValue(place, space, name, 'unit')
    return value?.node.op === 'const' ? value.node.value : undefined
  }

const tableOf = (place: Place, space: Space, call: Expr & { kind: 'call' }): number[] => {
  const { dt } = place.ctx.network
  if (call.fn === 'average') {
    if (call.args.length !== 2) throw new SpecError('average()', 'average(x, span)', `${call.args.length} arguments`)
    const n = ticksOf(place, space, call.args[1], 'average(x, span): span')
    if (n < 1) throw new SpecError('average(x, span): span', 'at least one tick', print(call.args[1]))
    return new Array(n).fill(1 / n)
  }
  if (call.args.length !== 3)
    throw new SpecError('filter()', 'filter(x, span, weight of lag)', `${call.args.length} arguments`)
  const n = ticksOf(place, space, call.args[1], 'filter(x, span, e): span')
  if (n < 1) throw new SpecError('filter(x, span, e): span', 'at least one tick', print(call.args[1]))
  const lags = Array.from({ length: n }, (_, k) => (k + 1) * dt)
  return tabulate(call.args[2], constants(place, space), lags)
}

/** Nested filters, averages and delays as one table over their innermost base; at a moment also through lets. */
const chainOf = (place: Place, space: Space, expr: Expr): Chain => {
  if (expr.kind === 'call' && expr.fn === 'delayed') {
    if (expr.args.length !== 2) throw new SpecError('delayed()', 'delayed(x, time)', `${expr.args.length} arguments`)
    const inner = chainOf(place, space, expr.args[0])
    return { ...inner, lag: inner.lag + ticksOf(place, space, expr.args[1], 'delayed(x, time): time') }
  }
  if (expr.kind === 'call' && (expr.fn === 'filter' || expr.fn === 'average')) {
    const inner = chainOf(place, space, expr.args[0])
    return { ...inner, table: convolved(inner.table, tableOf(place, space, expr)) }
  }
  if (expr.kind === 'name') {
    const outer = !space.variables.has(expr.name) && !space.ports.has(expr.name) ? space.outer?.(expr.name) : undefined
    if (outer) return chainOf(place, outer.space, { ...expr, name: outer.name })
    const through = place.mode === 'moment' ? letEquation(space, expr.name) : undefined
    if (through?.kind === 'call' && ['filter', 'average', 'delayed'].includes(through.fn))
      return chainOf(place, space, through)
  }
  return { space, base: expr, lag: 0, table: [1] }
}

/** Sum of table[k] * base(lag + k ticks ago). */
const tapped = (place: Place, chain: Chain, at: At): Node => {
  const { ctx } = place
  const { space, base, lag, table } = chain
  const last = lag + table.length - 1
  if (isEvent(chain) && !place.stepping && at === 'unit') return overLists(place, space, nameOf(base), lag, table)
  const column = ringOf(place, chain)
  const late = lateness(place, chain, at)
  keep(ctx, column, last + late)
  if (late > 0) return taps(place, column, at, late, table)
  // The ring's newest slot is written at the end of the step of its own compartment: there, the present is the value at hand.
  const writing = place.stepping?.space === space && !space.ports.has(nameOf(base))
  if (!writing || lag > 0) return taps(place, column, at, lag, table)
  const now = place.ctx.graph.op(
    'mul',
    place.ctx.graph.constant(table[0]),
    asNumber(place, presentValue(place, chain, at)),
  )
  return table.length === 1 ? now : ctx.graph.op('add', now, taps(place, column, at, 1, table.slice(1)))
}

/** In a unit's own equations the newest count of an event is that of the last tick: events come after them. */
const lateness = (place: Place, chain: Chain, at: At): number => {
  const { space, base, lag } = chain
  const isOwn = place.mode === 'step' && place.stepping?.space === space && isEvent(chain)
  return isOwn && lag === 0 && !place.env.has(envKey(space, nameOf(base), at)) ? 1 : 0
}

const asNumber = (place: Place, node: Node): Node => (node.type === 'i32' ? place.ctx.graph.op('toF32', node) : node)

const presentValue = (place: Place, chain: Chain, at: At): Node => lowerAt(place, chain.space, chain.base, at).node

const taps = (place: Place, column: string, at: At, lag: number, table: readonly number[]): Node => {
  const g = place.ctx.graph
  if (table.length === 1) return g.op('mul', g.constant(table[0]), load(place.ctx, column, at, lag))
  return g.leaf('f32', { read: 'taps', column, at, lag, table: [...table] })
}

const overLists = (place: Place, space: Space, event: string, lag: number, table: readonly number[]): Node => {
  const { ctx } = place
  const list = keepEvents(ctx, space.pop, event, lag + table.length - 1)
  const into = temporary(ctx, `taps:${place.equation}:${place.folds++}`, space.pop.size)
  place.before.push({ verb: 'taps', event: list, lag, table: [...table], into })
  return load(ctx, into, 'unit')
}

/** The ring that keeps the base: the port itself, the dense counts of an event, or a signal of its own. */
const ringOf = (place: Place, chain: Chain): string => {
  const { space, base } = chain
  const name = nameOf(base)
  if (space.ports.has(name)) return portColumn(place, space, name)
  if (space.events.some(e => e.name === name)) return denseColumn(place, space, name)
  const column = `${space.id}.${print(base)}#past`
  const home = homeOf(space, base) ?? place.stepping?.homes.at(-1) ?? space.homes[0]
  place.ctx.signals.set(column, { column, expr: base, space, home })
  addColumn(place.ctx, { name: column, size: space.pop.size, role: 'temporary' })
  return column
}

/** p(t) = a (p(t-1) + x(t) - a^n x(t-n)) for each term c exp(-lag rate), a = exp(-dt rate); their weighted sum is the filter. */
const recursion = (place: Place, space: Space, call: Expr & { kind: 'call' }, at: At): Value | undefined => {
  const { ctx } = place
  const { dt } = ctx.network
  if (call.args.length !== 3)
    throw new SpecError('filter()', 'filter(x, span, weight of lag)', `${call.args.length} arguments`)
  const sum = exponentials(call.args[2], constants(place, space))
  if (!sum || sum.terms.length === 0 || sum.terms.some(t => !(t.rate > 0))) return undefined
  const n = ticksOf(place, space, call.args[1], 'filter(x, span, e): span')
  if (n < 1) throw new SpecError('filter(x, span, e): span', 'at least one tick', print(call.args[1]))
  const key = print(call)
  const known = place.env.get(envKey(space, key, at))
  if (known) return known
  const g = ctx.graph
  const chain = chainOf(place, space, call.args[0])
  if (chain.table.length > 1) return undefined
  const x = place.advance ? lowerAt(place, space, call.args[0], at) : undefined
  const { pop } = space
  let result: Node | undefined
  sum.terms.forEach(({ rate, coefficient }, i) => {
    const column = `${space.id}.${key}#${i}`
    addColumn(ctx, { name: column, size: pop.size, role: 'temporary' })
    let p = load(ctx, column, at)
    if (x) {
      const a = exp(-dt * rate)
      const left = pastValue(place, chain, at, n)
      p = g.op('add', p, asNumber(place, x.node))
      p = g.op('sub', p, g.op('mul', g.constant(exp(-dt * rate * n)), left))
      p = flush(place, g.op('mul', g.constant(a), p))
      place.moved.set(column, p)
    }
    const term = g.op('mul', g.constant(coefficient), p)
    result = result ? g.op('add', result, term) : term
  })
  const value: Value = { node: result!, dim: x?.dim ?? baseDim(place, chain, at) }
  if (x) {
    place.env.set(envKey(space, key, at), value)
    rememberRecursion(
      place,
      chain,
      n,
      sum.terms.map(t => t.rate),
      `${space.id}.${key}`,
    )
  }
  return value
}

/** Recursions over ports are run again after learning: see recarry.ts. */
const rememberRecursion = (place: Place, chain: Chain, n: number, rates: number[], key: string): void => {
  const { ctx } = place
  const port = nameOf(chain.base)
  if (!chain.space.ports.has(port)) return
  const factors = rates.map(rate => exp(-ctx.network.dt * rate))
  ctx.recursions.set(key, {
    port: columnOf(chain.space, port),
    lag: chain.lag,
    n,
    factors,
    columns: rates.map((_, i) => `${key}#${i}`),
  })
}

/** The base `ago` ticks before its chain's own lag, within the step that writes its ring. */
const pastValue = (place: Place, chain: Chain, at: At, ago: number): Node => {
  const { space, base } = chain
  const lag = chain.lag + ago
  const name = nameOf(base)
  if (isEvent(chain)) return eventCount(place, space, name, at, lag + lateness(place, chain, at)).node
  const column = ringOf(place, chain)
  keep(place.ctx, column, lag)
  return load(place.ctx, column, at, lag)
}

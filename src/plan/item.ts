/** One item of a phase's order as kernels: the equations of its compartments, then events, their handlers, then what is kept of the past. */
import { SpecError } from '../errors.ts'
import { equal, toText } from '../lang/dimension.ts'
import type { Value } from '../lang/lower.ts'
import type { Node } from '../lang/node.ts'
import { float, toTicks } from '../lang/whole.ts'
import { within } from '../lang/within.ts'
import type { Assignment, Handler } from '../spec/model.ts'
import { addColumn, type Context, keepEvents, temporary } from './context.ts'
import { asEquation, envKey, load, newPlace, type Place } from './place.ts'
import type { Kernel, Statement } from './plan.ts'
import { denseColumn, flush, lowerAt, scopeOf, stateColumn } from './scope.ts'
import { columnOf, isDuration, type Space, variableDim } from './space.ts'

export interface Item {
  space: Space
  homes: string[] // compartments stepped
  /** Of a rule's part: the compartments of its unit that the phase steps. Events of the others do not happen in it. */
  unit?: string[]
}

interface Writing {
  place: Place
  space: Space
  learn: boolean
  unit: string[]
  final: Map<string, Node> // state columns to their value at the end
  late: Statement[] // bodies of rare handlers
}

/** Kernels of an item: turns of its rings, then reductions, then the step. */
export const stepItem = (ctx: Context, item: Item, phase: string, learn: boolean): Kernel[] => {
  const { space, homes } = item
  const place = newPlace(ctx, 'step', phase)
  place.stepping = item
  const w: Writing = { place, space, learn, unit: item.unit ?? homes, final: new Map(), late: [] }
  for (const home of homes) for (const a of space.steps[home] ?? []) assign(w, a)
  const events = space.events.filter(e => homes.includes(e.home))
  const raised = events.map(e => raise(w, e))
  for (const handler of space.handlers)
    onEvent(
      w,
      handler,
      events.map(e => e.name),
    )
  const body: Statement[] = [...raised.flat(), ...stores(w), ...keepPast(w, item)]
  const turned = new Set(body.flatMap(s => (s.do === 'store' && isRing(ctx, s.column) ? [s.column] : [])))
  const turns: Kernel[] = [...turned].map(column => ({ verb: 'turn', column, zero: false }))
  if (body.length === 0) return place.before
  return [...turns, ...place.before, { verb: 'step', name: `${space.id}`, units: space.pop.size, body }]
}

/** Rings written by steps: dense event counts and signals. Their depth is known only at the end, so they turn even at depth 1. */
const isRing = (_ctx: Context, column: string): boolean => column.endsWith('#past') || column.endsWith('#count')

/** Lowers an assignment and remembers the value under its name; state is stored at the end. */
const assign = (w: Writing, a: Assignment, when?: Node): void => {
  const { place, space } = w
  const path = `${space.path}.${a.path}`
  const variable = space.variables.get(a.target)
  if (variable?.kind === 'learned' && !w.learn) return
  const value = within(path, () =>
    asEquation(place, `${space.id}.${a.path}`, true, () => lowerAt(place, space, a.expr)),
  )
  if (value.node.type === 'bool') throw new SpecError(path, 'a number (write test ? 1 : 0)', 'a truth value')
  if (!variable) {
    place.locals.set(a.target, { node: flush(place, value.node), dim: value.dim })
    return
  }
  put(w, a.target, value, path, when)
}

const put = (w: Writing, name: string, value: Value, path: string, when?: Node): void => {
  const { place, space } = w
  const g = place.ctx.graph
  const variable = space.variables.get(name)!
  const key = envKey(space, name, 'unit')
  if (variable.kind === 'let') {
    place.env.set(key, { node: flush(place, value.node), dim: value.dim })
    return
  }
  checkDim(space, name, value, path)
  const column = stateColumn(place, space, name)
  let node = stored(place, space, name, value.node)
  if (when) node = g.op('select', when, node, w.final.get(column) ?? storedOld(place, column))
  w.final.set(column, node)
  place.env.set(key, { node, dim: variableDim(space, variable) })
}

const numeric = (place: Place, node: Node): Node => (node.type === 'i32' ? place.ctx.graph.op('toF32', node) : node)
const storedOld = (place: Place, column: string): Node => {
  const c = place.ctx.columns.get(column)!
  return load(place.ctx, c.name, 'unit')
}

export const checkDim = (space: Space, name: string, value: Value, path: string): void => {
  const dim = variableDim(space, space.variables.get(name)!)
  if (value.dim !== 'any' && !equal(value.dim, dim))
    throw new SpecError(path, `${toText(dim)} (as its initial value)`, toText(value.dim))
}

/** As the column keeps it: durations as whole ticks, rounded to the nearest. */
export const stored = (place: Place, space: Space, name: string, node: Node): Node => {
  const g = place.ctx.graph
  if (!isDuration(space, space.variables.get(name)!)) return flush(place, numeric(place, node))
  return node.type === 'i32' ? node : toTicks(g, node, place.ctx.network.dt)
}

const raise = (w: Writing, event: Space['events'][number]): Statement[] => {
  const { place, space } = w
  const { ctx } = place
  const path = `${space.path}.${event.path}`
  const list = keepEvents(ctx, space.pop, event.name, 0)
  if (space.pop.spec.force && (space.pop.spec.force.event ?? 'spike') === event.name) return forced(w, event.name, list)
  const value = within(path, () =>
    asEquation(place, `${space.id}.${event.path}`, true, () => lowerAt(place, space, event.expr)),
  )
  if (value.node.type === 'f32')
    throw new SpecError(path, 'a truth value, or a whole number such as poisson(mean)', 'a number')
  const g = ctx.graph
  const count =
    value.node.type === 'bool' ? g.op('select', value.node, g.constant(1), g.constant(0)) : g.op('toF32', value.node)
  place.env.set(envKey(space, event.name, 'unit'), { node: count, dim: [0, 0, 0, 0] })
  place.env.set(`test|${event.name}`, {
    node: value.node.type === 'bool' ? value.node : g.op('igt', value.node, g.constant(0, 'i32')),
    dim: 'any',
  })
  const statements: Statement[] = [{ do: 'raise', event: list, value: value.node }]
  if (ctx.dense.has(`${space.id}.${event.name}`))
    statements.push({ do: 'store', column: denseColumn(place, space, event.name), value: count })
  return statements
}

/** Given spikes: the list is replayed, and counted for handlers and equations that read it. */
const forced = (w: Writing, event: string, list: string): Statement[] => {
  const { place, space } = w
  const { ctx } = place
  const g = ctx.graph
  const into = temporary(ctx, `forced:${list}`, space.pop.size)
  const ticks = ctx.columns.get(`${list}#start`)!.size - 1
  place.before.push({ verb: 'replay', event: list, start: `${list}#start`, entries: `${list}#entries`, ticks })
  place.before.push({ verb: 'taps', event: list, lag: 0, table: [1], into })
  const count = load(ctx, into, 'unit')
  place.env.set(envKey(space, event, 'unit'), { node: count, dim: [0, 0, 0, 0] })
  place.env.set(`test|${event}`, { node: g.op('gt', count, g.constant(0)), dim: 'any' })
  return ctx.dense.has(`${space.id}.${event}`)
    ? [{ do: 'store', column: denseColumn(place, space, event), value: count }]
    : []
}

/** Handlers of unit events: cheap ones as a choice, costly ones as a body that is skipped where no unit has the event. */
const onEvent = (w: Writing, handler: Handler, raised: string[]): void => {
  const { place, space } = w
  const isOwn = raised.includes(handler.event)
  const outer = space.part && space.outer?.(`${space.part.side}.${handler.event}`)
  const isOuter = outer?.space.events.some(e => e.name === outer.name && w.unit.includes(e.home))
  if (!isOwn && !isOuter) return
  const g = place.ctx.graph
  const test = isOwn
    ? place.env.get(`test|${handler.event}`)!.node
    : g.op(
        'gt',
        lowerAt(place, space, { kind: 'name', name: `${space.part!.side}.${handler.event}`, at: 0 }).node,
        g.constant(0),
      )
  place.locals.clear()
  const mode = place.mode
  place.mode = 'moment' // filters read in handlers are taps
  const costly: Statement[] = []
  for (const a of handler.assigns) {
    const before = new Map(w.final)
    assign(w, a, test)
    for (const [column, node] of w.final)
      if (before.get(column) !== node && isCostly(node)) costly.push(asRare(place, column, node, before.get(column), w))
  }
  place.mode = mode
  place.locals.clear()
  // One body: what its stores share is computed once, and units without the event are passed over once.
  if (costly.length > 0) w.late.push({ do: 'when', test, body: costly })
}

/** Takes a choice apart again: the common value is stored for all, the rare one, which is given back, under `when`. */
const asRare = (place: Place, column: string, node: Node, previous: Node | undefined, w: Writing): Statement => {
  w.final.set(column, previous ?? storedOld(place, column))
  return { do: 'store', column, value: node.args[1] }
}

/** A sum over the past, or more operations than a vector's test for `when` is worth: a transcendental function, say. */
const isCostly = (node: Node): boolean =>
  node.op === 'select' && (reaches(node.args[1], n => n.op === 'taps') || countOf(node.args[1]) > 24)

const countOf = (node: Node): number => {
  const seen = new Set<Node>()
  reaches(node, () => false, seen)
  return seen.size
}

const reaches = (node: Node, found: (n: Node) => boolean, seen = new Set<Node>()): boolean => {
  if (seen.has(node)) return false
  seen.add(node)
  return found(node) || node.args.some(a => reaches(a, found, seen))
}

const stores = (w: Writing): Statement[] => {
  const moved: Statement[] = [...w.place.moved].map(([column, value]) => ({ do: 'store', column, value }))
  const final: Statement[] = [...w.final]
    .filter(([column, value]) => value !== storedOld(w.place, column))
    .map(([column, value]) => ({ do: 'store', column, value }))
  return [...moved, ...final, ...w.late]
}

/** Lets that must stand in a column, and signals kept in rings, with their values after the handlers. */
const keepPast = (w: Writing, item: Item): Statement[] => {
  const { place, space } = w
  const { ctx } = place
  forgetLets(w)
  place.advance = false
  const statements: Statement[] = []
  for (const [name, variable] of space.variables) {
    const column = columnOf(space, name)
    if (variable.kind !== 'let' || !item.homes.includes(variable.compartment) || !ctx.materialized.has(column)) continue
    addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
    const value = lowerAt(place, space, { kind: 'name', name, at: 0 })
    statements.push({ do: 'store', column, value: float(value, scopeOf(place, space, 'unit')) })
  }
  for (const signal of ctx.signals.values()) {
    if (signal.space !== space || !item.homes.includes(signal.home)) continue
    const value = lowerAt(place, space, signal.expr)
    statements.push({ do: 'store', column: signal.column, value: float(value, scopeOf(place, space, 'unit')) })
  }
  return statements
}

/** After the handlers a let is evaluated again, with the states as they are then. */
const forgetLets = (w: Writing): void => {
  for (const [name, variable] of w.space.variables)
    if (variable.kind === 'let') w.place.env.delete(envKey(w.space, name, 'unit'))
}

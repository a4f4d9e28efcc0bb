/** Learning rules as kernels: assignments to synapses become learn kernels, assignments to a unit's learned state steps. */
import { oneOf, SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { within } from '../lang/within.ts'
import { equation, pairs } from '../spec/model.ts'
import { layoutName, type Position, weightsName } from './arrivals.ts'
import { addColumn, type Context, keepEvents, temporary } from './context.ts'
import { laneTerms } from './lanes.ts'
import type { Proj } from './network.ts'
import { perUnit } from './per-unit.ts'
import { asEquation, load, newPlace, type Place } from './place.ts'
import type { Kernel, Statement } from './plan.ts'
import { flush, lowerAt, nameValue, stateColumn } from './scope.ts'
import { columnOf, knownNames, type Space } from './space.ts'

interface Learning {
  ctx: Context
  proj: Proj
  place: Place
  space: Space // of the rule's own names: its parameters
  key: string // 'presentation.end', 'post.spike'
  kernels: Kernel[]
  final: Map<string, Node> // synapse columns of the group at hand
  lanes: Node[]
  groups: number // learn kernels made so far
  guard?: Node
  locals: Map<string, Expr> // as written: they are lowered again where a unit's own state is assigned
  side?: 'pre' | 'post' // the unit whose learned state is being assigned
}

/** Kernels of all rules at a moment of the protocol, or for 'tick': those of each tick and of unit events. */
export const rulesAt = (ctx: Context, moment: string, phase: string | undefined, position: Position): Kernel[] =>
  ctx.network.projs.flatMap(proj => {
    const keys = Object.keys(proj.rule?.on ?? {})
    return keys
      .filter(key => (moment === 'tick' ? key === 'tick' || isUnitEvent(ctx, proj, key, position) : key === moment))
      .flatMap(key => rule(ctx, proj, key, phase, moment === 'tick' ? position : undefined))
  })

const sideSpace = (ctx: Context, proj: Proj, side: 'pre' | 'post'): Space =>
  ctx.spaces.find(s => !s.part && s.pop === (side === 'pre' ? proj.from.pop : proj.to.pop))!
const sidePart = (ctx: Context, proj: Proj, side: 'pre' | 'post'): Space | undefined =>
  ctx.spaces.find(s => s.part?.proj === proj && s.part.side === side)

const unitEvent = (key: string): { side: 'pre' | 'post'; event: string } | undefined => {
  const match = /^(pre|post)\.(\w+)$/.exec(key)
  return match ? { side: match[1] as 'pre' | 'post', event: match[2] } : undefined
}

/** Whether the key is an event of one of the two units, which are stepped in this phase. */
const isUnitEvent = (ctx: Context, proj: Proj, key: string, position: Position): boolean => {
  const unit = unitEvent(key)
  if (!unit) return false
  const space = sideSpace(ctx, proj, unit.side)
  const event = space.events.find(e => e.name === unit.event)
  if (!event)
    throw new SpecError(
      `${proj.path}.rule.on.${key}`,
      oneOf(
        unit.event,
        space.events.map(e => e.name),
      ),
      `'${unit.event}'`,
    )
  return position(space, event.home) !== undefined
}

/** `position`: for rules of a tick, what is stepped in it. */
const rule = (ctx: Context, proj: Proj, key: string, phase: string | undefined, position?: Position): Kernel[] => {
  const place = newPlace(ctx, 'moment', phase)
  if (position)
    place.frozen = (space, event) => position(space, space.events.find(e => e.name === event)!.home) === undefined
  const space: Space = {
    id: proj.name,
    pop: proj.to.pop,
    homes: [],
    variables: new Map(),
    ports: new Set(),
    steps: {},
    events: [],
    handlers: [],
    params: proj.params,
    path: `${proj.path}.rule`,
  }
  const l: Learning = {
    ctx,
    proj,
    place,
    space,
    key,
    kernels: [],
    final: new Map(),
    lanes: [],
    groups: 0,
    locals: new Map(),
  }
  place.special = name => ruleName(l, name)
  place.specialCall = (fn, args, lower) => ruleFold(l, fn, args, lower)
  for (const [target, text] of pairs(proj.rule!.on[key])) {
    const path = `${proj.path}.rule.on.${key}.${target}`
    const expr = equation(text, path)
    within(path, () => asEquation(place, `${proj.name}.on.${key}.${target}`, false, () => learnOne(l, target, expr)))
  }
  closeGroup(l)
  return l.kernels
}

/** w, the synapse's own names, and the names of the two units. */
const ruleName = (l: Learning, name: string): Value | undefined => {
  const { ctx, proj, place } = l
  const synaptic = synapseColumn(l, name)
  if (synaptic) return { node: l.final.get(synaptic) ?? loadSynapse(ctx, synaptic), dim: 'any' }
  const dot = name.indexOf('.')
  const side = name.slice(0, dot)
  if (side === 'pre' || side === 'post') return sideName(l, side, name.slice(dot + 1), name)
  if (name === 'fan.in' || name === 'fan.out') return { node: fanNode(ctx, proj, name), dim: NONE }
  const local = l.side === undefined ? undefined : l.locals.get(name)
  if (local) return unitLocal(l, local)
  return place.locals.get(name)
}

/** A local of the rule as the unit whose state is assigned sees it. */
const unitLocal = (l: Learning, local: Expr): Value => {
  const value = lowerAt(l.place, l.space, local, 'unit')
  return { node: value.node.type === 'bool' ? value.node : flush(l.place, value.node), dim: value.dim }
}

const atOf = (l: Learning, side: 'pre' | 'post'): At => (l.side === undefined ? side : 'unit')

const sideName = (l: Learning, side: 'pre' | 'post', name: string, full: string): Value | undefined => {
  const { ctx, proj, place } = l
  if (l.side !== undefined && l.side !== side)
    throw new SpecError(`'${full}'`, `names of the ${l.side} unit, whose learned state this assigns`, full)
  const part = sidePart(ctx, proj, side)
  const own = part?.variables.has(full) ? nameValue(place, part, full, atOf(l, side)) : undefined
  const unit = sideSpace(ctx, proj, side)
  const value = own ?? nameValue(place, unit, name, atOf(l, side))
  if (!value)
    throw new SpecError(
      `'${full}'`,
      `${oneOf(name, [...(part?.variables.keys() ?? []), ...knownNames(unit)])} of '${unit.pop.name}'`,
      'an unknown name',
    )
  return value
}

const synapseColumn = (l: Learning, name: string): string | undefined => {
  if (name === 'w') return weightsName(l.ctx, l.proj)
  return l.proj.rule?.synapse && Object.hasOwn(l.proj.rule.synapse, name) ? `${l.proj.name}.${name}` : undefined
}

const loadSynapse = (ctx: Context, column: string): Node =>
  ctx.graph.leaf('f32', { read: 'load', column, at: 'synapse' })

/** Number of synapses onto the post unit (in), from the pre unit (out): a constant where it is the same for all. */
const fanNode = (ctx: Context, proj: Proj, name: 'fan.in' | 'fan.out'): Node => {
  const counts = ctx.fans.get(layoutName(ctx, proj))![name === 'fan.in' ? 'in' : 'out']
  if (counts.every(c => c === counts[0])) return ctx.graph.constant(counts[0])
  const column = `${proj.name}.${name}`
  addColumn(ctx, { name: column, size: counts.length, role: 'parameter', perLane: false, initial: counts })
  return load(ctx, column, name === 'fan.in' ? 'post' : 'pre')
}

/** sum, max, count over pre (the synapses of a post unit), post, all synapses, or lanes. */
const ruleFold = (l: Learning, fn: string, args: Expr[], lower: (e: Expr) => Value): Value | undefined => {
  const axis = args[0]?.kind === 'name' ? args[0].name : ''
  if (!['sum', 'max', 'count'].includes(fn) || args.length !== 2 || !['pre', 'post', 'all', 'lanes'].includes(axis))
    return undefined
  const { ctx, proj, place } = l
  if (axis === 'lanes') return laneSum(l, fn, lower(args[1]))
  const side = l.side
  l.side = undefined // inside the reduction names are those of the synapse
  const value = lower(args[1])
  l.side = side
  const size = axis === 'pre' ? proj.to.pop.size : axis === 'post' ? proj.from.pop.size : 1
  const into = temporary(ctx, unusedFold(place, `${fn}:${place.equation}:${place.folds++}`, value.node), size, false)
  place.before.push({
    verb: 'fold-synapses',
    fold: fn as 'sum',
    axis: axis as 'pre',
    layout: layoutName(ctx, proj),
    value: value.node,
    into,
  })
  const at: At = side !== undefined ? 'unit' : axis === 'pre' ? 'post' : 'pre'
  return { node: load(ctx, into, at), dim: value.dim }
}

/** A name that is assigned twice has two reductions under one name: the second gets another. */
const unusedFold = (place: Place, name: string, value: Node): string => {
  const clash = place.before.some(k => k.verb === 'fold-synapses' && k.into === `#${name}` && k.value !== value)
  return clash ? unusedFold(place, `${name}'`, value) : name
}

const laneSum = (l: Learning, fn: string, value: Value): Value => {
  if (fn !== 'sum') throw new SpecError(`${fn}(lanes, ..)`, 'sum(lanes, ..) in a rule', fn)
  return { node: overLanes(l, value.node), dim: value.dim }
}

const overLanes = (l: Learning, node: Node): Node => {
  if (l.side !== undefined) {
    const { ctx, place } = l
    const into = temporary(
      ctx,
      `lanes:${place.equation}:${place.folds++}`,
      l.side === 'pre' ? l.proj.from.pop.size : l.proj.to.pop.size,
      false,
    )
    place.before.push({ verb: 'fold-lanes', fold: 'sum', units: ctx.columns.get(into)!.size, value: node, into })
    return load(ctx, into, 'unit')
  }
  const known = l.lanes.indexOf(node)
  const k = known >= 0 ? known : l.lanes.push(node) - 1
  return l.ctx.graph.leaf('f32', { read: 'load', column: `#lanes.${k}`, at: 'synapse' })
}

const learnOne = (l: Learning, target: string, expr: Expr): void => {
  if (target === 'when') {
    const test = lowerAt(l.place, l.space, expr, 'synapse')
    if (test.node.type !== 'bool') throw new SpecError('when', 'a truth value', 'a number')
    l.guard = test.node
    return
  }
  const column = synapseColumn(l, target)
  if (column) {
    assignSynapse(l, target, column, expr)
    return
  }
  if (/^(pre|post)\./.test(target)) {
    assignUnit(l, target, expr)
    return
  }
  l.locals.set(target, expr)
  const value = lowerAt(l.place, l.space, expr, 'synapse')
  l.place.locals.set(target, {
    node: value.node.type === 'bool' ? value.node : flush(l.place, value.node),
    dim: value.dim,
  })
}

const valueAt = (l: Learning, expr: Expr): Node => {
  const lower = (e: Expr) => asFloat(l, lowerAt(l.place, l.space, e, l.side === undefined ? 'synapse' : 'unit').node)
  if (l.ctx.network.lanes === 1) return lower(expr)
  const guarded = (node: Node) =>
    l.guard && l.side === undefined ? l.ctx.graph.op('select', l.guard, node, l.ctx.graph.constant(0)) : node
  return laneTerms(l.ctx, expr, lower, node => overLanes(l, guarded(node)))
}

const asFloat = (l: Learning, node: Node): Node => {
  if (node.type === 'bool') throw new SpecError(l.key, 'a number (write test ? 1 : 0)', 'a truth value')
  return node.type === 'i32' ? l.ctx.graph.op('toF32', node) : node
}

const assignSynapse = (l: Learning, target: string, column: string, expr: Expr): void => {
  const { ctx, proj } = l
  addColumn(ctx, {
    name: column,
    size: ctx.layouts.get(layoutName(ctx, proj))!.size,
    role: target === 'w' ? 'weight' : 'synapse',
    perLane: false,
    layout: layoutName(ctx, proj),
  })
  let node = flush(l.place, valueAt(l, expr))
  if (target === 'w' && proj.rule!.bounds) {
    const [low, high] = proj.rule!.bounds.map(b => ctx.graph.constant(Number(b)))
    node = ctx.graph.op('min', ctx.graph.op('max', node, low), high)
  }
  l.final.set(column, node)
}

/** Learned state of one of the two units, once per unit: `post.basal.b`. */
const assignUnit = (l: Learning, target: string, expr: Expr): void => {
  const { ctx, proj, place } = l
  closeGroup(l)
  const side = target.startsWith('pre.') ? 'pre' : 'post'
  const unit = sideSpace(ctx, proj, side)
  const part = sidePart(ctx, proj, side)
  const space = part?.variables.has(target) ? part : unit
  const name = space === part ? target : target.slice(side.length + 1)
  const variable = space.variables.get(name)
  if (variable?.kind !== 'learned') {
    const learned = [...unit.variables].filter(([, v]) => v.kind === 'learned').map(([n]) => `${side}.${n}`)
    throw new SpecError(target, `learned state: ${oneOf(target, learned)}`, `'${target}'`)
  }
  l.side = side
  const node = flush(place, valueAt(l, expr))
  const column = stateColumn(place, space, name)
  const body: Statement[] = [{ do: 'store', column, value: node }]
  l.kernels.push(...place.before, {
    verb: 'step',
    name: `${proj.name} at ${l.key}: ${columnOf(space, name)}`,
    units: space.pop.size,
    body,
  })
  place.before = []
  l.side = undefined
}

/** Synapse assignments so far become one learn kernel. */
const closeGroup = (l: Learning): void => {
  const { ctx, proj, place } = l
  if (l.final.size === 0) return
  const rows = l.guard && ctx.network.lanes === 1 && readsOnly(l.guard, ['pre', 'fixed']) ? l.guard : undefined
  const stores: Statement[] = [...l.final].map(([column, value]) => ({ do: 'store', column, value }))
  const body: Statement[] =
    l.guard && !rows && ctx.network.lanes === 1 ? [{ do: 'when', test: l.guard, body: stores }] : stores
  const unit = unitEvent(l.key)
  const list = unit && keepEvents(ctx, (unit.side === 'pre' ? proj.from : proj.to).pop, unit.event, 0)
  const learn: Learn = {
    verb: 'learn',
    projection: proj.name,
    layout: layoutName(ctx, proj),
    ...(rows ? { rows } : {}),
    ...(list ? (unit.side === 'pre' ? { pres: list } : { posts: list }) : {}),
    body,
    ...(l.lanes.length ? { lanes: l.lanes } : {}),
  }
  // Where few units have an event, a step of all units would cost more than it saves.
  l.kernels.push(...place.before, ...(list ? [learn] : factored(l, learn)))
  place.before = []
  l.final = new Map()
  l.lanes = []
}

type Learn = Extract<Kernel, { verb: 'learn' }>

/** The kernel with factors of one unit computed before it, and the steps that do so. */
const factored = (l: Learning, learn: Learn): Kernel[] => {
  const { proj } = l
  const factors = perUnit(l.ctx, `${proj.name}.on.${l.key}.${l.groups++}`, {
    pre: proj.from.pop.size,
    post: proj.to.pop.size,
  })
  const statement = (s: Statement): Statement =>
    s.do === 'when'
      ? { ...s, test: factors.replaced(s.test), body: s.body.map(statement) }
      : { ...s, value: factors.replaced(s.value) }
  const made = {
    ...learn,
    body: learn.body.map(statement),
    ...(learn.lanes ? { lanes: learn.lanes.map(factors.replaced) } : {}),
  }
  return [...factors.kernels, made]
}

const readsOnly = (node: Node, places: At[]): boolean => {
  const { leaf } = node
  if (leaf && (leaf.read === 'load' || leaf.read === 'taps') && !places.includes(leaf.at)) return false
  if (leaf?.read === 'index' && leaf.of !== 'pre') return false
  return node.args.every(a => readsOnly(a, places))
}

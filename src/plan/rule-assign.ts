/** The assignments of a rule: to a synapse, to learned state of a unit, to a local name. */
import { oneOf, SpecError } from '../errors.ts'
import type { Expr } from '../lang/expr.ts'
import type { Node } from '../lang/node.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { checkBounds } from '../spec/check-rule.ts'
import { namesIn, walk } from '../spec/walk.ts'
import { layoutName } from './arrivals.ts'
import { addColumn } from './context.ts'
import { laneTerms } from './lanes.ts'
import { type Learning, sidePart, sideSpace, unitEvent } from './learning.ts'
import { load } from './place.ts'
import type { Statement } from './plan.ts'
import { overLanes } from './rule-folds.ts'
import { closeGroup } from './rule-group.ts'
import { synapseColumn } from './rule-names.ts'
import { eventCount, flush, lowerAt, stateColumn } from './scope.ts'
import { columnOf } from './space.ts'
import { checkUnit, weightDim } from './units.ts'

export const learnOne = (l: Learning, target: string, expr: Expr): void => {
  if (target === 'when') {
    const test = lowerAt(l.place, l.space, expr, 'synapse')
    if (test.node.type !== 'bool') throw new SpecError('when', 'a truth value', 'a number')
    l.guard = test.node
    return
  }
  if (foldsWhatLanesGave(l, expr)) closeGroup(l)
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

/**
 * Whether a reduction over synapses reads what was just assigned from a sum over lanes. Such sums exist only within a learn kernel, so that
 * one has to end before the reduction.
 */
const foldsWhatLanesGave = (l: Learning, expr: Expr): boolean => {
  if (l.lanes.length === 0) return false
  let found = false
  walk(expr, e => {
    const [axis, value] = e.kind === 'call' ? e.args : []
    if (axis?.kind !== 'name' || !value || !['pre', 'post', 'all'].includes(axis.name)) return
    found ||= namesIn(value).some(name => l.final.has(synapseColumn(l, name) ?? ''))
  })
  return found
}

/** How often the event that the rule is of happens to the unit in this tick; undefined for rules of moments and ticks. */
const eventOf = (l: Learning, target: string, side: 'pre' | 'post'): Node | undefined => {
  const unit = unitEvent(l.key)
  if (!unit) return undefined
  if (unit.side !== side)
    throw new SpecError(
      target,
      `learned state of the ${unit.side} unit, as '${l.key}' is an event of it`,
      `'${target}'`,
    )
  return eventCount(l.place, sideSpace(l.ctx, l.proj, side), unit.event, 'unit', 0).node
}

/** The value for units with the event, in some lane at least; the others keep what they have. */
const onlyWhere = (l: Learning, happens: Node, value: Node, column: string): Node => {
  const { graph, network } = l.ctx
  const count = network.lanes === 1 ? happens : overLanes(l, happens)
  return graph.op('select', graph.op('gt', count, graph.constant(0)), value, load(l.ctx, column, 'unit'))
}

/** `happens`: lanes where it is 0 add nothing. */
const valueAt = (l: Learning, expr: Expr, happens?: Node): Node => {
  const lower = (e: Expr) => asFloat(l, lowerAt(l.place, l.space, e, l.side === undefined ? 'synapse' : 'unit').node)
  if (l.ctx.network.lanes === 1) return lower(expr)
  const { graph } = l.ctx
  const guard = l.side === undefined ? l.guard : happens && graph.op('gt', happens, graph.constant(0))
  const guarded = (node: Node) => (guard ? graph.op('select', guard, node, graph.constant(0)) : node)
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
    const [low, high] = boundsOf(l).map(b => ctx.graph.constant(b))
    node = ctx.graph.op('min', ctx.graph.op('max', node, low), high)
  }
  l.final.set(column, node)
}

/** Least and most weight in internal units. */
const boundsOf = ({ ctx, proj }: Learning): number[] => {
  const bounds = proj.rule!.bounds!
  checkBounds(bounds)
  return bounds.map((bound, i) => {
    const { value, dim } = parseQuantity(bound)
    checkUnit(dim, weightDim(ctx, proj), `bounds[${i}]`, bound)
    return value
  })
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
  const column = stateColumn(place, space, name)
  const happens = eventOf(l, target, side)
  const value = flush(place, valueAt(l, expr, happens))
  const node = happens ? onlyWhere(l, happens, value, column) : value
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

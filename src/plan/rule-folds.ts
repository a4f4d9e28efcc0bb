/** Reductions in a rule: over the synapses of a unit, over all, over lanes. */
import { SpecError } from '../errors.ts'
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { layoutName } from './arrivals.ts'
import { temporary } from './context.ts'
import type { Learning } from './learning.ts'
import { load, type Place } from './place.ts'

/** sum, max, count over pre (the synapses of a post unit), post, all synapses, or lanes. */
export const ruleFold = (l: Learning, fn: string, args: Expr[], lower: (e: Expr) => Value): Value | undefined => {
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

export const overLanes = (l: Learning, node: Node): Node => {
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

/** The names that an equation of a rule may read. */
import { oneOf, SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { layoutName, weightsName } from './arrivals.ts'
import { addColumn, type Context } from './context.ts'
import { type Learning, sidePart, sideSpace } from './learning.ts'
import type { Proj } from './network.ts'
import { load } from './place.ts'
import { flush, lowerAt, nameValue } from './scope.ts'
import { knownNames } from './space.ts'

/** w, the synapse's own names, and the names of the two units. */
export const ruleName = (l: Learning, name: string): Value | undefined => {
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

export const synapseColumn = (l: Learning, name: string): string | undefined => {
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

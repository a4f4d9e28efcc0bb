/** Reductions over units: sum, max, count, argmax over `group`, `all` or `lanes`. Each is a kernel of its own before the step. */
import { SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { temporary } from './context.ts'
import { load, type Place } from './place.ts'
import type { Kernel } from './plan.ts'
import { lowerAt } from './scope.ts'
import type { Space } from './space.ts'

type Fold = 'sum' | 'max' | 'count' | 'argmax'
const isFold = (fn: string, args: Expr[]): fn is Fold =>
  ['sum', 'max', 'count', 'argmax'].includes(fn) &&
  args.length === 2 &&
  args[0].kind === 'name' &&
  ['group', 'all', 'lanes', 'pre', 'post'].includes(args[0].name)

export const foldCall = (
  place: Place,
  space: Space,
  fn: string,
  args: Expr[],
  lower: (e: Expr) => Value,
  at: At,
): Value | undefined => {
  if (!isFold(fn, args)) return undefined
  const axis = (args[0] as Expr & { kind: 'name' }).name
  if (axis === 'pre' || axis === 'post')
    throw new SpecError(`${fn}(${axis}, ..)`, 'group, all or lanes (pre and post are for rules)', axis)
  // Read through a synapse, a reduction is still one over the units of its own population.
  const value = at === 'unit' ? lower(args[1]) : lowerAt(place, space, args[1], 'unit')
  const name = `${fn}:${place.equation}:${place.folds++}`
  const { ctx } = place
  const { pop } = space
  if (fn === 'count' && value.node.type !== 'bool') throw new SpecError('count()', 'a truth value', 'a number')
  const one = axis === 'all' || (axis === 'group' && pop.groups === 1)
  const into = temporary(
    ctx,
    unused(place, name, value.node),
    axis === 'lanes' || !one ? pop.size : 1,
    axis !== 'lanes',
  )
  const kernel: Kernel =
    axis === 'lanes'
      ? { verb: 'fold-lanes', fold: fn === 'argmax' ? notOverLanes() : fn, units: pop.size, value: value.node, into }
      : {
          verb: 'fold',
          fold: fn,
          axis: one ? 'all' : 'group',
          units: pop.size,
          members: one ? pop.size : pop.members,
          value: value.node,
          into,
        }
  const known = place.before.some(k => 'into' in k && k.into === into)
  if (!known) place.before.push(kernel)
  return { node: load(ctx, into, at), dim: fn === 'sum' || fn === 'max' ? value.dim : NONE }
}

/** The same reduction of another value (a let evaluated again after handlers) needs a column of its own. */
const unused = (place: Place, name: string, value: Node): string => {
  const clash = place.before.some(
    k => (k.verb === 'fold' || k.verb === 'fold-lanes') && k.into === `#${name}` && k.value !== value,
  )
  return clash ? unused(place, `${name}'`, value) : name
}

const notOverLanes = (): never => {
  throw new SpecError('argmax(lanes, ..)', 'sum, max or count over lanes', 'argmax')
}

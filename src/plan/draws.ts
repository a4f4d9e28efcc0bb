/** Draws: rand(), randn(), poisson(mean); `(all)` and `(group)` draw once for all units or for each group. */
import { SpecError } from '../errors.ts'
import { NONE } from '../lang/dimension.ts'
import type { Expr } from '../lang/expr.ts'
import type { Value } from '../lang/lower.ts'
import type { At, Node } from '../lang/node.ts'
import { normal, poissonCount, uniform } from '../lang/random.ts'
import { addColumn, stream } from './context.ts'
import type { Place } from './place.ts'
import { scopeOf } from './scope.ts'
import type { Space } from './space.ts'

export const drawCall = (
  place: Place,
  space: Space,
  fn: string,
  args: Expr[],
  lower: (e: Expr) => Value,
  at: At,
): Value | undefined => {
  if (fn !== 'rand' && fn !== 'randn' && fn !== 'poisson') return undefined
  const g = place.ctx.graph
  if (fn === 'poisson') {
    if (args.length !== 1) throw new SpecError('poisson()', 'poisson(mean)', `${args.length} arguments`)
    const mean = lower(args[0])
    if (mean.node.op === 'const' && mean.node.value === 0) return { node: g.constant(0, 'i32'), dim: NONE }
    return { node: poissonCount(g, mean.node, uniform(g, inputs(place, drawIndex(place, at)))), dim: NONE }
  }
  const input = inputs(place, axisIndex(place, space, fn, args, at))
  return { node: fn === 'rand' ? uniform(g, input) : normal(g, input), dim: NONE }
}

const axisIndex = (place: Place, space: Space, fn: string, args: Expr[], at: At): Node => {
  const g = place.ctx.graph
  if (args.length === 0) return drawIndex(place, at)
  const axis = args.length === 1 && args[0].kind === 'name' ? args[0].name : ''
  if (axis === 'all') return g.constant(0, 'i32')
  if (axis === 'group') return g.op('toI32', scopeOf(place, space, at).resolve('group', 0).node)
  throw new SpecError(`${fn}()`, `${fn}(), ${fn}(group) or ${fn}(all)`, `${args.length} arguments`)
}

const drawIndex = (place: Place, at: At): Node => {
  const of = at === 'pre' || at === 'post' || at === 'synapse' ? at : 'unit'
  return place.ctx.graph.leaf('i32', { read: 'index', of })
}

/** The draw belongs to the equation it stands in and to the tick, so the same equation read twice draws the same. */
const inputs = (place: Place, unit: Node) => {
  const { ctx } = place
  const g = ctx.graph
  const number = stream(ctx, `${place.equation}#${place.draws++}`)
  addColumn(ctx, { name: 'keys', size: Math.max(1, number + 1), type: 'i32', role: 'scalar', perLane: false })
  ctx.columns.get('keys')!.size = ctx.streams.size
  const clock = (name: string) => g.leaf('i32', { read: 'scalar', name })
  return {
    unit,
    tick: clock('tick'),
    presentation: clock('presentation'),
    key: g.leaf('i32', { read: 'load', column: 'keys', at: 'fixed', index: number }),
  }
}

/** Draws of initial values: one per unit, before the first presentation. */
export const inputsAtStart =
  (ctx: Place['ctx'], name: string) =>
  (fn: string, args: Expr[]): Value | undefined => {
    if ((fn !== 'rand' && fn !== 'randn') || args.length > 0) return undefined
    const g = ctx.graph
    const key = g.leaf('i32', { read: 'load', column: 'keys', at: 'fixed', index: stream(ctx, name) })
    const input = {
      unit: g.leaf('i32', { read: 'index', of: 'unit' }),
      tick: g.constant(0, 'i32'),
      presentation: g.constant(0, 'i32'),
      key,
    }
    return { node: fn === 'rand' ? uniform(g, input) : normal(g, input), dim: NONE }
  }

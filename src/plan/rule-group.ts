/** Assignments to synapses that follow one another become one learn kernel. */
import type { At, Node } from '../lang/node.ts'
import { layoutName } from './arrivals.ts'
import { keepEvents } from './context.ts'
import { type Learning, unitEvent } from './learning.ts'
import { perUnit } from './per-unit.ts'
import type { Kernel, Statement } from './plan.ts'

/** Synapse assignments so far become one learn kernel. */
export const closeGroup = (l: Learning): void => {
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

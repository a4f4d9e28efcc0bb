/** Work that cannot change within a phase is done once, at its beginning. */
import type { Node } from '../lang/node.ts'
import type { Context } from './context.ts'
import { addColumn } from './context.ts'
import type { Kernel, Statement } from './plan.ts'
import { accessOf, nodesOf, readsOfNode, someLeaf } from './reads.ts'

/** Kernels that belong together: the arrivals of a port, or a step with its reductions. */
export type Group = Kernel[]

const isMoving = (ctx: Context, kernel: Kernel): boolean => {
  if (kernel.verb === 'turn' || kernel.verb === 'fill') return (ctx.columns.get(kernel.column)?.slots ?? 1) > 1
  if (kernel.verb === 'carry-graded' || kernel.verb === 'fold' || kernel.verb === 'fold-lanes')
    return nodes(kernel).some(isTimed)
  if (kernel.verb !== 'step') return true
  return kernel.body.some(s => s.do === 'raise') || nodes(kernel).some(isTimed)
}

const nodes = (kernel: Kernel): Node[] =>
  kernel.verb === 'step'
    ? nodesOf(kernel.body)
    : 'value' in kernel && typeof kernel.value === 'object'
      ? [kernel.value]
      : []
const isTimed = (node: Node): boolean =>
  someLeaf(
    node,
    leaf =>
      leaf.read === 'taps' ||
      (leaf.read === 'scalar' && ['tick', 'time', 'left'].includes(leaf.name)) ||
      (leaf.read === 'load' && (leaf.lag ?? 0) > 0),
  )

/**
 * Splits groups into those that can run at the beginning of the phase and those that run each tick; both keep their order.
 * `after`: kernels of each tick that follow them (rules): what they write changes within the phase.
 */
export const hoisted = (ctx: Context, groups: Group[], after: Kernel[] = []): { begin: Group[]; tick: Group[] } => {
  const changed = after.flatMap(k => accessOf(k).writes)
  const tick = [...groups]
  const begin: Group[] = []
  let moved = true
  while (moved) {
    moved = false
    for (const group of [...tick]) {
      const own = new Set(group.flatMap(k => accessOf(k).writes))
      const others = new Set([
        ...changed,
        ...tick.filter(g => g !== group).flatMap(g => g.flatMap(k => accessOf(k).writes)),
      ])
      if (group.some(k => isMoving(ctx, k) || readsUnset(k, group, own, others)) || [...own].some(c => others.has(c)))
        continue
      tick.splice(tick.indexOf(group), 1)
      begin.push(group)
      moved = true
    }
  }
  return { begin, tick }
}

/** Whether a kernel reads what another group writes each tick, or what its own group writes only later (a state). */
const readsUnset = (kernel: Kernel, group: Group, own: ReadonlySet<string>, others: ReadonlySet<string>): boolean => {
  const earlier = new Set(group.slice(0, group.indexOf(kernel)).flatMap(k => accessOf(k).writes))
  return accessOf(kernel).reads.some(c => others.has(c) || (own.has(c) && !earlier.has(c)))
}

/**
 * A population that does nothing but draw events with a mean that is constant over the phase: units with mean 0 are left out, and the
 * mean and its exponential are kept for the others.
 */
export const activeOnly = (
  ctx: Context,
  kernel: Kernel,
  tick: Kernel[],
): { compact: Kernel; step: Kernel } | undefined => {
  if (kernel.verb !== 'step' || kernel.units < 16 || kernel.body.length !== 1) return undefined
  const [raise] = kernel.body
  if (raise.do !== 'raise' || raise.value.op !== 'poisson') return undefined
  const written = new Set(tick.flatMap(k => accessOf(k).writes))
  const [mean, u, exponential] = raise.value.args
  const constant = (node: Node) => !isTimed(node) && [...readsOfNode(node)].every(c => !written.has(c))
  if (!constant(mean) || !constant(exponential) || readsOfNode(mean).size === 0) return undefined
  const g = ctx.graph
  const list = `#active:${kernel.name}`
  const count = `#actives:${kernel.name}`
  addColumn(ctx, { name: list, size: kernel.units, role: 'temporary', type: 'i32' })
  addColumn(ctx, { name: count, size: 1, role: 'temporary', type: 'i32' })
  const kept = [mean, exponential].map((value, i) => {
    const column = `#active:${kernel.name}#${i}`
    addColumn(ctx, { name: column, size: kernel.units, role: 'temporary' })
    return { column, value }
  })
  const slots = kept.map(({ column }) => g.leaf('f32', { read: 'load', column, at: 'slot' }))
  const body: Statement[] = [{ ...raise, value: g.op('poisson', slots[0], u, slots[1]) }]
  return {
    compact: {
      verb: 'compact',
      name: kernel.name,
      units: kernel.units,
      guard: g.op('gt', mean, g.constant(0)),
      list,
      count,
      hoisted: kept,
    },
    step: { ...kernel, body, active: { list, count } },
  }
}

/** Arrivals: what projections bring to the ports of an item, before it is stepped. */
import { SpecError } from '../errors.ts'
import { addColumn, type Context, keep, keepEvents } from './context.ts'
import { type Proj, quantityOf, type Source } from './network.ts'
import type { Kernel } from './plan.ts'
import { columnOf, type Space } from './space.ts'

/** Where in a phase's order each compartment is stepped; undefined: frozen. */
export type Position = (space: Space, home: string) => number | undefined

export interface Arrival {
  port: string
  kernels: Kernel[]
}

export const arrivalsAt = (ctx: Context, space: Space, homes: string[], index: number, position: Position): Arrival[] =>
  homes.filter(h => space.ports.has(`${h}.input`)).map(home => arrival(ctx, space, home, index, position))

const arrival = (ctx: Context, space: Space, home: string, index: number, position: Position): Arrival => {
  const port = columnOf(space, `${home}.input`)
  addColumn(ctx, { name: port, size: space.pop.size, role: 'port' })
  const incoming = ctx.network.projs.filter(p => p.to.pop === space.pop && p.to.compartment === home)
  const carries = incoming.flatMap(p => carry(ctx, p, port, index, position))
  return { port, kernels: [{ verb: 'turn', column: port, zero: true }, ...carries] }
}

const sourceSpace = (ctx: Context, p: Proj): Space => ctx.spaces.find(s => !s.part && s.pop === p.from.pop)!

export const sourceHome = (space: Space, p: Proj): string => {
  if (p.from.event) return space.events.find(e => e.name === p.from.event)!.home
  return p.from.column!.split('.')[0]
}

/** What stands earlier in the order is seen in the same tick; what stands later, or the same item, at t + delay, delay >= 1. */
export const lagOf = (p: Proj, from: number | undefined, index: number): number => {
  const same = from !== undefined && from < index
  if (same) return p.delay ?? 0
  if (p.delay === 0)
    throw new SpecError(
      `${p.path}.delay`,
      `1 tick or more, as '${p.from.pop.name}' is stepped after '${p.to.pop.name}.${p.to.compartment}'`,
      '0',
    )
  return (p.delay ?? 1) - 1
}

const carry = (ctx: Context, p: Proj, port: string, index: number, position: Position): Kernel[] => {
  if (p.spec.routine) return [routine(ctx, p, port)]
  const space = sourceSpace(ctx, p)
  const from = position(space, sourceHome(space, p))
  const base = {
    projection: p.name,
    layout: layoutName(ctx, p),
    weights: weightsName(ctx, p),
    port,
    ...(p.tie?.transposed ? { transposed: true } : {}),
  }
  if (p.from.event) {
    if (from === undefined) return [] // frozen: its spikes in flight wait
    const lag = lagOf(p, from, index)
    return [{ verb: 'carry', ...base, event: keepEvents(ctx, p.from.pop, p.from.event, lag), lag }]
  }
  const lag = from === undefined ? 0 : lagOf(p, from, index)
  if (lag === 0) return [{ verb: 'carry-graded', ...base, value: gradedColumn(ctx, space, p.from) }]
  return [{ verb: 'carry-graded', ...base, value: pastOf(ctx, space, p, lag), valueLag: lag }]
}

/** The ring that keeps what a graded source was in the last ticks. */
const pastOf = (ctx: Context, space: Space, p: Proj, lag: number): string => {
  const name = p.from.column!
  const column = `${space.id}.${name}#past`
  addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
  ctx.signals.set(column, { column, expr: { kind: 'name', name, at: 0 }, space, home: sourceHome(space, p) })
  keep(ctx, column, lag)
  return column
}

/** Reads whole columns and adds to the port. A source that is stepped later in the order is seen one tick late. */
const routine = (ctx: Context, p: Proj, port: string): Kernel => {
  const reads = p.sources.map((from, i) => {
    if (!from.column)
      throw new SpecError(`${p.path}.from[${i}]`, 'a column (a routine reads values, not events)', `'${from.event}'`)
    return gradedColumn(ctx, ctx.spaces.find(s => !s.part && s.pop === from.pop)!, from)
  })
  const params = Object.entries(p.spec.set ?? {}).map(([name, value]) => [
    name,
    quantityOf(value, `${p.path}.set.${name}`, 'number'),
  ])
  return { verb: 'routine', name: p.spec.routine!, reads, writes: [port], params: Object.fromEntries(params) }
}

/** The column whose values are carried; a let is given one. */
const gradedColumn = (ctx: Context, space: Space, from: Source): string => {
  const name = from.column!
  const column = columnOf(space, name)
  if (space.variables.get(name)?.kind === 'let') {
    ctx.materialized.add(column)
    addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
  } else addColumn(ctx, { name: column, size: space.pop.size, role: space.ports.has(name) ? 'port' : 'state' })
  return column
}

const owner = (ctx: Context, p: Proj): Proj =>
  p.tie ? owner(ctx, ctx.network.projs.find(o => o.name === p.tie!.other)!) : p
export const weightsName = (ctx: Context, p: Proj): string => `${owner(ctx, p).name}.w`
export const layoutName = (ctx: Context, p: Proj): string => owner(ctx, p).name

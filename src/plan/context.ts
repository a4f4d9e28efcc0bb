/** What is gathered while a plan is made: columns, event lists, layouts, draw streams. */
import type { Expr } from '../lang/expr.ts'
import { graph } from '../lang/graph.ts'
import type { Graph } from '../lang/node.ts'
import type { Fans } from './connect.ts'
import type { Initial } from './initial.ts'
import type { Network, Pop } from './network.ts'
import type { Column, EventList, Layout } from './plan.ts'
import type { Space } from './space.ts'

/** A past signal: an equation whose value of every tick is kept in a ring, stored by the step of its home compartment. */
export interface Signal {
  column: string
  expr: Expr
  space: Space
  home: string
}

/** A filter over a port that runs as recursions: column i keeps p = factor_i * (p + x - factor_i^n * x n ticks ago). */
export interface Recursion {
  port: string
  lag: number
  n: number
  factors: number[]
  columns: string[]
}

export interface Context {
  network: Network
  graph: Graph
  columns: Map<string, Column>
  lists: Map<string, EventList>
  layouts: Map<string, Layout>
  streams: Map<string, number>
  spaces: Space[]
  signals: Map<string, Signal>
  recursions: Map<string, Recursion>
  /** Lets that must stand in a column: carried, recorded, or drawn. By column name. */
  materialized: Set<string>
  /** Events whose counts equations read: kept in a dense ring. By event name with population. */
  dense: Set<string>
  fans: Map<string, Fans>
  /** The largest lag at which each ring is read. */
  kept: Map<string, number>
  /** Initial values of columns that kernels asked for. */
  values: Map<string, Initial>
}

export const newContext = (network: Network): Context => ({
  network,
  graph: graph(),
  columns: new Map(),
  lists: new Map(),
  layouts: new Map(),
  streams: new Map(),
  spaces: [],
  signals: new Map(),
  recursions: new Map(),
  materialized: new Set(),
  dense: new Set(),
  fans: new Map(),
  kept: new Map(),
  values: new Map(),
})

export const addColumn = (ctx: Context, column: Partial<Column> & Pick<Column, 'name' | 'size' | 'role'>): Column => {
  const known = ctx.columns.get(column.name)
  if (known) return known
  const added: Column = { type: 'f32', slots: 1, perLane: true, unit: '1', ...column }
  ctx.columns.set(added.name, added)
  return added
}

/** Makes sure that the column keeps what was written `lag` writes ago. */
export const keep = (ctx: Context, column: string, lag: number): void => {
  ctx.kept.set(column, Math.max(ctx.kept.get(column) ?? 0, lag))
  const c = ctx.columns.get(column)!
  c.slots = Math.max(c.slots, powerOfTwo(lag + 1))
}

export const keepEvents = (ctx: Context, pop: Pop, event: string, lag: number): string => {
  const name = `${pop.name}.${event}`
  const list = ctx.lists.get(name) ?? { name, units: pop.size, slots: 1 }
  list.slots = Math.max(list.slots, powerOfTwo(lag + 1))
  ctx.lists.set(name, list)
  return name
}

const powerOfTwo = (n: number): number => {
  let p = 1
  while (p < n) p *= 2
  return p
}

/** Number of a stream of draws; the host hashes its name with the seed. */
export const stream = (ctx: Context, name: string): number => {
  const known = ctx.streams.get(name)
  if (known !== undefined) return known
  ctx.streams.set(name, ctx.streams.size)
  return ctx.streams.size - 1
}

/** A new temporary column of one value a unit (or `size`). */
export const temporary = (ctx: Context, hint: string, size: number, perLane = true): string => {
  const name = `#${hint}`
  addColumn(ctx, { name, size, role: 'temporary', perLane })
  return name
}

/**
 * Where columns and event lists lie. An adapter allows few storage buffers to a shader, so all floats share one buffer, F,
 * and all whole numbers another, I. Each has three regions: what `clear` keeps, what it sets to a pattern, and what it sets
 * to 0, so that clearing any number of replicas is one copy and one fill.
 */
import type { Column } from '../../plan/plan.ts'
import { flatten, kernelsOf, type Names, padded } from '../names.ts'

export type Pool = 'F' | 'I'

/** Word of element e: base + replica * perReplica + lane * perLane + slot * perSlot + e. */
export interface Cell {
  readonly pool: Pool
  readonly base: number
  readonly perReplica: number
  readonly perLane: number
  readonly perSlot: number
}

/** [replica][words of one network], from word `start` on. */
export interface Region {
  readonly start: number
  readonly perReplica: number
}

export type RegionName = 'kept' | 'pattern' | 'zero'

export interface Space {
  readonly replicas: number
  readonly words: Readonly<Record<Pool, number>>
  readonly regions: Readonly<Record<Pool, Readonly<Record<RegionName, Region>>>>
  column(name: string): Cell
  list(name: string): Cell
  /** Counts of a step that raises, by unit, until the list is built: one for each lane. */
  readonly counts: Cell
  /** Guards of a learn over several lanes, by pre or post: three slots for each replica. */
  readonly marks: Cell
}

interface Item {
  readonly key: string
  readonly pool: Pool
  readonly region: RegionName
  readonly lanes: number // 1: shared by the lanes
  readonly slots: number
  readonly size: number // words of a slot
}

const clearedRoles = new Set<Column['role']>(['state', 'trace', 'port', 'drive', 'temporary'])

export const isCleared = (column: Column): boolean => clearedRoles.has(column.role) || column.slots > 1

const regionOf = (column: Column): RegionName =>
  !isCleared(column) ? 'kept' : (column.initial ?? 0) === 0 ? 'zero' : 'pattern'

export const spaceOf = (names: Names, replicas: number): Space => {
  const places = new Map<string, Cell>()
  const words = { F: 0, I: 0 }
  const regions = { F: {}, I: {} } as Record<Pool, Record<RegionName, Region>>
  const all = itemsOf(names)
  for (const pool of ['F', 'I'] as const)
    for (const region of ['kept', 'pattern', 'zero'] as const) {
      const items = all.filter(item => item.pool === pool && item.region === region)
      const size = items.reduce((sum, item) => sum + wordsOf(item), 0)
      let at = words[pool]
      regions[pool][region] = { start: at, perReplica: size }
      words[pool] += size * replicas
      for (const item of items) {
        places.set(item.key, cellOf(item, at, size))
        at += wordsOf(item)
      }
    }
  const find = (key: string) => places.get(key)!
  return {
    replicas,
    words,
    regions,
    column: name => find(`column:${name}`),
    list: name => find(`list:${name}`),
    counts: find('counts'),
    marks: find('marks'),
  }
}

const wordsOf = ({ lanes, slots, size }: Item) => lanes * slots * size

const cellOf = ({ pool, lanes, slots, size }: Item, base: number, perReplica: number): Cell => ({
  pool,
  base,
  perReplica,
  perLane: lanes > 1 ? slots * size : 0,
  perSlot: size,
})

const itemsOf = (names: Names): Item[] => {
  const { columns, lists, lanes } = names.plan
  const whole = { pool: 'I', region: 'kept' } as const
  return [
    ...columns.map(column => ({
      key: `column:${column.name}`,
      pool: column.type === 'f32' ? ('F' as const) : ('I' as const),
      region: regionOf(column),
      lanes: column.perLane ? lanes : 1,
      slots: column.slots,
      size: padded(column.size),
    })),
    ...lists.map(list => ({
      key: `list:${list.name}`,
      pool: 'I' as const,
      region: 'zero' as const,
      lanes,
      slots: list.slots,
      size: padded(list.units + 1),
    })),
    { ...whole, key: 'counts', lanes, slots: 1, size: padded(mostCounts(names)) },
    { ...whole, key: 'marks', lanes: 1, slots: 3, size: lanes > 1 ? padded(longestSide(names)) : 0 },
  ]
}

/** Words that the counts of one step need: its units for each event. */
const mostCounts = (names: Names): number =>
  Math.max(
    0,
    ...kernelsOf(names.plan).map(kernel =>
      kernel.verb === 'step' ? padded(kernel.units) * flatten(kernel.body).filter(s => s.do === 'raise').length : 0,
    ),
  )

const longestSide = (names: Names): number =>
  Math.max(0, ...names.plan.layouts.flatMap(({ pres, posts }) => [pres, posts]))

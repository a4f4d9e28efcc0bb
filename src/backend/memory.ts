/**
 * Memory that the host can look into, and what follows from that alone: write, read, clear, save, restore.
 * A saved network holds rings newest first, so that it does not depend on where a ring stood or on the back end.
 */
import type { Column } from '../plan/plan.ts'
import { clocks, type Names } from './names.ts'

export type Numbers = Float32Array | Float64Array | Int32Array

export interface Memory {
  /** The elements of a column's slot, `lag` writes ago, without padding: a view. */
  slot(column: string, lane: number, lag: number): Numbers
  /** A slot of an event list, `lag` raises ago: the count, then the entries: a view. */
  list(event: string, lane: number, lag: number): Int32Array
  /** [lane][presentation, tick, time, left]: a copy. */
  clocks(): Int32Array
  setClocks(clocks: ArrayLike<number>): void
}

const cleared = new Set<Column['role']>(['state', 'trace', 'port', 'drive', 'temporary'])

const lanesOf = (column: Column, names: Names) => (column.perLane ? names.plan.lanes : 1)

export const writeColumn = (memory: Memory, names: Names, name: string, values: ArrayLike<number>, lane?: number) => {
  const column = names.column(name)
  if (values.length !== column.size) throw new RangeError(`${name} has ${column.size} elements, got ${values.length}`)
  if (lane !== undefined) memory.slot(name, column.perLane ? lane : 0, 0).set(values)
  else for (let l = 0; l < lanesOf(column, names); l++) memory.slot(name, l, 0).set(values)
}

export const readColumn = (memory: Memory, names: Names, name: string, lane = 0): Numbers =>
  memory.slot(name, names.column(name).perLane ? lane : 0, 0).slice()

/** Gives a column its initial values, in every lane and slot. */
const reset = (memory: Memory, names: Names, column: Column) => {
  const { initial = 0 } = column
  for (let lane = 0; lane < lanesOf(column, names); lane++)
    for (let lag = 0; lag < column.slots; lag++) {
      const slot = memory.slot(column.name, lane, lag)
      if (typeof initial === 'number') slot.fill(initial)
      else slot.set(initial)
    }
}

const empty = (memory: Memory, names: Names) => {
  for (const { name, slots } of names.plan.lists)
    for (let lane = 0; lane < names.plan.lanes; lane++)
      for (let lag = 0; lag < slots; lag++) memory.list(name, lane, lag)[0] = 0
}

/** Initial values everywhere: for new memory. */
export const initialise = (memory: Memory, names: Names) => {
  for (const column of names.plan.columns) reset(memory, names, column)
  empty(memory, names)
}

/** Initial values where `clear` reaches: state, traces, ports, drives, rings, lists. */
export const clear = (memory: Memory, names: Names) => {
  for (const column of names.plan.columns)
    if (cleared.has(column.role) || column.slots > 1) reset(memory, names, column)
  empty(memory, names)
}

/** Columns as [lane][lag][element], lists as [lane][lag] count and entries, clocks as [lane][clock]. */
export const save = (memory: Memory, names: Names): Record<string, ArrayBufferView> => {
  const saved: Record<string, ArrayBufferView> = { clocks: memory.clocks() }
  for (const column of names.plan.columns) saved[`column:${column.name}`] = saveColumn(memory, names, column)
  for (const list of names.plan.lists) saved[`list:${list.name}`] = saveList(memory, names, list)
  return saved
}

const saveColumn = (memory: Memory, names: Names, { name, size, slots, perLane }: Column): Numbers => {
  const lanes = perLane ? names.plan.lanes : 1
  const type = memory.slot(name, 0, 0).constructor as new (length: number) => Numbers
  const all = new type(lanes * slots * size)
  for (let lane = 0; lane < lanes; lane++)
    for (let lag = 0; lag < slots; lag++) all.set(memory.slot(name, lane, lag), (lane * slots + lag) * size)
  return all
}

const saveList = (memory: Memory, names: Names, { name, slots }: { name: string; slots: number }): Int32Array => {
  const all: number[] = []
  for (let lane = 0; lane < names.plan.lanes; lane++)
    for (let lag = 0; lag < slots; lag++) {
      const list = memory.list(name, lane, lag)
      for (let i = 0; i <= list[0]; i++) all.push(list[i])
    }
  return Int32Array.from(all)
}

/** Undoes `save`; throws where a piece is missing or has another size. */
export const restore = (memory: Memory, names: Names, saved: Record<string, ArrayBufferView>) => {
  memory.setClocks(piece(saved, 'clocks', names.plan.lanes * clocks.length))
  for (const column of names.plan.columns) restoreColumn(memory, names, column, saved)
  for (const list of names.plan.lists) restoreList(memory, names, list, piece(saved, `list:${list.name}`))
}

const piece = (saved: Record<string, ArrayBufferView>, name: string, length?: number): Numbers => {
  const found = saved[name] as Numbers | undefined
  if (!found) throw new Error(`the saved network lacks '${name}'`)
  if (length !== undefined && found.length !== length)
    throw new Error(`'${name}' of the saved network has ${found.length} elements, expected ${length}`)
  return found
}

const restoreColumn = (memory: Memory, names: Names, column: Column, saved: Record<string, ArrayBufferView>) => {
  const { name, size, slots } = column
  const lanes = lanesOf(column, names)
  const all = piece(saved, `column:${name}`, lanes * slots * size)
  for (let lane = 0; lane < lanes; lane++)
    for (let lag = 0; lag < slots; lag++) {
      const start = (lane * slots + lag) * size
      memory.slot(name, lane, lag).set(all.subarray(start, start + size))
    }
}

const restoreList = (
  memory: Memory,
  names: Names,
  { name, slots }: { name: string; slots: number },
  all: ArrayLike<number>,
) => {
  let at = 0
  for (let lane = 0; lane < names.plan.lanes; lane++)
    for (let lag = 0; lag < slots; lag++) {
      const list = memory.list(name, lane, lag)
      const count = all[at]
      for (let i = 0; i <= count; i++) list[i] = all[at + i]
      at += count + 1
    }
}

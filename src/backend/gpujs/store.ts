/** Columns on the host and, where gpu.js keeps them, on a card: each slot of a column is in one place, in the other or in both. */
import { RunError } from '../../errors.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Memory, Numbers } from '../memory.ts'
import { clocks, type Names, namesOf, padded } from '../names.ts'
import type { Handle, Library } from './library.ts'
import { MOST } from './placement.ts'

/** A slot of a column in a lane. */
interface Cell {
  readonly name: string
  readonly view: Numbers
  handle?: Handle
  /** Where the newest value is. */
  newest: 'host' | 'device' | 'both'
}

export interface Store {
  readonly names: Names
  /** The host's side; what is in it is newest only after `fetch`. */
  readonly memory: Memory
  /** The host's side for those who overwrite whole slots: each slot that is asked for counts as written. */
  readonly overwrite: Memory
  /** The arrays under the names that the text of js/emit.ts uses. */
  readonly scope: Record<string, unknown>
  readonly clocks: Int32Array
  /** A slot of a column as the argument of a kernel. */
  input(column: string, lane: number, lag: number): Handle
  /** A kernel's result is the newest slot (or that `lag` writes ago) of a column. */
  put(column: string, lane: number, lag: number, result: Handle): void
  /** Brings the newest values of columns to the host: every slot; of a lane, or of all. */
  fetch(columns: Iterable<string>, lane?: number): Promise<void>
  /** The host wrote to a slot of a column, all of it or after a fetch. */
  touched(column: string, lane: number, lag?: number): void
  fill(column: string, lane: number, lag: number, value: number): void
  /** Moves on to the next slot of a list, and gives it. */
  turnList(event: string, lane: number): Int32Array
  turn(column: string, lane: number): void
  close(): void
}

export const storeOf = (plan: Plan, library: Library): Store => {
  const names = namesOf(plan)
  const columns = plan.columns.map(({ type, perLane, slots, size }) => {
    const length = (perLane ? plan.lanes : 1) * slots * padded(size)
    return type === 'f32' ? new Float32Array(length) : new Int32Array(length)
  })
  const positions = plan.columns.map(() => new Int32Array(plan.lanes))
  const lists = plan.lists.map(({ units, slots }) => new Int32Array(plan.lanes * slots * (units + 1)))
  const listPositions = plan.lists.map(() => new Int32Array(plan.lanes))
  const clock = new Int32Array(plan.lanes * clocks.length)
  const cells = plan.columns.map(({ name, perLane, slots, size }, i) =>
    Array.from({ length: (perLane ? plan.lanes : 1) * slots }, (_, k): Cell => {
      const start = k * padded(size)
      return { name, view: columns[i].subarray(start, start + size), newest: 'host' }
    }),
  )

  const laneOf = (name: string, lane: number) => (names.column(name).perLane ? lane : 0)
  const cell = (name: string, lane: number, lag: number): Cell => {
    const i = names.columnIndex(name)
    const { slots } = names.column(name)
    const l = laneOf(name, lane)
    return cells[i][l * slots + ((positions[i][l] - lag) & (slots - 1))]
  }
  const slotsOf = (name: string, lane?: number): Cell[] => {
    const all = cells[names.columnIndex(name)]
    const { slots } = names.column(name)
    return lane === undefined ? all : all.slice(laneOf(name, lane) * slots, (laneOf(name, lane) + 1) * slots)
  }
  const list = (name: string, lane: number, lag: number): Int32Array => {
    const i = names.listIndex(name)
    const { units, slots } = names.list(name)
    const start = (lane * slots + ((listPositions[i][lane] - lag) & (slots - 1))) * (units + 1)
    return lists[i].subarray(start, start + units + 1)
  }
  const memory: Memory = {
    slot: (name, lane, lag) => cell(name, lane, lag).view,
    list,
    clocks: () => clock.slice(),
    setClocks: all => clock.set(all),
  }
  const named = (letter: string, items: readonly unknown[]) => items.map((item, i) => [`${letter}${i}`, item])

  return {
    names,
    memory,
    overwrite: {
      ...memory,
      slot: (name, lane, lag) => {
        const c = cell(name, lane, lag)
        c.newest = 'host'
        return c.view
      },
    },
    scope: Object.fromEntries([
      ...named('c', columns),
      ...named('p', positions),
      ...named('e', lists),
      ...named('g', listPositions),
      ...named('r', plan.layouts),
      ['clock', clock],
    ]),
    clocks: clock,
    input: (column, lane, lag) => uploaded(cell(column, lane, lag), library),
    put: (column, lane, lag, result) => replace(cell(column, lane, lag), result, library),
    fetch: async (wanted, lane) => {
      for (const column of wanted) for (const c of slotsOf(column, lane)) await download(c, library)
    },
    touched: (column, lane, lag = 0) => {
      cell(column, lane, lag).newest = 'host'
    },
    fill: (column, lane, lag, value) => {
      const c = cell(column, lane, lag)
      c.view.fill(value)
      c.newest = 'host'
    },
    turnList: (event, lane) => {
      const i = names.listIndex(event)
      listPositions[i][lane] = (listPositions[i][lane] + 1) & (names.list(event).slots - 1)
      return list(event, lane, 0)
    },
    turn: (column, lane) => {
      const i = names.columnIndex(column)
      const l = laneOf(column, lane)
      positions[i][l] = (positions[i][l] + 1) & (names.column(column).slots - 1)
    },
    close: () => {
      for (const c of cells.flat()) free(c, library)
    },
  }
}

const free = (cell: Cell, library: Library): void => {
  if (library.resident && cell.handle && !(cell.handle instanceof Float32Array)) cell.handle.delete()
  cell.handle = undefined
}

/** Whole numbers are floats in gpu.js: refused where these would not tell one from the next. */
const small = (values: ArrayLike<number>, name: string): void => {
  for (let i = 0; i < values.length; i++)
    if (!(Math.abs(values[i]) < MOST))
      throw new RunError(
        `${name}[${i}] is ${values[i]}: gpujs keeps whole numbers below 2^24; take --backend js or wasm`,
      )
}

const floats = ({ view, name }: Cell): Float32Array => {
  if (view instanceof Float32Array) return view
  small(view, name)
  return Float32Array.from(view)
}

const uploaded = (cell: Cell, library: Library): Handle => {
  if (!library.resident) return floats(cell)
  if (cell.handle && cell.newest !== 'host') return cell.handle
  free(cell, library)
  cell.handle = library.upload(floats(cell))
  cell.newest = 'both'
  return cell.handle
}

const replace = (cell: Cell, result: Handle, library: Library): void => {
  if (library.resident) {
    free(cell, library)
    cell.handle = result
    cell.newest = 'device'
    return
  }
  const values = result as Float32Array
  if (cell.view instanceof Int32Array) small(values, cell.name)
  cell.view.set(values)
}

const download = async (cell: Cell, library: Library): Promise<void> => {
  if (cell.newest !== 'device') return
  const values = await library.download(cell.handle!, cell.view.length)
  if (cell.view instanceof Int32Array) small(values, cell.name)
  cell.view.set(values)
  cell.newest = 'both'
}

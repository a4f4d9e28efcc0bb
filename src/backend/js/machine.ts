/** Runs the kernels of emit.ts over typed arrays. */
import * as math from '../../lang/double.ts'
import { jsHelpers } from '../../lang/ops.ts'
import type { Kernel, Layout, Plan, Program } from '../../plan/plan.ts'
import type { Machine } from '../backend.ts'
import { checkLengths, moveClocks, setClocks, startClocks, stopClocks } from '../clocks.ts'
import { logbook } from '../logbook.ts'
import { clear, initialise, type Memory, type Numbers, readColumn, restore, save, writeColumn } from '../memory.ts'
import { clocks, type Names, namesOf, padded, parts, runsOnce } from '../names.ts'
import { runRoutine } from '../routine-io.ts'
import { emitText } from './emit.ts'
import type { Precision } from './scope.ts'

type Run = (lane: number) => void
interface Step {
  once: boolean
  run: Run
}

export const jsMachine = (plan: Plan, precision: Precision): Machine => {
  const names = namesOf(plan)
  const { lanes } = plan
  const store = arrays(plan, precision)
  const memory = memoryOf(names, store)
  const logs = logbook(names)
  const left = new Int32Array(lanes).fill(1) // whether a lane takes part: its ticks left, or 1 outside ticks
  const active = (lane: number) => left[lane] > 0
  const compiled = new Map<Program, Step[][]>()

  const host = (kernel: Kernel): Run => {
    if (kernel.verb === 'routine') return () => runRoutine(kernel, memory, names)
    if (kernel.verb !== 'log') return () => {}
    return lane => {
      if (kernel.column !== undefined) logs.values(kernel.probe, lane, readColumn(memory, names, kernel.column, lane))
      if (kernel.event === undefined) return
      const list = memory.list(kernel.event, lane, 0)
      logs.events(kernel.probe, lane, list.slice(0, 1), list.slice(1, 1 + list[0]))
    }
  }
  const compile = (program: Program): Step[][] =>
    parts.map(part =>
      program[part].map(kernel => {
        const scope = { ...store.scope, ...jsHelpers, math, active, host: host(kernel) }
        const text = emitText(kernel, { names, precision })
        const make = new Function(...Object.keys(scope), `'use strict'\nreturn ${text}`)
        return { once: runsOnce(kernel, names), run: make(...Object.values(scope)) as Run }
      }),
    )
  const stepsOf = (name: string): Step[][] => {
    const program = plan.programs[name]
    if (!program) throw new Error(`the plan has no program '${name}'`)
    if (!compiled.has(program)) compiled.set(program, compile(program))
    return compiled.get(program)!
  }
  const runAll = (steps: Step[]) => {
    for (const { once, run } of steps)
      if (once) run(0)
      else for (let lane = 0; lane < lanes; lane++) if (left[lane] > 0) run(lane)
  }
  const clock = store.clocks

  const advance = (name: string, lengths: ArrayLike<number>) => {
    checkLengths(lengths, lanes)
    const [begin, tick, end] = stepsOf(name)
    for (let lane = 0; lane < lanes; lane++) startClocks(clock, lane, lengths[lane])
    runAll(begin)
    left.set(Int32Array.from(lengths))
    const longest = Math.max(...Array.from(lengths))
    for (let t = 0; t < longest; t++) {
      runAll(tick)
      for (let lane = 0; lane < lanes; lane++) if (--left[lane] > 0) moveClocks(clock, lane)
    }
    left.fill(1)
    for (let lane = 0; lane < lanes; lane++) stopClocks(clock, lane, lengths[lane])
    runAll(end)
  }

  initialise(memory, names)
  return {
    write: (column, values, lane) => writeColumn(memory, names, column, values, lane),
    read: async (column, lane) => readColumn(memory, names, column, lane),
    clock: (lane, given) => setClocks(clock, lane, given),
    advance,
    fire: name => runAll(stepsOf(name)[2]),
    clear: () => clear(memory, names),
    drain: async () => logs.drain(),
    save: async () => save(memory, names),
    restore: saved => restore(memory, names, saved),
    close: () => {},
  }
}

interface Arrays {
  columns: Numbers[]
  positions: Int32Array[]
  lists: Int32Array[]
  listPositions: Int32Array[]
  clocks: Int32Array
  /** The same under the names that the text uses. */
  scope: Record<string, unknown>
}

const arrays = (plan: Plan, precision: Precision): Arrays => {
  const floats = precision === 32 ? Float32Array : Float64Array
  const columns = plan.columns.map(({ type, perLane, slots, size }) => {
    const length = (perLane ? plan.lanes : 1) * slots * padded(size)
    return type === 'f32' ? new floats(length) : new Int32Array(length)
  })
  const positions = plan.columns.map(() => new Int32Array(plan.lanes))
  const lists = plan.lists.map(({ units, slots }) => new Int32Array(plan.lanes * slots * (units + 1)))
  const listPositions = plan.lists.map(() => new Int32Array(plan.lanes))
  const clock = new Int32Array(plan.lanes * clocks.length)
  const named = (letter: string, items: readonly unknown[]) => items.map((item, i) => [`${letter}${i}`, item])
  const scope = Object.fromEntries([
    ...named('c', columns),
    ...named('p', positions),
    ...named('e', lists),
    ...named('g', listPositions),
    ...named('r', plan.layouts as Layout[]),
    ['clock', clock],
  ])
  return { columns, positions, lists, listPositions, clocks: clock, scope }
}

const memoryOf = (names: Names, store: Arrays): Memory => ({
  slot: (name, lane, lag) => {
    const i = names.columnIndex(name)
    const { size, slots } = names.column(name)
    const slot = (store.positions[i][lane] - lag) & (slots - 1)
    const start = (lane * slots + slot) * padded(size)
    return store.columns[i].subarray(start, start + size)
  },
  list: (name, lane, lag) => {
    const i = names.listIndex(name)
    const { units, slots } = names.list(name)
    const slot = (store.listPositions[i][lane] - lag) & (slots - 1)
    const start = (lane * slots + slot) * (units + 1)
    return store.lists[i].subarray(start, start + units + 1)
  },
  clocks: () => store.clocks.slice(),
  setClocks: all => store.clocks.set(all),
})

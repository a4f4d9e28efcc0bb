/** A plan as tasks: kernels of gpu.js, and what stays on the host. */
import { RunError } from '../../errors.ts'
import type { Column, Kernel, Plan, Program } from '../../plan/plan.ts'
import { readColumn } from '../memory.ts'
import { clocks, namesOf, parts, runsOnce, TICK } from '../names.ts'
import { runRoutine } from '../routine-io.ts'
import { carry, carryGraded } from './carry.ts'
import type { Lowering, Task } from './context.ts'
import { fold, foldLanes, foldSynapses } from './fold.ts'
import { onHost } from './host.ts'
import { learn } from './learn.ts'
import type { Library } from './library.ts'
import { placementOf } from './placement.ts'
import { compact, step } from './step.ts'
import { tablesOf } from './tables.ts'

export interface Step {
  readonly once: boolean
  readonly run: Task
}

export interface Lowered {
  /** The plan with the temporary columns. */
  readonly plan: Plan
  readonly programs: Map<Program, Step[][]>
  close(): void
}

export const lower = (plan: Plan, library: Library): Lowered => {
  const names = namesOf(plan)
  const added: Column[] = []
  const sizes = new Map(plan.columns.map(c => [c.name, c.size]))
  const temporary = (size: number, more: Partial<Column> = {}): string => {
    const name = `#gpujs.${added.length}`
    added.push({ name, type: 'f32', size, slots: 1, perLane: false, unit: '1', role: 'temporary', ...more })
    sizes.set(name, size)
    return name
  }
  const tables = tablesOf(names, library)
  const sizeOf = (column: string) => sizes.get(column)!
  const lowering: Lowering = { plan, names, placement: placementOf(plan), library, tables, temporary, sizeOf }
  const stepOf = (kernel: Kernel): Step => ({ once: runsOnce(kernel, names), run: taskOf(kernel, lowering) })
  const programs = new Map(
    Object.values(plan.programs).map(program => [program, parts.map(part => program[part].map(stepOf))] as const),
  )
  return { plan: { ...plan, columns: [...plan.columns, ...added] }, programs, close: tables.close }
}

const taskOf = (kernel: Kernel, lowering: Lowering): Task => deviceTask(kernel, lowering) ?? hostTask(kernel, lowering)

const deviceTask = (kernel: Kernel, lowering: Lowering): Task | undefined => {
  switch (kernel.verb) {
    case 'step':
      return step(kernel, lowering)
    case 'compact':
      return compact(kernel, lowering)
    case 'carry':
      return carry(kernel, lowering)
    case 'carry-graded':
      return carryGraded(kernel, lowering)
    case 'learn':
      return learn(kernel, lowering)
    case 'fold':
      return fold(kernel, lowering)
    case 'fold-lanes':
      return foldLanes(kernel, lowering)
    case 'fold-synapses':
      return foldSynapses(kernel, lowering)
    default:
      return undefined
  }
}

/** Lists, rings and logs are the host's; so is whatever a card cannot hold. */
const hostTask = (kernel: Kernel, lowering: Lowering): Task => {
  switch (kernel.verb) {
    case 'turn':
      return async (lane, { store }) => {
        store.turn(kernel.column, lane)
        if (kernel.zero) store.fill(kernel.column, lane, 0, 0)
      }
    case 'fill':
      return async (lane, { store }) => store.fill(kernel.column, lane, kernel.slot ?? 0, kernel.value)
    case 'log':
      return log(kernel)
    case 'routine':
      return routine(kernel, lowering)
    default:
      return onHost(kernel, lowering)
  }
}

const log =
  (kernel: Extract<Kernel, { verb: 'log' }>): Task =>
  async (lane, { store, logs }) => {
    if (store.clocks[lane * clocks.length + TICK] % Math.max(1, kernel.every) !== 0) return
    const { memory, names } = store
    if (kernel.column !== undefined) {
      await store.fetch([kernel.column], lane)
      logs.values(kernel.probe, lane, readColumn(memory, names, kernel.column, lane))
    }
    if (kernel.event === undefined) return
    const list = memory.list(kernel.event, lane, 0)
    logs.events(kernel.probe, lane, list.slice(0, 1), list.slice(1, 1 + list[0]))
  }

const routine = (kernel: Extract<Kernel, { verb: 'routine' }>, { names }: Lowering): Task => {
  const used = [...kernel.reads, ...kernel.writes]
  for (const column of used)
    if (!names.column(column)) throw new RunError(`routine ${kernel.name}: no column ${column}`)
  return async (_, { store, lanes }) => {
    await store.fetch(used)
    runRoutine(kernel, store.memory, store.names)
    for (const column of kernel.writes) for (let lane = 0; lane < lanes; lane++) store.touched(column, lane)
  }
}

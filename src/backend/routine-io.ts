/** Calls a routine with columns that the host can look into. */
import type { Kernel } from '../plan/plan.ts'
import type { Memory } from './memory.ts'
import type { Names } from './names.ts'
import { routineNamed } from './routines.ts'

export const runRoutine = (kernel: Extract<Kernel, { verb: 'routine' }>, memory: Memory, names: Names): void => {
  const lanesOf = (column: string) => (names.column(column).perLane ? names.plan.lanes : 1)
  const gather = (column: string) => {
    const { size } = names.column(column)
    const all = new Float64Array(lanesOf(column) * size)
    for (let lane = 0; lane < lanesOf(column); lane++) all.set(memory.slot(column, lane, 0), lane * size)
    return all
  }
  const writes = kernel.writes.map(gather)
  routineNamed(kernel.name)(kernel.reads.map(gather), writes, kernel.params, names.plan.lanes)
  kernel.writes.forEach((column, i) => {
    const { size } = names.column(column)
    for (let lane = 0; lane < lanesOf(column); lane++)
      memory.slot(column, lane, 0).set(writes[i].subarray(lane * size, (lane + 1) * size))
  })
}

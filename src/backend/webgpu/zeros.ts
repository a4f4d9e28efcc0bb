/**
 * A port that a kernel sets to 0 only for the next one to carry into. In one dispatch the two are one: the carry starts from 0
 * and no zero is stored and read.
 */
import type { Kernel, Layout } from '../../plan/plan.ts'

/** Whether a kernel only clears the port of the one after it, which then starts from 0. */
export const clearsForNext = (
  kernel: Kernel,
  next: Kernel | undefined,
  layoutOf: (name: string) => Layout,
): boolean => {
  const cleared = clears(kernel)
  if (cleared === undefined || next === undefined) return false
  if (next.verb !== 'carry' && next.verb !== 'carry-graded') return false
  const slot = next.verb === 'carry' ? (next.slot ?? 0) : 0
  return cleared.column === next.port && cleared.slot === slot && setsAll(next, layoutOf)
}

const clears = (kernel: Kernel): { column: string; slot: number } | undefined => {
  if (kernel.verb === 'turn') return kernel.zero ? { column: kernel.column, slot: 0 } : undefined
  if (kernel.verb !== 'fill' || !Object.is(kernel.value, 0)) return undefined
  return { column: kernel.column, slot: kernel.slot ?? 0 }
}

/** A carry over the runs of rows adds to the port where it lies. */
const setsAll = (kernel: Extract<Kernel, { verb: 'carry' | 'carry-graded' }>, layoutOf: (name: string) => Layout) =>
  kernel.verb === 'carry-graded' || kernel.transposed === true || layoutOf(kernel.layout).kind === 'dense'

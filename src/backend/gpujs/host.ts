/** Kernels, or parts of them, on the host: the text of the reference back end over the host's side of the columns. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import { nodesBelow, rootsOf, runScalars, runsOnce, stored } from '../names.ts'
import type { Lowering, Runtime, Task } from './context.ts'

/** Columns that nodes read. */
export const columnsIn = (roots: readonly Node[]): string[] =>
  nodesBelow(roots).flatMap(({ leaf }) => {
    if (leaf?.read === 'scalar') return runScalars.includes(leaf.name as 'epoch') ? ['scalars'] : []
    return leaf && 'column' in leaf && !leaf.column.startsWith('#lanes.') ? [leaf.column] : []
  })

/** Runs a kernel whole on the host. */
export const onHost = (kernel: Kernel, { names }: Lowering): Task => {
  const written = writes(kernel)
  const used = new Set([...reads(kernel), ...written.map(w => w.column)])
  const once = runsOnce(kernel, names)
  return async (lane, runtime) => {
    await runtime.store.fetch(used, once ? undefined : lane)
    runtime.compile(kernel)(lane)
    for (const { column, lag } of written) runtime.store.touched(column, lane, lag)
  }
}

/** Runs a step or learn that writes temporary columns only; it may read every lane. */
export const asideOnHost = (kernel: Kernel) => {
  const used = reads(kernel)
  const written = writes(kernel)
  return async (lane: number, runtime: Runtime): Promise<void> => {
    await runtime.store.fetch(used)
    runtime.compile(kernel)(lane)
    for (const { column } of written) runtime.store.touched(column, lane)
  }
}

const optional = (node: Node | undefined) => (node ? [node] : [])

const reads = (kernel: Kernel): string[] => {
  switch (kernel.verb) {
    case 'step':
      return [...columnsIn(rootsOf(kernel.body)), ...(kernel.active ? [kernel.active.list, kernel.active.count] : [])]
    case 'learn':
      return columnsIn([...rootsOf(kernel.body), ...optional(kernel.rows), ...(kernel.lanes ?? [])])
    case 'compact':
      return columnsIn([kernel.guard, ...kernel.hoisted.map(h => h.value)])
    case 'carry':
      return [kernel.weights]
    case 'carry-graded':
      return [kernel.weights, kernel.value]
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
      return columnsIn([kernel.value])
    case 'replay':
      return [kernel.start, kernel.entries]
    default:
      return []
  }
}

const newest = (column: string, lag = 0) => ({ column, lag })

const writes = (kernel: Kernel): { column: string; lag: number }[] => {
  switch (kernel.verb) {
    case 'step':
    case 'learn':
      return stored(kernel.body).map(c => newest(c))
    case 'compact':
      return [kernel.list, kernel.count, ...kernel.hoisted.map(h => h.column)].map(c => newest(c))
    case 'carry':
      return [newest(kernel.port, kernel.slot)]
    case 'carry-graded':
      return [newest(kernel.port)]
    case 'fold':
    case 'fold-lanes':
    case 'fold-synapses':
    case 'taps':
      return [newest(kernel.into)]
    default:
      return []
  }
}

/** Leaves out what nobody reads: a store to a dead column, a carry to a dead port, a list that nothing carries. */
import type { Kernel, Program, Statement } from './plan.ts'
import { accessOf, nodesOf, readsOfNode } from './reads.ts'

export interface Live {
  columns: Set<string>
  lists: Set<string>
}

const kernelsOf = (programs: Program[]): Kernel[] => programs.flatMap(p => [...p.begin, ...p.tick, ...p.end])

/**
 * What is alive: everything that a learn, log or routine kernel needs, and learned state; then what these need in turn.
 * `learned`: columns whose stores always count.
 */
export const liveIn = (programs: Program[], learned: ReadonlySet<string>, keep?: Live): Live => {
  const live: Live = { columns: new Set(keep?.columns), lists: new Set(keep?.lists) }
  const kernels = kernelsOf(programs)
  let size = -1
  while (size !== live.columns.size + live.lists.size) {
    size = live.columns.size + live.lists.size
    for (const kernel of kernels) markKernel(kernel, live, learned)
  }
  return live
}

const markKernel = (kernel: Kernel, live: Live, learned: ReadonlySet<string>): void => {
  if (kernel.verb === 'step') {
    markBody(kernel.body, live, learned)
    return
  }
  const access = accessOf(kernel)
  const root = kernel.verb === 'learn' || kernel.verb === 'log' || kernel.verb === 'routine'
  const written = access.writes.some(c => live.columns.has(c)) || access.writesLists.some(l => live.lists.has(l))
  if (!root && !written) return
  if (kernel.verb === 'turn' || kernel.verb === 'fill') return
  for (const c of access.reads) live.columns.add(c)
  for (const l of access.readsLists) live.lists.add(l)
}

const markBody = (body: Statement[], live: Live, learned: ReadonlySet<string>): void => {
  for (const s of body)
    if (isLive(s, live, learned))
      for (const node of nodesOf([s])) for (const c of readsOfNode(node)) live.columns.add(c)
}

const isLive = (s: Statement, live: Live, learned: ReadonlySet<string>): boolean => {
  if (s.do === 'raise') return live.lists.has(s.event)
  if (s.do === 'store') return live.columns.has(s.column) || learned.has(s.column)
  return s.body.some(inner => isLive(inner, live, learned))
}

export const pruned = (kernels: Kernel[], live: Live, learned: ReadonlySet<string>): Kernel[] =>
  kernels.flatMap((k): Kernel[] => {
    if (k.verb === 'step') {
      const body = prunedBody(k.body, live, learned)
      return body.length ? [{ ...k, body }] : []
    }
    if (k.verb === 'learn' || k.verb === 'log' || k.verb === 'routine') return [k]
    const access = accessOf(k)
    return access.writes.some(c => live.columns.has(c)) || access.writesLists.some(l => live.lists.has(l)) ? [k] : []
  })

const prunedBody = (body: Statement[], live: Live, learned: ReadonlySet<string>): Statement[] =>
  body.flatMap((s): Statement[] => {
    if (!isLive(s, live, learned)) return []
    return s.do === 'when' ? [{ ...s, body: prunedBody(s.body, live, learned) }] : [s]
  })

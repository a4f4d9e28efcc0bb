/** The last pass over the programs of a plan: what nobody needs is left out, what may be skipped is marked. */
import { checkLanes } from './check-lanes.ts'
import type { Context } from './context.ts'
import { activeOnly } from './hoist.ts'
import type { Kernel, Plan, Program } from './plan.ts'
import { liveIn, pruned } from './prune.ts'
import { withQuiet } from './quiet.ts'
import { accessOf } from './reads.ts'

/** What is appended to a program's name for the variant that feeds the probes. */
export const RECORDED = '!recorded'

export interface Drafts {
  programs: Map<string, { program: Program; probes: Kernel[] }>
}

/** Prunes every program, and makes the recorded variant of each that has probes. */
export const finish = (ctx: Context, programs: Drafts['programs']): Record<string, Program> => {
  const learned = new Set([...ctx.columns.values()].filter(c => c.role === 'learned').map(c => c.name))
  const finished: Record<string, Program> = {}
  for (const group of ['train', 'test']) {
    const members = [...programs].filter(([id]) => id.startsWith(group))
    const withProbes = members.map(([, m]) => ({ ...m.program, tick: [...m.program.tick, ...m.probes] }))
    const all = liveIn(withProbes, learned)
    // A probe's recursions and rings run always, so that a probe cannot change what is computed; its plain lets only when recorded.
    const kept = { columns: new Set([...all.columns].filter(c => !ctx.materialized.has(c))), lists: all.lists }
    const plain = liveIn(
      members.map(([, m]) => m.program),
      learned,
      kept,
    )
    for (const [id, m] of members) {
      finished[id] = prune(ctx, m.program, plain, learned)
      const recordedProgram = { ...m.program, tick: [...m.program.tick, ...m.probes] }
      finished[`${id}${RECORDED}`] = m.probes.length ? prune(ctx, recordedProgram, all, learned) : finished[id]
    }
  }
  return finished
}

const prune = (
  ctx: Context,
  program: Program,
  live: ReturnType<typeof liveIn>,
  learned: ReadonlySet<string>,
): Program => {
  const begin = pruned(program.begin, live, learned)
  const tick = pruned(program.tick, live, learned)
  const end = pruned(program.end, live, learned)
  checkLanes(ctx, [...begin, ...tick, ...end])
  const steps = tick.map(kernel => activeOnly(ctx, kernel, tick) ?? { step: kernel })
  return {
    begin: [...begin, ...steps.flatMap(s => ('compact' in s ? [s.compact] : []))],
    tick: steps.map((s, _, all) =>
      withQuiet(
        s.step,
        all.map(a => a.step),
      ),
    ),
    end,
  }
}

export const usedColumns = (ctx: Context, programs: Record<string, Program>): Plan['columns'] => {
  const used = new Set(['keys', 'scalars'])
  for (const p of Object.values(programs))
    for (const k of [...p.begin, ...p.tick, ...p.end]) {
      const access = accessOf(k)
      for (const c of [...access.reads, ...access.writes]) used.add(c)
    }
  return [...ctx.columns.values()].filter(
    c => used.has(c.name) || c.role === 'state' || c.role === 'weight' || c.role === 'learned',
  )
}

export const usedLists = (ctx: Context, programs: Record<string, Program>): Plan['lists'] => {
  const used = new Set<string>()
  for (const p of Object.values(programs))
    for (const k of [...p.begin, ...p.tick, ...p.end]) {
      const access = accessOf(k)
      for (const l of [...access.readsLists, ...access.writesLists]) used.add(l)
    }
  return [...ctx.lists.values()].filter(l => used.has(l.name))
}

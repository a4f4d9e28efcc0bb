/** Replicas on a graphics card: those whose plans differ in numbers only advance together, group by group. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../data/canonical.ts'
import { alike } from '../plan/alike.ts'
import { planExperiment } from '../plan/build.ts'
import type { Plan } from '../plan/plan.ts'
import { BackendError, type Chosen } from '../sim/backends.ts'
import { lockstep, type Side } from '../sim/lockstep.ts'
import { withValues } from '../spec/vary.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { openRun } from './folder.ts'
import { hooksOf, type ReplicaHooks } from './replica-hooks.ts'
import { type Common, runReplica } from './replica-one.ts'
import type { Replica } from './replica-set.ts'
import { failure } from './replica-worker.ts'

/** Whether the back end can hold several networks. */
export const isSide = (backend: object): backend is Side => 'loadReplicas' in backend

/** Runs these replicas side by side. Throws BackendError where the back end fails; a replica that fails by itself is told as such. */
export const inLockstep = async (
  common: Common,
  runs: readonly Replica[],
  { backend, reason }: Chosen,
  hooks: ReplicaHooks,
): Promise<void> => {
  const groups = groupsOf(common, runs)
  if (groups.length > 1) hooks.note?.(`${runs.length} replicas in ${groups.length} groups, one after the other`)
  for (const group of groups) {
    if (hooks.stop?.()) return
    await together(common, group, backend as unknown as Side, reason, hooks)
  }
}

interface Group {
  plan: Plan
  key: string
  runs: Replica[]
}

/** Replicas that do the same things at the same time: plans alike, one protocol, one place to go on from. */
const groupsOf = (common: Common, runs: readonly Replica[]): Group[] => {
  const groups: Group[] = []
  for (const one of runs) {
    const { plan, key } = kindOf(common, one)
    const found = groups.find(g => g.key === key && alike([g.plan, plan]))
    if (found) found.runs.push(one)
    else groups.push({ plan, key, runs: [one] })
  }
  return groups
}

const kindOf = ({ experiment, set }: Common, { values, folder }: Replica): { plan: Plan; key: string } => {
  const own = withValues(experiment, values)
  const { train, test, dataset } = own
  const path = join(set, folder)
  const checkpoint = existsSync(join(path, 'run.json')) ? latestCheckpoint(openRun(path)).checkpoint : undefined
  const at = [checkpoint?.epoch ?? 0, checkpoint?.image ?? 0]
  return {
    plan: planExperiment(own).plan,
    key: canonicalJson({ train, test: test ?? null, dataset: dataset ?? null, at }),
  }
}

const together = async (
  common: Common,
  { runs }: Group,
  side: Side,
  reason: string | undefined,
  hooks: ReplicaHooks,
): Promise<void> => {
  const step = lockstep(side, runs.length)
  const stop = inTurn(runs.length, () => hooks.stop?.() ?? false)
  const prefer = reason === undefined ? {} : { prefer: { name: side.name, reason } }
  const results = await Promise.all(
    runs.map(async (one, i) => {
      const settings = { ...common.settings, ...prefer, backend: step.backend(i), inStep: true }
      const own = { ...hooksOf(one.replica, hooks), stop: () => stop(i) }
      const result = await runReplica({ ...common, settings }, one, own).catch((error: unknown) => error)
      step.leave(i)
      return result
    }),
  )
  const lost = results.find(r => r instanceof BackendError)
  if (lost) throw lost
  runs.forEach(({ replica }, i) => {
    const result = results[i]
    hooks.end?.(replica, result instanceof Error ? failure(result) : (result as Awaited<ReturnType<typeof runReplica>>))
  })
}

/** All replicas get the same answer to their n-th question, or they would stop at different places. */
const inTurn = (count: number, ask: () => boolean): ((i: number) => boolean) => {
  const asked = new Array<number>(count).fill(0)
  const answers: boolean[] = []
  let first = 0 // number of the first answer that is kept
  return i => {
    const n = asked[i]++
    while (first + answers.length <= n) answers.push(ask())
    const answer = answers[n - first]
    while (first < Math.min(...asked) && answers.length > 1) {
      answers.shift()
      first++
    }
    return answer
  }
}

/** Carries out a run on a back end and, where `auto` chose it and it fails, goes on from the last checkpoint on the next. */
import type { Machine } from '../backend/backend.ts'
import type { Planned } from '../plan/protocol.ts'
import './backends.ts'
import { BackendError, type Chosen, chooseBackend, type Failure, type Prefer } from '../sim/backends.ts'
import { loadNetwork, readLearned } from '../sim/network.ts'
import { scheduleOf } from '../sim/schedule.ts'
import type { Position } from '../sim/session.ts'
import { cutAfter, latestCheckpoint } from './checkpoints.ts'
import { appendNote, type RunFolder, updateRun } from './folder.ts'
import type { RunHooks, RunResult, RunSettings } from './run.ts'
import { fail, finish } from './run-end.ts'
import { thisProcess } from './run-lock.ts'
import { restoreCheckpoint, runLoop } from './run-loop.ts'
import { testerOf } from './run-tester.ts'
import type { Loaded } from './sources.ts'
import { version } from './version.ts'
import { weightFiles } from './weight-files.ts'

export interface Task {
  planned: Planned
  settings: RunSettings
  hooks: RunHooks
  data: Loaded | undefined
  base: string // folder from which files of weights are named
  replica: number
  epochs: number | undefined
  /** Undefined until the network of a run that begins is loaded. */
  run: RunFolder | undefined
  create(on: BackendFacts): RunFolder
}

/** What run.json says of the back end; `reason` where auto chose it. */
export type BackendFacts = {
  backend: string
  device: string
  reason: string | undefined
}

export const factsOf = ({ backend, reason }: Chosen): BackendFacts => ({
  backend: backend.name,
  device: backend.device,
  reason,
})

/** Throws SpecError, DataError, RunError; what went wrong stands in the folder, if there is one. */
export const carryOut = async (
  task: Task,
  choice: NonNullable<RunSettings['backend']>,
  prefer?: Prefer,
): Promise<RunResult> => {
  const failed: Failure[] = []
  const form = { lanes: task.planned.plan.lanes, threads: task.settings.threads ?? 1, failed, prefer }
  try {
    for (;;) {
      const chosen =
        typeof choice === 'string' ? await chooseBackend(choice, form) : { backend: choice, ...reasonOf(prefer) }
      const result = await attempt(task, chosen, failed.at(-1)).catch((error: Error) => error)
      if (!(result instanceof Error)) return result
      if (choice !== 'auto' || !(result instanceof BackendError)) throw result
      failed.push({ name: chosen.backend.name, why: result.message })
      task.hooks.note?.(`the back end ${chosen.backend.name} failed: ${result.message}`)
      chosen.backend.close()
    }
  } catch (error) {
    if (task.run) fail(task.run, error)
    throw error
  }
}

const reasonOf = (prefer: Prefer | undefined): { reason?: string } => (prefer ? { reason: prefer.reason } : {})

const attempt = async (task: Task, chosen: Chosen, last: Failure | undefined): Promise<RunResult> => {
  const { planned, replica, base } = task
  const { seed } = planned.network.experiment
  const machine = await loadNetwork(chosen.backend, planned, seed, replica, weightFiles(base))
  try {
    const initial = await readLearned(machine, planned)
    const position = task.run && goOn(task.run, machine, task, chosen, last)
    task.run ??= task.create(factsOf(chosen))
    return await train({ ...task, run: task.run }, chosen, machine, initial, position)
  } finally {
    machine.close()
  }
}

/** Puts the network and the folder where the last checkpoint left them; undefined where there is none. */
const goOn = (
  run: RunFolder,
  machine: Machine,
  { epochs }: Task,
  chosen: Chosen,
  last: Failure | undefined,
): Position | undefined => {
  const { checkpoint } = latestCheckpoint(run)
  const position = checkpoint && restoreCheckpoint(machine, checkpoint, run)
  cutAfter(run, checkpoint)
  updateRun(run, {
    state: 'running',
    process: thisProcess(),
    apical: version,
    ...factsOf(chosen),
    done: undefined,
    epochs,
  })
  if (last) appendNote(run, { note: 'back end failed', backend: last.name, message: last.why })
  const at = { epoch: checkpoint?.epoch ?? 0, image: checkpoint?.image ?? 0 }
  appendNote(run, { note: 'resumed', ...at, backend: chosen.backend.name })
  return position
}

const train = async (
  task: Task & { run: RunFolder },
  chosen: Chosen,
  machine: Machine,
  initial: Awaited<ReturnType<typeof readLearned>>,
  position: Position | undefined,
): Promise<RunResult> => {
  const { run, planned, hooks, data, epochs, replica } = task
  const tester = testerOf(task, chosen)
  const session = {
    seed: planned.network.experiment.seed,
    replica,
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    ...(position ? { position } : {}),
    ...(tester ? { test: tester.test } : {}),
  }
  hooks.begin?.(run, planned, {
    epoch: position?.work ?? 0,
    image: position?.image ?? 0,
    epochs: scheduleOf(planned.stages, epochs).length,
  })
  try {
    const facts: Record<string, string> = data ? { data: data.digest } : {}
    const { alone = true, inStep = false } = task.settings
    const outcome = await runLoop({ run, planned, machine, initial, session, hooks, facts, alone, inStep })
    return finish(run, outcome.finished)
  } finally {
    await tester?.close()
  }
}

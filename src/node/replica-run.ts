/** Sets of replicas with a folder: begun, gone on with, prolonged, as one run is. */
import { join } from 'node:path'
import { planExperiment } from '../plan/build.ts'
import { BackendError, type Chosen, checkKnown, chooseBackend, type Failure, type Prefer } from '../sim/backends.ts'
import { scheduleOf } from '../sim/schedule.ts'
import type { Experiment } from '../spec/types.ts'
import { type Values, valuesOf, withValues } from '../spec/vary.ts'
import { openRun, type RunFolder } from './folder.ts'
import { endReplicas, type ReplicasResult } from './replica-end.ts'
import type { ReplicaHooks } from './replica-hooks.ts'
import { inLockstep, isSide } from './replica-lockstep.ts'
import type { Common } from './replica-one.ts'
import { createReplicas, openReplicas, type Replica, type ReplicaSet, updateReplicas } from './replica-set.ts'
import { onThreads } from './replica-threads.ts'
import type { RunSettings } from './run.ts'
import { factsOf } from './run-attempt.ts'
import { beganWithDigits, dataOf } from './run-data.ts'
import { checkFree, thisProcess } from './run-lock.ts'
import { checkSize, expectedBytes } from './run-size.ts'
import { version } from './version.ts'

export interface ReplicaSettings extends Omit<RunSettings, 'backend' | 'loaded' | 'alone'> {
  backend?: string // see backendChoices; default auto, of a set that goes on: its own
}

export interface NewReplicas extends ReplicaSettings {
  out: string // the folder of runs
  base?: string // folder from which files of weights are named; default: the current one
  replicas: number
  vary?: readonly string[] // see src/spec/vary.ts
}

/** Begins a set. Throws SpecError, DataError, RunError; replicas that fail are told by the result. */
export const startReplicas = async (
  experiment: Experiment,
  settings: NewReplicas,
  hooks: ReplicaHooks = {},
): Promise<ReplicasResult> => {
  const { vary = [], replicas, out, base = process.cwd(), backend = 'auto', epochs } = settings
  const values = valuesOf(vary, replicas)
  checkKnown(backend)
  const loaded = await dataOf(experiment, settings, hooks)
  checkAll(experiment, values, settings, { train: loaded?.train.count ?? 1, test: loaded?.test.count ?? 0 })
  const set = createReplicas(out, experiment, values, {
    process: thisProcess(),
    apical: version,
    command: settings.command ?? '',
    threads: settings.threads ?? 1,
    vary,
    base,
    ...(epochs === undefined ? {} : { epochs }),
    ...(settings.data === undefined ? {} : { data: settings.data }),
  })
  return work(set, { set: set.path, experiment, base, settings, loaded }, backend, undefined, hooks)
}

/** Goes on with every replica of a set, each from its last checkpoint. A larger number of epochs prolongs all. */
export const resumeReplicas = async (
  path: string,
  settings: ReplicaSettings,
  hooks: ReplicaHooks = {},
): Promise<ReplicasResult> => {
  const set = openReplicas(path)
  checkFree(set)
  const { experiment, backend, reason, epochs, data, base } = set.manifest
  const own = {
    ...(epochs === undefined ? {} : { epochs }),
    ...(typeof data === 'string' ? { data } : {}),
    ...settings,
  }
  const loaded = await dataOf(experiment, own, hooks, settings.data === undefined && begun(set).some(beganWithDigits))
  const prefer = backend !== undefined && reason !== undefined ? { name: backend, reason } : undefined
  const choice = settings.backend ?? (prefer ? 'auto' : (backend ?? 'auto'))
  updateReplicas(set, {
    state: 'running',
    process: thisProcess(),
    apical: version,
    done: undefined,
    epochs: own.epochs,
  })
  const common = { set: set.path, experiment, base: String(base ?? process.cwd()), settings: own, loaded }
  return work(set, common, choice, settings.backend === undefined ? prefer : undefined, hooks)
}

/** The replicas of a set that have begun, and can be read. */
const begun = ({ path, manifest }: ReplicaSet): RunFolder[] =>
  manifest.runs.flatMap(({ folder }) => {
    try {
      return [openRun(join(path, folder))]
    } catch {
      return []
    }
  })

/** What is wrong with one of the experiments is said before any of them runs. */
const checkAll = (
  experiment: Experiment,
  values: readonly Values[],
  { epochs, agreed = false }: NewReplicas,
  data: { train: number; test: number },
): void => {
  const [first, ...others] = values.map(own => withValues(experiment, own))
  const planned = planExperiment(first)
  if (others.length > 0) planExperiment(others.at(-1)!)
  checkSize(values.length * expectedBytes(planned, scheduleOf(planned.stages, epochs), data), agreed)
}

const work = async (
  set: ReplicaSet,
  common: Common,
  choice: string,
  prefer: Prefer | undefined,
  hooks: ReplicaHooks,
): Promise<ReplicasResult> => {
  const { runs } = set.manifest
  const outcomes: ReplicasResult['outcomes'] = runs.map(() => undefined)
  const told: ReplicaHooks = {
    ...hooks,
    end: (replica, result) => {
      outcomes[replica] = result
      hooks.end?.(replica, result)
    },
  }
  const failed: Failure[] = []
  const form = { lanes: common.experiment.lanes ?? 1, replicas: runs.length, prefer, failed }
  try {
    for (;;) {
      const chosen = await chooseBackend(choice, form)
      updateReplicas(set, factsOf(chosen))
      hooks.begin?.(set, runs.length)
      const waiting = runs.filter(one => outcomes[one.replica] === undefined)
      const lost = await carryOut(common, waiting, choice, chosen, told).catch((error: Error) => error)
      chosen.backend.close()
      if (!lost) return endReplicas(set, outcomes)
      if (choice !== 'auto' || !(lost instanceof BackendError)) throw lost
      failed.push({ name: chosen.backend.name, why: lost.message })
      hooks.note?.(`the back end ${chosen.backend.name} failed: ${lost.message}`)
    }
  } catch (error) {
    updateReplicas(set, { state: 'failed' })
    throw error
  }
}

/** Side by side on a device that can hold several networks, else over threads, each of which opens the back end again. */
const carryOut = (
  common: Common,
  runs: readonly Replica[],
  choice: string,
  chosen: Chosen,
  hooks: ReplicaHooks,
): Promise<void> => {
  const { threads = 1 } = common.settings
  const own = { ...common.settings, agreed: true, alone: false, threads: 1 }
  if (isSide(chosen.backend)) return inLockstep({ ...common, settings: own }, runs, chosen, hooks)
  const name = chosen.backend.name
  const { reason } = chosen
  const backend = choice === 'auto' ? { backend: choice, prefer: { name, reason: reason ?? '' } } : { backend: name }
  return onThreads({ ...common, settings: { ...own, ...backend } }, runs, threads, hooks)
}

/** Runs with a folder: begun, gone on with, prolonged. See docs/run-folder.md. */
import type { Backend } from '../backend/backend.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkKnown, type Prefer } from '../sim/backends.ts'
import { scheduleOf } from '../sim/schedule.ts'
import type { Experiment } from '../spec/types.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { createRunAt, openRun, type RunFolder, runPath } from './folder.ts'
import { experimentHash } from './hash.ts'
import { describeNetwork } from './manifest.ts'
import { type BackendFacts, carryOut } from './run-attempt.ts'
import { checkIsNew, checkProlongs, checkSameTotal, experimentOf } from './run-checks.ts'
import { checkSameData, dataOf, datasetFacts, loadData } from './run-data.ts'
import { alreadyDone } from './run-end.ts'
import { checkFree, thisProcess } from './run-lock.ts'
import type { LoopHooks } from './run-loop.ts'
import { checkSize, expectedBytes } from './run-size.ts'
import type { ScoreRow } from './score-row.ts'
import type { Loaded } from './sources.ts'
import { version } from './version.ts'

export interface RunSettings {
  /** See backendChoices, or one that is open; default auto, of a run that goes on: its own. */
  backend?: string | Backend
  /** What auto tries first. */
  prefer?: Prefer
  threads?: number // that test and, on wasm, compute lanes, the main one included; default 1
  epochs?: number // in total
  data?: string // folder of data sets
  /** The data themselves, where they have been loaded already. */
  loaded?: Loaded
  download?: boolean // default true
  agreed?: boolean // to more than 1 GB of recordings
  command?: string // as the user typed it, for run.json
  inStep?: boolean // with other networks on one device: it cannot be repeated by itself; default false
  alone?: boolean // whether the CPU time of the process is that of this run; default true
}

export interface NewRun extends RunSettings {
  out: string // the folder of runs
  base?: string // folder from which files of weights are named; default: the current one
  replica?: number // keys the draws beside the seed; default 0
  path?: string // of the run folder; default: by name, seed and hash in `out`
  facts?: Record<string, unknown> // more that run.json says
}

export interface RunHooks extends LoopHooks {
  /** The folder stands, and from which epoch and image on it goes; before the first presentation, and again after a change of the back end. */
  begin?(run: RunFolder, planned: Planned, from: { epoch: number; image: number; epochs: number }): void
  /** Which data are used, in words, and whether they stand in for those that the experiment names. */
  data?(note: string, standIn: boolean): void
  download?(file: string, received: number, total: number | undefined): void
}

export interface RunResult {
  state: 'done' | 'stopped'
  folder: string
  backend: string
  device: string
  reason?: string // where auto chose the back end: why
  replica?: number
  last?: ScoreRow // of the last epoch that is complete
}

/** Begins a run. Throws SpecError, DataError, RunError; a run that is there already is a RunError with the command that resumes it. */
export const startRun = async (experiment: Experiment, settings: NewRun, hooks: RunHooks = {}): Promise<RunResult> => {
  const { backend = 'auto', replica, epochs, base = process.cwd() } = settings
  const planned = planExperiment(experiment)
  const hash = experimentHash(experiment)
  const identity = { name: experiment.name, seed: experiment.seed, hash, ...(replica === undefined ? {} : { replica }) }
  const path = settings.path ?? runPath(settings.out, identity)
  checkIsNew(settings.out, path)
  if (typeof backend === 'string') checkKnown(backend)
  const schedule = scheduleOf(planned.stages, epochs)
  const data = await dataOf(experiment, settings, hooks)
  checkSize(
    expectedBytes(planned, schedule, { train: data?.train.count ?? 1, test: data?.test.count ?? 0 }),
    settings.agreed ?? false,
  )
  const create = (on: BackendFacts) =>
    createRunAt(path, identity, {
      ...describeNetwork(planned),
      process: thisProcess(),
      apical: version,
      command: settings.command ?? '',
      ...on,
      threads: settings.threads ?? 1,
      ...(epochs === undefined ? {} : { epochs }),
      dataset: data ? datasetFacts(data, settings) : null,
      base,
      ...settings.facts,
      experiment,
    })
  const task = { planned, settings, hooks, data, base, replica: replica ?? 0, epochs, run: undefined, create }
  return carryOut(task, backend, settings.prefer)
}

/** Goes on with a run from its last checkpoint, bit for bit. A larger number of epochs prolongs it. */
export const resumeRun = async (path: string, settings: RunSettings, hooks: RunHooks = {}): Promise<RunResult> => {
  const run = openRun(path)
  checkFree(run)
  const { manifest } = run
  const experiment = experimentOf(run)
  const planned = planExperiment(experiment)
  const epochs = settings.epochs ?? (manifest.epochs as number | undefined)
  const { checkpoint, notes } = latestCheckpoint(run)
  for (const note of notes) hooks.note?.(note)
  const works = scheduleOf(planned.stages, epochs).length
  const done = checkpoint?.epoch ?? 0
  if (done >= works) return alreadyDone(run, done, works)
  if (manifest.state === 'done') checkProlongs(planned)
  checkSameTotal(planned, scheduleOf(planned.stages, manifest.epochs as number | undefined).length, works)
  const data = await loadData(experiment, run, settings, hooks)
  checkSameData(run, data)
  const base = typeof manifest.base === 'string' ? manifest.base : process.cwd()
  const create = () => run
  const task = { planned, settings, hooks, data, base, replica: replicaOf(run), epochs, run, create }
  const own = ownChoice(run)
  return carryOut(task, settings.backend ?? own.choice, settings.prefer ?? own.prefer)
}

export const replicaOf = ({ manifest }: RunFolder): number => Number(manifest.replica ?? 0)

/** A run goes on on its own back end; where auto had chosen it, auto may choose another if it does not open any more. */
const ownChoice = ({ manifest }: RunFolder): { choice: string; prefer?: Prefer } => {
  const { backend, reason } = manifest as { backend?: string; reason?: string }
  if (reason === undefined) return { choice: String(backend) }
  return { choice: 'auto', prefer: { name: String(backend), reason } }
}

/** Runs with a folder: begun, gone on with, prolonged. See docs/run-folder.md. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ApicalError, DataError, RunError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import './backends.ts'
import { openBackend } from '../sim/backends.ts'
import { loadNetwork, readLearned } from '../sim/network.ts'
import { scheduleOf } from '../sim/schedule.ts'
import type { Position } from '../sim/session.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import { cutAfter, latestCheckpoint } from './checkpoints.ts'
import { appendNote, createRun, openRun, type RunFolder, readScores, runPath, updateRun } from './folder.ts'
import { experimentHash } from './hash.ts'
import { describeNetwork } from './manifest.ts'
import { testPool } from './pool.ts'
import { checkSameData, dataOf, datasetFacts, loadData } from './run-data.ts'
import { checkFree, thisProcess } from './run-lock.ts'
import { type LoopHooks, restoreCheckpoint, runLoop } from './run-loop.ts'
import { checkSize, expectedBytes } from './run-size.ts'
import type { ScoreRow } from './score-row.ts'
import type { Loaded } from './sources.ts'
import { version } from './version.ts'
import { weightFiles } from './weight-files.ts'

export interface RunSettings {
  backend?: string // see backendChoices; default auto, of a run that goes on: its own
  threads?: number // that test, the main one included; default 1
  epochs?: number // in total
  data?: string // folder of data sets
  download?: boolean // default true
  agreed?: boolean // to more than 1 GB of recordings
  command?: string // as the user typed it, for run.json
}

export interface NewRun extends RunSettings {
  out: string // the folder of runs
  base?: string // folder from which files of weights are named; default: the current one
}

export interface RunHooks extends LoopHooks {
  /** The folder stands, and from which epoch and image on it goes; before the first presentation. */
  begin?(run: RunFolder, planned: Planned, from: { epoch: number; image: number; epochs: number }): void
  /** Which data are used, in words. */
  data?(note: string): void
  note?(text: string): void
  download?(file: string, received: number, total: number | undefined): void
}

export interface RunResult {
  state: 'done' | 'stopped'
  folder: string
  last?: ScoreRow // of the last epoch that is complete
}

/** Begins a run. Throws SpecError, DataError, RunError; a run that is there already is a RunError with the command that resumes it. */
export const startRun = async (experiment: Experiment, settings: NewRun, hooks: RunHooks = {}): Promise<RunResult> => {
  const planned = planExperiment(experiment)
  const identity = { name: experiment.name, seed: experiment.seed, hash: experimentHash(experiment) }
  checkIsNew(settings.out, runPath(settings.out, identity))
  const schedule = scheduleOf(planned.stages, settings.epochs)
  const data = await dataOf(experiment, settings, hooks)
  checkSize(
    expectedBytes(planned, schedule, { train: data?.train.count ?? 1, test: data?.test.count ?? 0 }),
    settings.agreed ?? false,
  )
  const backend = await openBackend(settings.backend ?? 'auto')
  const base = settings.base ?? process.cwd()
  const machine = await loadNetwork(backend, planned, experiment.seed, 0, weightFiles(base))
  const run = createRun(settings.out, identity, {
    ...describeNetwork(planned),
    process: thisProcess(),
    apical: version,
    command: settings.command ?? '',
    backend: backend.name,
    device: backend.device,
    threads: settings.threads ?? 1,
    ...(settings.epochs === undefined ? {} : { epochs: settings.epochs }),
    dataset: data ? datasetFacts(data, settings) : null,
    base,
    experiment,
  })
  const initial = await readLearned(machine, planned)
  return work({ run, planned, machine, initial, data, settings, hooks, backend: backend.name, epochs: settings.epochs })
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
  const data = await loadData(experiment, run, settings, hooks)
  checkSameData(run, data)
  const backend = await openBackend(settings.backend ?? String(manifest.backend))
  const base = typeof manifest.base === 'string' ? manifest.base : process.cwd()
  const machine = await loadNetwork(backend, planned, experiment.seed, 0, weightFiles(base))
  const initial = await readLearned(machine, planned)
  const position = checkpoint && restoreCheckpoint(machine, checkpoint, run)
  cutAfter(run, checkpoint)
  updateRun(run, {
    state: 'running',
    process: thisProcess(),
    apical: version,
    backend: backend.name,
    device: backend.device,
    done: undefined,
    epochs,
  })
  appendNote(run, { note: 'resumed', epoch: done, image: checkpoint?.image ?? 0 })
  return work({ run, planned, machine, initial, data, settings, hooks, backend: backend.name, epochs, position })
}

interface Work {
  run: RunFolder
  planned: Planned
  machine: Awaited<ReturnType<typeof loadNetwork>>
  initial: Awaited<ReturnType<typeof readLearned>>
  data: Loaded | undefined
  settings: RunSettings
  hooks: RunHooks
  backend: string
  epochs?: number
  position?: Position
}

const work = async ({
  run,
  planned,
  machine,
  initial,
  data,
  settings,
  hooks,
  backend,
  epochs,
  position,
}: Work): Promise<RunResult> => {
  const { experiment } = planned.network
  const { seed } = experiment
  const pool =
    planned.test && data
      ? testPool(
          {
            experiment,
            backend,
            data: data.test,
            seed,
            threads: settings.threads ?? 1,
            base: String(run.manifest.base),
          },
          planned,
        )
      : undefined
  const session = {
    seed,
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    ...(position ? { position } : {}),
    ...(pool ? { test: pool.test } : {}),
  }
  hooks.begin?.(run, planned, {
    epoch: position?.work ?? 0,
    image: position?.image ?? 0,
    epochs: scheduleOf(planned.stages, epochs).length,
  })
  try {
    const outcome = await runLoop({
      run,
      planned,
      machine,
      initial,
      session,
      hooks,
      facts: data ? { data: data.digest } : {},
    })
    return finish(run, outcome.finished)
  } catch (error) {
    fail(run, error)
    throw error
  } finally {
    await pool?.close()
    machine.close()
  }
}

const finish = (run: RunFolder, finished: boolean): RunResult => {
  const last = readScores(run).at(-1)
  const folder = run.path
  if (!finished) {
    appendNote(run, { note: 'stopped', epoch: last?.epoch ?? 0 })
    updateRun(run, { state: 'stopped' })
    return { state: 'stopped', folder, ...(last ? { last } : {}) }
  }
  updateRun(run, { state: 'done', done: doneEvent({ state: 'done', folder, last }) })
  return { state: 'done', folder, ...(last ? { last } : {}) }
}

/** The `done` event of `--json`. */
export const doneEvent = ({ folder, last }: RunResult): Record<string, unknown> => ({
  event: 'done',
  folder,
  ...(last?.testError === undefined ? {} : { testError: last.testError }),
  ...(last ? { digest: last.digest } : {}),
})

/** Says in the folder that the run failed, if it can still be written to. */
const fail = (run: RunFolder, error: unknown): void => {
  const message = error instanceof Error ? error.message : String(error)
  try {
    appendNote(run, { note: 'failed', message })
    updateRun(run, { state: 'failed' })
  } catch (second) {
    if (!(second instanceof ApicalError)) throw second
  }
}

const checkIsNew = (out: string, path: string): void => {
  if (existsSync(join(path, 'run.json')))
    throw new RunError(
      `this run is there already; go on with it by: apical run ${path} (or use another --seed, or another folder than --out ${out})`,
    )
}

/** The experiment of a run, checked; that it is the one which began the run is known by its hash. */
export const experimentOf = (run: RunFolder): Experiment => {
  const experiment = checkExperiment(run.manifest.experiment)
  if (experimentHash(experiment) !== run.manifest.hash)
    throw new DataError(join(run.path, 'run.json'), 'the experiment that its hash names', 'one that was changed')
  return experiment
}

const alreadyDone = (run: RunFolder, done: number, works: number): RunResult => {
  if (done > works)
    throw new RunError(
      `${run.path} has ${done} epochs already; --epochs is the total: give more than ${done} to prolong it`,
    )
  const last = readScores(run).at(-1)
  if (run.manifest.state !== 'done') return finish(run, true)
  return { state: 'done', folder: run.path, ...(last ? { last } : {}) }
}

/** What was done at a stage's end cannot be undone. */
const checkProlongs = ({ stages }: Planned): void => {
  const last = stages.at(-1)
  if (last?.end || last?.spec.epochs === undefined)
    throw new RunError(
      'this run cannot be prolonged: something happens at the end of its last stage. Begin another with --epochs',
    )
}

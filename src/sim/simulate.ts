/**
 * The library's entry: an experiment becomes a run that can be watched, paused, stepped, changed and stopped. Safe in a browser. The loop is
 * in session.ts and knows nothing of Observables.
 */
import { type Observable, Subject } from 'rxjs'
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { oneOf, SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import { openBackend } from './backends.ts'
import { breath } from './breath.ts'
import type { Chunk } from './chunk.ts'
import { gate } from './gate.ts'
import type { Sha256 } from './hash.ts'
import { type Files, type Learned, loadNetwork } from './network.ts'
import { readers } from './readers.ts'
import { scheduleOf } from './schedule.ts'
import type { Position, Score } from './session.ts'
import { session } from './simulate-session.ts'
import { rest, type State } from './simulate-state.ts'
import { spaced } from './spaced.ts'

export interface SimulateOptions {
  /** 'auto' (default), 'wasm', 'js', or a back end that is open. */
  backend?: string | Backend
  /** Threads that compute the lanes of one network, this one included: on wasm, where 'apical/node' is imported. They change no digit. Default 1. */
  threads?: number
  data?: { train: Dataset; test: Dataset }
  epochs?: number // in total
  /** Gives the values of `weights: { load }`. */
  files?: Files
  /** A faster SHA-256 than the portable one. */
  hash?: Sha256
  /** Begins paused: for step(). */
  paused?: boolean
  /** At least so many ms of real time between training presentations that are recorded, for views; default 0: all that the probes ask for. */
  recordEvery?: number
}

export interface Note {
  note: string
  [key: string]: unknown
}

export interface Summary {
  finished: boolean // false: stopped
  position: Position
  score?: Score // of the last epoch
  learned: Learned // weights and other learned columns, as they are in memory
}

export interface Run {
  /** About 20 a second, hot: what nobody watches is not recorded. See `follow` for slow views. */
  readonly chunks: Observable<Chunk>
  /** One an epoch. */
  readonly scores: Observable<Score>
  readonly notes: Observable<Note>
  /** Rejects with SpecError, DataError, RunError. */
  readonly done: Promise<Summary>
  pause(): void
  resume(): void
  /** Shows n presentations, or those that are left, then pauses. */
  step(n?: number): Promise<void>
  /**
   * Changes a value of the experiment between two presentations, by its path: 'projections.w1.set.eta'. Potentials, spikes in flight and all
   * weights but those whose initial values are changed are carried over. Rejects with SpecError, and then nothing has changed.
   */
  set(path: string, value: unknown): Promise<void>
  /** Weights and other learned columns as they are, between two presentations; after the end, those of the end. */
  learned(): Promise<Learned>
  /** Ends the run between two presentations. */
  stop(): void
}

const optionNames: Record<keyof SimulateOptions, true> = {
  backend: true,
  threads: true,
  data: true,
  epochs: true,
  files: true,
  hash: true,
  paused: true,
  recordEvery: true,
}

/** JavaScript would pass over a misspelt option in silence. */
const checkNames = (options: SimulateOptions): void => {
  for (const name of Object.keys(options))
    if (!Object.hasOwn(optionNames, name)) throw new SpecError(name, oneOf(name, Object.keys(optionNames)), `'${name}'`)
}

/** Begins at once, unless paused. Throws SpecError where the experiment or an option is wrong. */
export const simulate = (experiment: Experiment, options: SimulateOptions = {}): Run => {
  checkNames(options)
  const checked = checkExperiment(experiment)
  const planned = planExperiment(checked)
  scheduleOf(planned.stages, options.epochs)
  if (checked.dataset && !options.data)
    throw new SpecError('data', `the data set '${checked.dataset.name}' ({ train, test })`, 'none')
  const s: State = {
    options,
    gate: gate(options.paused ?? false, () => s.stopped || s.changes.length > 0),
    changes: [],
    readers: readers(),
    isRecordTime: spaced(options.recordEvery ?? 0),
    stopped: false,
    chunks: new Subject(),
    scores: new Subject(),
    notes: new Subject(),
  }
  const done = start(s, checked, planned)
  // Who watches only the chunks hears of an error there.
  const over = () => rest(s, () => done.then(summary => summary.learned))
  done.then(over, over)
  return {
    chunks: s.chunks.asObservable(),
    scores: s.scores.asObservable(),
    notes: s.notes.asObservable(),
    done,
    pause: () => s.gate.pause(),
    resume: () => s.gate.resume(),
    step: (n = 1) => (s.stopped ? Promise.resolve() : s.gate.step(n)),
    set: (path, value) =>
      new Promise((resolve, reject) => {
        if (s.stopped) return reject(new SpecError(path, 'a run that goes on', 'one that has ended'))
        s.changes.push({ path, value, done: resolve, fail: reject })
        s.gate.wake()
      }),
    learned: () => {
      const learned = s.readers.ask()
      if (s.atRest) void s.readers.serve(s.atRest)
      else s.gate.wake()
      return learned
    },
    stop: () => {
      s.stopped = true
      s.gate.wake()
    },
  }
}

const start = async (s: State, experiment: Experiment, planned: Planned): Promise<Summary> => {
  await breath() // so that who called can subscribe
  const { backend = 'auto', threads = 1 } = s.options
  const subjects = [s.chunks, s.scores, s.notes]
  try {
    s.backend =
      typeof backend === 'string' ? await openBackend(backend, { lanes: planned.plan.lanes, threads }) : backend
    const machine = await loadNetwork(s.backend, planned, experiment.seed, 0, s.options.files)
    const summary = await session(s, { experiment, planned, machine })
    for (const subject of subjects) subject.complete()
    return summary
  } catch (error) {
    for (const subject of subjects) if (subject.observed) subject.error(error)
    throw error
  } finally {
    s.stopped = true
    for (const change of s.changes) change.fail(new SpecError(change.path, 'a run that goes on', 'one that has ended'))
    s.gate.wake()
  }
}

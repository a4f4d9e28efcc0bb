/**
 * The library's entry: an experiment becomes a run that can be watched, paused, stepped, changed and stopped. Safe in a browser. The loop is
 * in session.ts and knows nothing of Observables.
 */
import { type Observable, Subject } from 'rxjs'
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import { openBackend } from './backends.ts'
import { breath } from './breath.ts'
import { type Chunk, chunkOf } from './chunk.ts'
import { type Gate, gate } from './gate.ts'
import { portableSha256, type Sha256 } from './hash.ts'
import { type LiveNetwork, withValue } from './live-network.ts'
import { type Files, type Learned, loadNetwork, readLearned } from './network.ts'
import { type Readers, readers } from './readers.ts'
import { scheduleOf } from './schedule.ts'
import { type Outcome, type Position, runSession, type Score } from './session.ts'
import { spaced } from './spaced.ts'
import { type OwnTester, ownTester } from './tester.ts'

export interface SimulateOptions {
  /** 'auto' (default), 'wasm', 'js', or a back end that is open. */
  backend?: string | Backend
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
  /** Shows n presentations, then pauses. */
  step(n?: number): Promise<void>
  /**
   * Changes a value of the experiment between two presentations, by its path: 'projections.w1.set.eta'. Weights, potentials and spikes in flight
   * are carried over. Rejects with SpecError, and then nothing has changed.
   */
  set(path: string, value: unknown): Promise<void>
  /** Weights and other learned columns as they are, between two presentations; after the end, those of the end. */
  learned(): Promise<Learned>
  /** Ends the run between two presentations. */
  stop(): void
}

interface Change {
  path: string
  value: unknown
  done(): void
  fail(error: unknown): void
}

interface State {
  options: SimulateOptions
  backend?: Backend
  gate: Gate
  changes: Change[]
  readers: Readers
  /** Reads the learned columns; there while the training network rests. */
  atRest?: () => Promise<Learned>
  isRecordTime: () => boolean
  stopped: boolean
  chunks: Subject<Chunk>
  scores: Subject<Score>
  notes: Subject<Note>
}

/** Begins at once, unless paused. Throws SpecError where the experiment is wrong. */
export const simulate = (experiment: Experiment, options: SimulateOptions = {}): Run => {
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
    step: (n = 1) => s.gate.step(n),
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

/** From now on the learned columns can be read at once. */
const rest = (s: State, read: () => Promise<Learned>): void => {
  s.atRest = read
  void s.readers.serve(read)
}

const start = async (s: State, experiment: Experiment, planned: Planned): Promise<Summary> => {
  await breath() // so that who called can subscribe
  const { backend = 'auto' } = s.options
  const subjects = [s.chunks, s.scores, s.notes]
  try {
    s.backend = typeof backend === 'string' ? await openBackend(backend, { lanes: planned.plan.lanes }) : backend
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

/** The session stops for a change of the experiment and goes on with another network. */
const session = async (s: State, first: LiveNetwork): Promise<Summary> => {
  let network = first
  let outcome = await runUntilHalt(s, network)
  while (!outcome.finished && !s.stopped) {
    network = await changed(s, network)
    outcome = await runUntilHalt(s, network, outcome.position)
  }
  const learned = await readLearned(network.machine, network.planned)
  network.machine.close()
  const { finished, position, score } = outcome
  return { finished, position, learned, ...(score ? { score } : {}) }
}

const runUntilHalt = async (
  s: State,
  { experiment, planned, machine }: LiveNetwork,
  position?: Position,
): Promise<Outcome> => {
  const { data, epochs, hash = portableSha256 } = s.options
  const load = () => loadNetwork(s.backend!, planned, experiment.seed, 0, s.options.files)
  const tester =
    planned.test && data
      ? ownTester(planned, { load, data: data.test, seed: experiment.seed, hash, record: () => s.chunks.observed })
      : undefined
  const read = () => readLearned(machine, planned)
  const outcome = await runSession({
    planned,
    machine,
    seed: experiment.seed,
    hash,
    record: () => s.chunks.observed && s.isRecordTime(),
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    ...(position ? { position } : {}),
    ...(tester ? { test: whileResting(s, read, tester) } : {}),
    listener: {
      stop: () => s.stopped || s.changes.length > 0,
      gate: () => (s.readers.waiting() ? s.readers.serve(read) : s.gate.ask(planned.plan.lanes)),
      chunk: async (progress, recorded) => {
        if (s.chunks.observed) s.chunks.next(chunkOf(progress, recorded))
        await breath()
      },
      epoch: score => s.scores.next(score),
      seen: sighting => s.notes.next({ note: 'watch', ...sighting }),
    },
  })
  tester?.close()
  return outcome
}

/** Tests on a network of its own, meanwhile the one that is trained can be read. */
const whileResting =
  (s: State, read: () => Promise<Learned>, tester: OwnTester): OwnTester['test'] =>
  async (...given) => {
    rest(s, read)
    const result = await tester.test(...given)
    delete s.atRest
    return result
  }

/** Applies the changes that wait, one by one; the network that goes on. */
const changed = async (s: State, network: LiveNetwork): Promise<LiveNetwork> => {
  let now = network
  for (let change = s.changes.shift(); change; change = s.changes.shift()) {
    const { path, value } = change
    try {
      now = await withValue(s.backend!, now, path, value, s.options.files)
      s.notes.next({ note: 'changed', path, value })
      change.done()
    } catch (error) {
      change.fail(error)
    }
  }
  return now
}

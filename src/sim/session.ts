/**
 * The loop of a run: works through the schedule, batch by batch, and tells its listener of chunks and epochs.
 * It can stop between two presentations and hand out everything that is needed to go on, bit for bit.
 */
import { DataError } from '../errors.ts'
import type { Planned } from '../plan/protocol.ts'
import { brokenStates } from './broken-states.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { Stimulus } from './drives.ts'
import { chained, hex, portableSha256, presentationHash, unhex } from './hash.ts'
import { checkFinite, readLearned } from './network.ts'
import { firstPosition, type Position } from './position.ts'
import { answerIn, present, type Showing } from './present.ts'
import { isRecorded, moved, type Recorded, recorded } from './record.ts'
import { orderOf, stimulusOf } from './samples.ts'
import { type Saturations, saturationsIn } from './saturation.ts'
import { scheduleOf, type Work } from './schedule.ts'
import { type Score, scoreOf } from './score.ts'
import type { Listener, Outcome, Progress, SessionOptions } from './session-options.ts'
import { type Counter, countAnswer, counterOf, newTally } from './tally.ts'
import { sightings, type Unseen } from './watch.ts'

export type { Listener, Outcome, Position, Progress, Score, SessionOptions }

interface Session extends Required<Pick<SessionOptions, 'planned' | 'machine' | 'seed' | 'hash' | 'now'>> {
  options: SessionOptions
  listener: Listener
  chance: Chance
  count: Counter
  schedule: Work[]
  position: Position
  chain: Uint8Array
  recent: number[] // 1 wrong, 0 right
  pending: Recorded[]
  lastChunk: number
  unseen: Unseen
  saturations: Saturations
  broken: ReturnType<typeof brokenStates>
}

/** Throws DataError where there is nothing to learn from, or to test with. */
const checkSamples = ({ data, planned }: SessionOptions): void => {
  if (data?.train.count === 0) throw new DataError(data.train.name, 'training samples', 'none')
  if (data?.test.count === 0 && planned.test) throw new DataError(data.test.name, 'test samples', 'none')
}

export const runSession = async (options: SessionOptions): Promise<Outcome> => {
  checkSamples(options)
  const { planned, machine, seed, hash = portableSha256, listener } = options
  const now = options.now ?? (() => performance.now())
  const position = options.position ?? firstPosition(options.data?.train.classes ?? 0)
  const s: Session = {
    options, planned, machine, seed, hash, now, listener, position,
    chance: chanceOf(seed, options.replica ?? 0),
    count: counterOf(planned),
    schedule: scheduleOf(planned.stages, options.epochs),
    chain: unhex(position.chain),
    recent: [],
    pending: [],
    lastChunk: now(),
    unseen: new Set(planned.watched),
    saturations: saturationsIn(planned),
    broken: brokenStates(planned),
  } // biome-ignore format: a table
  let score: Score | undefined
  while (position.work < s.schedule.length) {
    // Before the work begins: what its beginning does must not be done again when the run goes on.
    if (position.image === 0 && (await halted(s))) return { finished: false, position, ...(score ? { score } : {}) }
    const made = await runWork(s)
    if (!made) return { finished: false, position, ...(score ? { score } : {}) }
    score = made
  }
  return { finished: true, position, ...(score ? { score } : {}) }
}

/** Waits while the listener says so; whether it wants the run to end here. What was shown is told before a wait. */
const halted = async (s: Session, tell?: () => Promise<void>): Promise<boolean> => {
  for (let gate = s.listener.gate?.(); gate; gate = s.listener.gate?.()) {
    await tell?.()
    await gate
  }
  return s.listener.stop?.() ?? false
}

/** One epoch of one stage, from where the position says; undefined where it was stopped. */
const runWork = async (s: Session): Promise<Score | undefined> => {
  const { machine, position } = s
  const work = s.schedule[position.work]
  const { stage } = work
  if (position.image === 0) {
    position.tally = newTally(s.options.data?.train.classes ?? 0)
    if (work.clears) machine.clear()
    machine.write('scalars', [work.epoch, work.epochs > 1 ? work.epoch / work.epochs : 0])
    for (const begin of work.begins) machine.fire(begin)
  }
  const order = orderOf(work, position.work, s.options.data?.train, s.chance, s.planned.plan.lanes)
  const started = s.now()
  const before = position.image
  const isShown = await showAll(s, work, order)
  if (work.last || !isShown)
    for (const seen of s.saturations.take(stage.spec.name ?? stage.id)) s.listener.saturated?.(seen)
  if (!isShown) return undefined
  for (const end of work.ends) machine.fire(end)
  await emitChunk(s, work, order.length)
  return finishEpoch(s, work, order.length, (s.now() - started) / 1000, order.length - before)
}

const showAll = async (s: Session, work: Work, order: Int32Array): Promise<boolean> => {
  const { position, machine, planned } = s
  const { lanes } = planned.plan
  const { stage } = work
  const showing: Showing = {
    machine,
    phases: stage.phases,
    presentationEnd: stage.presentationEnd,
    chance: s.chance,
    classes: s.options.data?.train.classes ?? 0,
  }
  while (position.image < order.length) {
    if (position.image > 0 && (await halted(s, () => emitChunk(s, work, order.length)))) {
      await emitChunk(s, work, order.length)
      return false
    }
    if (stage.spec.clear === 'presentation') machine.clear()
    if (work.epochs === 1) machine.write('scalars', [work.epoch, position.image / order.length])
    const count = Math.min(lanes, order.length - position.image)
    await showBatch(s, work, showing, stimuliOf(s, work, order, count), count)
    if (s.now() - s.lastChunk >= 50) await emitChunk(s, work, order.length)
  }
  return true
}

/** One a lane: those that are left over show the last image again. */
const stimuliOf = (s: Session, work: Work, order: Int32Array, count: number): Stimulus[] => {
  const { position, planned, options, chance } = s
  const stimuli: Stimulus[] = []
  for (let l = 0; l < planned.plan.lanes; l++) {
    const sample = order[position.image + Math.min(l, count - 1)]
    stimuli.push(stimulusOf(work, sample, position.presentation + l, options.data?.train, chance))
  }
  return stimuli
}

const showBatch = async (
  s: Session,
  work: Work,
  showing: Showing,
  stimuli: Stimulus[],
  count: number,
): Promise<void> => {
  const { planned, position } = s
  const isProbed = (s.options.record?.() ?? true) && isRecorded(planned, 'train', position.image)
  const shown = await present(showing, stimuli, isProbed ? planned.recorded : '')
  for (let lane = 0; lane < count; lane++) {
    const { sample, data } = stimuli[lane]
    const label = data ? data.labels[sample] : -1
    const answer = answerIn(shown, lane, showing.classes)
    countAnswer(position.tally, label, answer)
    if (answer >= 0) remember(s.recent, answer === label ? 0 : 1)
    const logs = [...(shown.candidates ?? []), shown.logs]
    for (const logged of logs) s.count(position.tally, logged, lane)
    s.saturations.look(shown.logs, lane)
    const ticks = shown.ticks.reduce((sum, t) => sum + t[lane], 0)
    position.tally.ticks += ticks
    position.tick += ticks
    s.chain = chained(s.hash, s.chain, presentationHash(s.hash, logs, planned.digest, lane))
    for (const seen of sightings(planned, s.unseen, work.stage.phases, shown, lane, position.presentation + lane))
      s.listener.seen?.(seen)
    if (isProbed && isRecorded(planned, 'train', position.image + lane)) {
      const place = { start: position.recordedTick, during: 'train' as const, epoch: position.work }
      const r = recorded(planned, work.stage.phases, place, stimuli[lane], shown, lane, answer)
      position.recordedTick += r.length
      s.pending.push(r)
    }
  }
  position.image += count
  position.presentation += count
}

const remember = (recent: number[], wrong: number): void => {
  recent.push(wrong)
  if (recent.length > 1000) recent.shift()
}

const progressOf = (s: Session, work: Work, images: number): Progress => {
  s.position.chain = hex(s.chain)
  const recentError = s.recent.length ? s.recent.reduce((a, b) => a + b, 0) / s.recent.length : undefined
  return {
    position: s.position,
    work,
    works: s.schedule.length,
    images,
    ...(recentError === undefined ? {} : { recentError }),
  }
}

const emitChunk = async (s: Session, work: Work, images: number): Promise<void> => {
  const { pending } = s
  s.pending = []
  s.lastChunk = s.now()
  await s.listener.chunk?.(progressOf(s, work, images), pending)
}

/** Where `every` is a number, each n-th epoch of a stage; not the last one besides, so that a run can be prolonged bit for bit. */
const isTested = ({ test }: Planned, { stage, epoch }: Work): boolean =>
  test !== undefined &&
  stage.spec.test !== false &&
  (test.spec.every === 'epoch' || (epoch + 1) % test.spec.every === 0)

const finishEpoch = async (s: Session, work: Work, images: number, seconds: number, shown: number): Promise<Score> => {
  const { position, planned } = s
  const learned = await readLearned(s.machine, planned)
  checkFinite(learned, planned, position)
  if (s.listener.broken) for (const state of await s.broken(s.machine, position.work + 1)) s.listener.broken(state)
  for (const name of Object.keys(learned)) s.chain = chained(s.hash, s.chain, bytesOf(learned[name]))
  const epoch = position.work + 1
  const testing = s.options.test && s.options.data && isTested(planned, work)
  const testStart = s.now()
  const result = testing ? await s.options.test!(learned, position.tests, epoch) : undefined
  if (result) {
    position.tests++
    s.chain = chained(s.hash, s.chain, result.hashes)
    for (const r of result.recorded) s.pending.push(moved(r, position.recordedTick))
    position.recordedTick += result.recorded.reduce((sum, r) => sum + r.length, 0)
  }
  const testSeconds = (s.now() - testStart) / 1000
  const digest = hex(s.chain)
  const score = scoreOf({ planned, position, work, learned, images, shown, seconds, result, testSeconds, digest })
  position.work++
  position.image = 0
  const progress = progressOf(s, work, images)
  if (s.pending.length) await emitChunk(s, work, images)
  await s.listener.epoch?.(score, progress, async () => learned)
  return score
}

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** A run that is being written: what happens at each chunk, epoch and checkpoint. */
import type { Machine } from '../backend/backend.ts'
import { RunError } from '../errors.ts'
import type { Planned } from '../plan/protocol.ts'
import { BackendError } from '../sim/backends.ts'
import { breath } from '../sim/breath.ts'
import { brokenText } from '../sim/broken-states.ts'
import { energyNotes } from '../sim/energy-notes.ts'
import { type LastGood, lastGood, watchedOnly } from '../sim/last-good.ts'
import { checkFinite, type Learned, NotFinite, readLearned } from '../sim/network.ts'
import type { Recorded } from '../sim/record.ts'
import { saturationText } from '../sim/saturation.ts'
import { type Outcome, type Position, type Progress, runSession, type SessionOptions } from '../sim/session.ts'
import { sightingText } from '../sim/watch.ts'
import { type Checkpoint, writeCheckpoint } from './checkpoints.ts'
import { appendNote, appendScore, type RunFolder } from './folder.ts'
import { rawSha256 } from './hash.ts'
import { Interrupted } from './interrupted.ts'
import { learnedFiles } from './learned-files.ts'
import { recorder } from './recorder.ts'
import { type ScoreRow, scoreRow } from './score-row.ts'
import { trainingMeter } from './training-meter.ts'

export interface LoopHooks {
  /** Something that a person should know. */
  note?(text: string): void
  progress?(progress: Progress): void
  epoch?(row: ScoreRow): void
  /** Presentations as they are recorded, for a viewer; a copy goes to disk in any case. */
  recorded?(recorded: readonly Recorded[]): void
  /** Asked about 20 times a second: true stops the run after a checkpoint. */
  stop?(): boolean
}

export interface Loop {
  run: RunFolder
  planned: Planned
  machine: Machine
  /** Learned columns before the first epoch. */
  initial: Learned
  session: Pick<SessionOptions, 'data' | 'seed' | 'replica' | 'epochs' | 'position' | 'test'>
  facts: Record<string, string>
  hooks: LoopHooks
  /** Whether the CPU time of the process is that of this run. */
  alone: boolean
  /** Whether the network advances with others on one device, so that it cannot be repeated by itself. */
  inStep: boolean
}

const checkpointEvery = 60_000 // ms

/** Runs until the end or until it is stopped; in both cases the last checkpoint is where it ended. */
export const runLoop = async (loop: Loop): Promise<Outcome> => {
  const { machine, planned, session } = loop
  const good = loop.inStep
    ? watchedOnly(machine, planned)
    : await lastGood(machine, planned, { ...session, hash: rawSha256 })
  try {
    return await loopFrom(loop, good)
  } catch (error) {
    throw withAdvice(await good.explain(error))
  }
}

const withAdvice = (error: unknown): unknown =>
  error instanceof NotFinite ? new RunError(`${error.message}; the last good checkpoint is kept`) : error

const loopFrom = async (loop: Loop, good: LastGood): Promise<Outcome> => {
  const { run, planned, machine, session, hooks } = loop
  const records = recorder(run, planned, () => performance.now())
  const weights = learnedFiles(run, planned, loop.initial)
  const meter = trainingMeter()
  let saved = performance.now()
  const save = async (position: Position) => {
    checkFinite(await readLearned(machine, planned), planned, position)
    records.flush()
    writeCheckpoint(run, checkpointOf(position, await machine.save(), loop.facts))
    await good.keep(position)
    saved = performance.now()
  }
  let shown: Progress | undefined
  if (!session.position) weights.write(loop.initial, 0)
  if (!session.position)
    for (const text of await energyNotes(planned, machine)) {
      appendNote(run, { note: 'energy', message: text })
      hooks.note?.(text)
    }
  meter.begin(session.position?.image ?? 0)
  const outcome = runSession({
    ...session,
    planned,
    machine,
    hash: rawSha256,
    listener: {
      stop: hooks.stop,
      seen: sighting => {
        appendNote(run, { note: 'watch', ...sighting })
        hooks.note?.(sightingText(sighting))
      },
      saturated: saturation => {
        appendNote(run, { note: 'saturated', ...saturation })
        hooks.note?.(saturationText(saturation))
      },
      broken: state => {
        appendNote(run, { note: 'broken', ...state })
        hooks.note?.(brokenText(state))
      },
      chunk: async (progress, recorded) => {
        const { position, images } = progress
        shown = progress
        if (position.image > 0) meter.at(position.image)
        records.add(recorded)
        if (recorded.length > 0) hooks.recorded?.(recorded)
        hooks.progress?.(progress)
        await breath()
        // At the last image what ends the stage has been done already; the checkpoint after the test comes soon.
        const isWithin = position.image > 0 && position.image < images
        if (isWithin && performance.now() - saved > checkpointEvery) await save(position)
        await good.look(position, isWithin)
      },
      epoch: async (score, { position }, learned) => {
        const row = scoreRow(score, planned, loop.alone ? meter.perImage() : undefined)
        weights.write(await learned(), position.work)
        appendScore(run, row)
        await save(position)
        hooks.epoch?.(row)
        await breath()
        meter.begin(0)
      },
    },
  })
  const ended = await outcome.catch(error => stoppedInTest(error, shown))
  // What ends a stage must not be done twice: such a run goes on from its last checkpoint.
  const isEnded = shown && shown.position.image >= shown.images && shown.work.ends.length > 0
  if (!ended.finished && !isEnded) await save(ended.position)
  return ended
}

/** A run that is stopped within a test stands behind the last image of its epoch: it goes on with the test. */
const stoppedInTest = (error: unknown, shown: Progress | undefined): Outcome => {
  if (!(error instanceof Interrupted) || !shown) throw error
  return { finished: false, position: shown.position }
}

const checkpointOf = (
  position: Position,
  state: Record<string, ArrayBufferView>,
  facts: Record<string, string>,
): Checkpoint => ({
  epoch: position.work,
  image: position.image,
  recordedTick: position.recordedTick,
  state,
  facts: { ...facts, position: JSON.stringify(position) },
})

/** Puts a network where the checkpoint left it. Throws RunError where it does not fit. */
export const restoreCheckpoint = (machine: Machine, checkpoint: Checkpoint, run: RunFolder): Position =>
  fitting(run, () => {
    machine.restore(checkpoint.state)
    return positionIn(checkpoint)
  })

/** Only what was learned: all that a test needs, and it fits whatever else of the network has changed. Throws RunError. */
export const learnedIn = (checkpoint: Checkpoint, planned: Planned, run: RunFolder): Learned =>
  fitting(run, () => {
    const column = (name: string) => {
      const values = checkpoint.state[`column:${name}`] as Learned[string] | undefined
      const { size } = planned.plan.columns.find(c => c.name === name)!
      if (values?.length !== size)
        throw new RangeError(`'${name}' has ${size} values, the saved one ${values?.length ?? 'none'}`)
      return [name, values] as const
    }
    return Object.fromEntries(planned.learned.map(column))
  })

export const positionIn = (checkpoint: Checkpoint): Position => JSON.parse(checkpoint.facts.position) as Position

const fitting = <T>(run: RunFolder, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof BackendError) throw error
    const made = `it was made by apical ${run.manifest.apical}`
    throw new RunError(`the checkpoint of ${run.path} does not fit the network (${made}): ${(error as Error).message}`)
  }
}

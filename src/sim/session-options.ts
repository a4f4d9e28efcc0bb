/** What a session is given, what it tells while it goes on, and what it leaves. */
import type { Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Planned } from '../plan/protocol.ts'
import type { BrokenState } from './broken-states.ts'
import type { Sha256 } from './hash.ts'
import type { Learned } from './network.ts'
import type { Position } from './position.ts'
import type { Recorded } from './record.ts'
import type { Saturation } from './saturation.ts'
import type { Work } from './schedule.ts'
import type { Score } from './score.ts'
import type { TestResult } from './test.ts'
import type { Sighting } from './watch.ts'

export interface Progress {
  position: Position
  work: Work
  works: number
  images: number // of this work
  recentError?: number // over the last 1,000 answers
}

export interface Listener {
  /** After a whole number of presentations, at most every 50 ms or so, and at each epoch's end. */
  chunk?(progress: Progress, recorded: Recorded[]): void | Promise<void>
  /** After an epoch and its test; `save` gives what a checkpoint needs. */
  epoch?(score: Score, progress: Progress, learned: () => Promise<Learned>): void | Promise<void>
  /** Of an event that a sound network does not have; once for each kind. */
  seen?(sighting: Sighting): void
  /** Of units that had an event in every tick: at the end of a stage, or where the session ends within it. */
  saturated?(saturation: Saturation): void
  /** Of states that are no numbers at the end of an epoch; once for each column. */
  broken?(state: BrokenState): void
  /** Asked between presentations; true ends the run there. */
  stop?(): boolean
  /** Awaited between presentations while it gives a promise: a pause. */
  gate?(): Promise<void> | undefined
}

export interface SessionOptions {
  planned: Planned
  machine: Machine
  data?: { train: Dataset; test: Dataset }
  seed: number
  replica?: number
  epochs?: number
  position?: Position
  hash?: Sha256
  listener: Listener
  /** Tests all images with these learned columns. */
  test?: (learned: Learned, round: number, epoch: number) => Promise<TestResult>
  now?: () => number // ms; default performance.now
  /** Asked before each presentation: whether what the probes want is recorded; default yes. */
  record?: () => boolean
}

export interface Outcome {
  finished: boolean
  position: Position
  score?: Score
}

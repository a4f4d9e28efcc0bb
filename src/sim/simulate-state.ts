/** What the parts of a simulated run share: its options, what was asked of it, and those who watch. */
import type { Subject } from 'rxjs'
import type { Backend } from '../backend/backend.ts'
import type { Chunk } from './chunk.ts'
import type { Gate } from './gate.ts'
import type { Learned } from './network.ts'
import type { Readers } from './readers.ts'
import type { Score } from './session.ts'
import type { Note, SimulateOptions } from './simulate.ts'

export interface Change {
  path: string
  value: unknown
  done(): void
  fail(error: unknown): void
}

export interface State {
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

/** From now on the learned columns can be read at once. */
export const rest = (s: State, read: () => Promise<Learned>): void => {
  s.atRest = read
  void s.readers.serve(read)
}

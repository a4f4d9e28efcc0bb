/** What the page and its worker tell each other: plain data only. */
import type { Dataset } from '../data/dataset.ts'
import type { DigitsOptions } from '../data/digits.ts'
import type { Chunk } from '../sim/chunk.ts'
import type { Learned } from '../sim/network.ts'
import type { Recorded } from '../sim/record.ts'
import type { Score } from '../sim/session.ts'
import type { Picture } from '../sim/show-image.ts'
import type { Note, Summary } from '../sim/simulate.ts'
import type { Experiment } from '../spec/types.ts'
import type { PlainError } from './plain-error.ts'

/**
 * Where the images come from: data that is at hand, digits made by the worker from a seed, or IDX files (.gz too) that it reads, of which it
 * takes the first `train` and `test` images where these are given.
 */
export type DataSource = { train: Dataset; test: Dataset } | { digits: DigitsOptions } | FileSource

export interface FileSource {
  files: readonly NamedFile[]
  train?: number
  test?: number
}

/** A `File` is one. */
export type NamedFile = Blob & { readonly name: string }

export interface Begin {
  experiment: Experiment
  data?: DataSource
  backend?: string
  epochs?: number
  paused?: boolean
  recordEvery?: number
}

/** What was opened: the back end, and the images. */
export interface Opened {
  backend: string
  device: string
  software: boolean // a graphics card that is only emulated
  reason?: string // for 'auto': why this one
  data?: { name: string; source: string; train: number; test: number }
}

/** Questions are answered by their number. */
export type Question =
  | { ask: 'step'; n: number }
  | { ask: 'set'; path: string; value: unknown }
  | { ask: 'learned' }
  | { ask: 'show'; picture: Picture; round: number }

export type ToWorker =
  | { tell: 'begin'; begin: Begin }
  | { tell: 'watch'; on: boolean }
  | { tell: 'taken' } // the last chunk: the next may come
  | { tell: 'pause' | 'resume' | 'stop' }
  | { tell: 'question'; id: number; question: Question }

export type FromWorker =
  | { tell: 'opened'; opened: Opened }
  | { tell: 'chunk'; chunk: Chunk }
  | { tell: 'score'; score: Score }
  | { tell: 'note'; note: Note }
  | { tell: 'answer'; id: number; answer: Answer }
  | { tell: 'refused'; id: number; error: PlainError }
  | { tell: 'done'; summary: Summary }
  | { tell: 'failed'; error: PlainError }

export type Answer = Learned | Recorded | undefined

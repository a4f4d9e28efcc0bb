/** The page's side of a training in a worker: the same Run as simulate() gives, and images shown on the side. */
import { Observable, Subject } from 'rxjs'
import { RunError } from '../errors.ts'
import type { Learned } from '../sim/network.ts'
import type { Recorded } from '../sim/record.ts'
import type { Picture } from '../sim/show-image.ts'
import type { Run, Summary } from '../sim/simulate.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import type { Answer, Begin, FromWorker, Opened, Question, ToWorker } from './messages.ts'
import { errorFrom } from './plain-error.ts'

export interface TrainOptions extends Omit<Begin, 'experiment'> {
  /** A worker that runs 'apical/browser-worker'; it serves this training only. */
  worker: Worker
}

export interface WorkerRun extends Run {
  /** The back end and the images, when they are there. Rejects as `done` does. */
  readonly opened: Promise<Opened>
  /**
   * Shows an image to the network as it has learned so far, in a network beside it: what the probes of the test recorded, with the answer.
   * `round` varies the draws of chance. Also after the end, until `close`.
   */
  show(picture: Picture, round?: number): Promise<Recorded>
  /** Ends the worker. What has not been answered yet is rejected. */
  close(): void
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

interface Page {
  worker: Worker
  waiting: Map<number, Waiting>
  questions: number
  over?: Error
  opened: Deferred<Opened>
  done: Deferred<Summary>
  chunks: Subject<Extract<FromWorker, { tell: 'chunk' }>['chunk']>
  scores: Subject<Extract<FromWorker, { tell: 'score' }>['score']>
  notes: Subject<Extract<FromWorker, { tell: 'note' }>['note']>
}

/** Begins at once, unless paused. Throws SpecError where the experiment is no plain data of the right shape; the rest `done` rejects with. */
export const trainWith = (experiment: Experiment, { worker, ...options }: TrainOptions): WorkerRun => {
  const checked = checkExperiment(experiment)
  const p: Page = {
    worker,
    waiting: new Map(),
    questions: 0,
    opened: deferred(),
    done: deferred(),
    chunks: new Subject(),
    scores: new Subject(),
    notes: new Subject(),
  }
  worker.addEventListener('message', event => hear(p, event.data as FromWorker))
  worker.addEventListener('error', event => {
    event.preventDefault()
    fail(p, new RunError(`the worker failed: ${event.message || 'its script could not be loaded'}`))
  })
  tell(p, { tell: 'begin', begin: { experiment: checked, ...options } })
  return runOf(p)
}

const runOf = (p: Page): WorkerRun => ({
  opened: p.opened.promise,
  done: p.done.promise,
  chunks: watched(p),
  scores: p.scores.asObservable(),
  notes: p.notes.asObservable(),
  pause: () => tell(p, { tell: 'pause' }),
  resume: () => tell(p, { tell: 'resume' }),
  stop: () => tell(p, { tell: 'stop' }),
  step: async (n = 1) => void (await ask(p, { ask: 'step', n })),
  set: async (path, value) => void (await ask(p, { ask: 'set', path, value })),
  learned: () => ask(p, { ask: 'learned' }) as Promise<Learned>,
  show: (picture, round = 0) => ask(p, { ask: 'show', picture, round }) as Promise<Recorded>,
  close: () => {
    p.worker.terminate()
    fail(p, new RunError('the worker was closed'))
  },
})

interface Deferred<T> {
  promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

const deferred = <T>(): Deferred<T> => {
  const made = {} as Deferred<T>
  made.promise = new Promise<T>((resolve, reject) => Object.assign(made, { resolve, reject }))
  made.promise.catch(() => {}) // who watches the streams hears of an error there
  return made
}

const tell = (p: Page, message: ToWorker): void => p.worker.postMessage(message)

const ask = (p: Page, question: Question): Promise<Answer> =>
  new Promise((resolve, reject) => {
    if (p.over) return reject(p.over)
    const id = p.questions++
    p.waiting.set(id, { resolve, reject })
    tell(p, { tell: 'question', id, question })
  })

/** The worker records and sends while somebody subscribes. */
const watched = (p: Page): WorkerRun['chunks'] => {
  let watchers = 0
  return new Observable(subscriber => {
    const subscription = p.chunks.subscribe(subscriber)
    if (watchers++ === 0) tell(p, { tell: 'watch', on: true })
    return () => {
      subscription.unsubscribe()
      if (--watchers === 0) tell(p, { tell: 'watch', on: false })
    }
  })
}

const hear = (p: Page, message: FromWorker): void => {
  if (message.tell === 'opened') p.opened.resolve(message.opened)
  else if (message.tell === 'chunk') take(p, message.chunk)
  else if (message.tell === 'score') p.scores.next(message.score)
  else if (message.tell === 'note') p.notes.next(message.note)
  else if (message.tell === 'answer') settle(p, message.id)?.resolve(message.answer)
  else if (message.tell === 'refused') settle(p, message.id)?.reject(errorFrom(message.error))
  else if (message.tell === 'failed') fail(p, errorFrom(message.error))
  else finish(p, message.summary)
}

const take = (p: Page, chunk: Extract<FromWorker, { tell: 'chunk' }>['chunk']): void => {
  p.chunks.next(chunk)
  tell(p, { tell: 'taken' })
}

const settle = (p: Page, id: number): Waiting | undefined => {
  const waiting = p.waiting.get(id)
  p.waiting.delete(id)
  return waiting
}

const finish = (p: Page, summary: Summary): void => {
  for (const subject of [p.chunks, p.scores, p.notes]) subject.complete()
  p.done.resolve(summary)
}

/** Tells everyone who waits. After the end of a run only those who still ask. */
const fail = (p: Page, error: Error): void => {
  p.over = error
  p.opened.reject(error)
  p.done.reject(error)
  for (const subject of [p.chunks, p.scores, p.notes]) if (subject.observed) subject.error(error)
  for (const waiting of p.waiting.values()) waiting.reject(error)
  p.waiting.clear()
}

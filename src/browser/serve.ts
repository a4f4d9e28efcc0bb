/** The worker's side of a training in a page: it runs simulate() and answers the page. */

import type { Backend } from '../backend/backend.ts'
import { type Chosen, chooseBackend } from '../sim/backends.ts'
import { breath } from '../sim/breath.ts'
import { type Chunk, follow } from '../sim/chunk.ts'
import { type ImageShower, imageShower } from '../sim/show-image.ts'
import { type Run, simulate } from '../sim/simulate.ts'
import { setPath } from '../spec/set-path.ts'
import type { Experiment } from '../spec/types.ts'
import { loadData, type Split } from './load-data.ts'
import type { Answer, Begin, FromWorker, Opened, Question, ToWorker } from './messages.ts'
import { plainError } from './plain-error.ts'

/** A worker's global scope, or a port. */
export interface Scope {
  postMessage(message: unknown, transfer?: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

interface Serving {
  send(message: FromWorker): void
  begun: boolean
  run: Promise<Run>
  resolve(run: Run): void
  reject(error: unknown): void
  experiment?: Experiment
  backend?: Backend
  shower?: Promise<ImageShower>
  unwatch?: () => void
  sending?: Promise<void> // a chunk that the page has not taken yet
  taken: () => void
}

/** Waits for 'begin', then trains. One training a worker. */
export const serveTraining = (scope: Scope): void => {
  const s: Serving = { ...deferredRun(), send: message => scope.postMessage(message), begun: false, taken: () => {} }
  s.run.catch(() => {}) // told as 'failed'
  scope.addEventListener('message', event => hear(s, event.data as ToWorker))
}

const deferredRun = (): Pick<Serving, 'run' | 'resolve' | 'reject'> => {
  let resolve: (run: Run) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const run = new Promise<Run>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { run, resolve, reject }
}

const hear = (s: Serving, message: ToWorker): void => {
  if (message.tell === 'begin') void begin(s, message.begin)
  else if (message.tell === 'taken') s.taken()
  else if (message.tell === 'question') void answer(s, message.id, message.question)
  else void s.run.then(run => command(s, run, message)).catch(() => {})
}

const command = (s: Serving, run: Run, message: Extract<ToWorker, { tell: 'watch' | 'pause' | 'resume' | 'stop' }>) => {
  if (message.tell === 'watch') watch(s, run, message.on)
  else run[message.tell]()
}

const begin = async (s: Serving, given: Begin): Promise<void> => {
  if (s.begun) return
  s.begun = true
  try {
    const { data: source, backend = 'auto', experiment, ...options } = given
    s.experiment = experiment
    const chosen = await chooseBackend(backend, { lanes: experiment.lanes ?? 1 })
    s.backend = chosen.backend
    const data = source && (await loadData(source))
    const run = simulate(experiment, { ...options, backend: s.backend, ...(data ? { data } : {}) })
    s.send({ tell: 'opened', opened: openedOf(chosen, data) })
    run.scores.subscribe({ next: score => s.send({ tell: 'score', score }), error: () => {} })
    run.notes.subscribe({ next: note => s.send({ tell: 'note', note }), error: () => {} })
    s.resolve(run)
    const summary = await run.done
    await lastChunk(s)
    s.send({ tell: 'done', summary })
  } catch (error) {
    s.reject(error)
    s.send({ tell: 'failed', error: plainError(error) })
  }
}

const openedOf = ({ backend, reason }: Chosen, data: Split | undefined): Opened => ({
  backend: backend.name,
  device: backend.device,
  software: backend.software ?? false,
  ...(reason ? { reason } : {}),
  ...(data
    ? { data: { name: data.train.name, source: data.train.source, train: data.train.count, test: data.test.count } }
    : {}),
})

/** One chunk is under way at a time; what comes meanwhile is merged, so that a slow page holds nothing up. */
const watch = (s: Serving, run: Run, on: boolean): void => {
  s.unwatch?.()
  delete s.unwatch
  if (!on) return
  const send = (chunk: Chunk) => {
    s.sending = new Promise<void>(resolve => {
      s.taken = () => {
        delete s.sending
        resolve()
      }
      s.send({ tell: 'chunk', chunk })
    })
    return s.sending
  }
  const subscription = follow(run.chunks, send)
  s.unwatch = () => subscription.unsubscribe()
}

const lastChunk = async (s: Serving): Promise<void> => {
  while (s.sending && s.unwatch) {
    await s.sending
    await breath()
  }
}

const answer = async (s: Serving, id: number, question: Question): Promise<void> => {
  try {
    s.send({ tell: 'answer', id, answer: await answerTo(s, await s.run, question) })
  } catch (error) {
    s.send({ tell: 'refused', id, error: plainError(error) })
  }
}

const answerTo = async (s: Serving, run: Run, q: Question): Promise<Answer> => {
  if (q.ask === 'step') {
    await run.step(q.n)
    return undefined
  }
  if (q.ask === 'learned') return run.learned()
  if (q.ask === 'show') return show(s, run, q)
  await run.set(q.path, q.value)
  s.experiment = setPath(s.experiment!, q.path, q.value)
  await closeShower(s)
  return undefined
}

/** On a network of its own, with what the run has learned so far. */
const show = async (s: Serving, run: Run, { picture, round }: Extract<Question, { ask: 'show' }>): Promise<Answer> => {
  s.shower ??= imageShower(s.backend!, s.experiment!)
  const [shower, learned] = await Promise.all([s.shower, run.learned()])
  return shower.show(learned, picture, round)
}

const closeShower = async (s: Serving): Promise<void> => {
  const shower = s.shower
  delete s.shower
  ;(await shower)?.close()
}

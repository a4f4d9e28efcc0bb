/** Replicas over threads: each thread takes the next replica until none is left. What a replica computes does not depend on the thread. */
import type { Worker } from 'node:worker_threads'
import type { ReplicaHooks } from './replica-hooks.ts'
import type { Common } from './replica-one.ts'
import type { Replica } from './replica-set.ts'
import type { ScoreRow } from './score-row.ts'
import type { Loaded } from './sources.ts'
import { sharedBytes, startWorker } from './start-worker.ts'

/** What a thread is given; the last two are shared by all. */
export interface ReplicaShare extends Common {
  runs: readonly Replica[]
  next: Int32Array // [the next of `runs` that no thread has taken]
  stop: Int32Array // [1: end after a checkpoint]
}

type Replied = Required<ReplicaHooks>

/** What a thread tells: the hook, and what it is called with. */
export type Message =
  | { hook: 'start'; with: Parameters<Replied['start']> }
  | { hook: 'note'; with: Parameters<Replied['note']> }
  | { hook: 'epoch'; with: [replica: number, row: ScoreRow] }
  | { hook: 'progress'; with: Parameters<Replied['progress']> }
  | { hook: 'end'; with: Parameters<Replied['end']> }

const lookEvery = 100 // ms

/** Runs these replicas on `threads` threads. A replica that fails is told as such and does not hold up the others. */
export const onThreads = async (
  common: Common,
  runs: readonly Replica[],
  threads: number,
  hooks: ReplicaHooks,
): Promise<void> => {
  const share: ReplicaShare = { ...common, loaded: shared(common.loaded), runs, next: counter(), stop: counter() }
  const looking = setInterval(() => {
    if (hooks.stop?.()) Atomics.store(share.stop, 0, 1)
  }, lookEvery)
  const workers = Array.from({ length: Math.min(threads, runs.length) }, () => startWorker({ replicas: share }))
  try {
    await Promise.all(workers.map(w => untilDone(w, hooks)))
  } finally {
    clearInterval(looking)
    await Promise.all(workers.map(w => w.terminate()))
  }
}

const counter = (): Int32Array => new Int32Array(new SharedArrayBuffer(4))

const shared = (data: Loaded | undefined): Loaded | undefined =>
  data && {
    ...data,
    train: { ...data.train, images: sharedBytes(data.train.images) },
    test: { ...data.test, images: sharedBytes(data.test.images) },
  }

/** Resolves when the thread has ended. One that dies (memory) takes the replica that it works on with it. */
const untilDone = (worker: Worker, hooks: ReplicaHooks): Promise<void> =>
  new Promise(done => {
    let current: number | undefined
    worker.on('message', (message: Message) => {
      if (message.hook === 'start') current = message.with[0]
      if (message.hook === 'end') current = undefined
      tell(hooks, message)
    })
    worker.on('error', error => {
      const failed = { state: 'failed', message: `its thread died: ${error.message}` } as const
      if (current === undefined) hooks.note?.(`a thread died: ${error.message}`)
      else hooks.end?.(current, failed)
    })
    worker.on('exit', () => done())
  })

const tell = (hooks: ReplicaHooks, message: Message): void => {
  const hook = hooks[message.hook] as ((...args: unknown[]) => void) | undefined
  hook?.(...message.with)
}

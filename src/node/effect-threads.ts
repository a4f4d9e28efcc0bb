/**
 * Replicas of an experiment over threads: each thread takes the next replica until none is left. Their sums come back in the order of the replicas, so that
 * what is added up does not depend on the number of threads.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { RunError } from '../errors.ts'
import './backends.ts'
import { openBackend } from '../sim/backends.ts'
import {
  type EffectTask,
  fromPlain,
  type Gathered,
  gatherEffects,
  type PlainEffects,
  plainEffects,
} from '../sim/effect-sums.ts'
import { rawSha256 } from './hash.ts'
import { startWorker } from './start-worker.ts'

/** The experiment and what computes it. */
export type NamedTask = EffectTask & { backend: string }

/** What a thread is given. */
export interface EffectShare {
  task: NamedTask
  replicas: number
  next: Int32Array // [the next replica that no thread has taken]
}

type Answer = { replica: number; each: PlainEffects[][]; ticks: number } | { failure: string }

/** One `Gathered` a replica, 0 first. */
export const gatherReplicas = async (task: NamedTask, replicas: number, threads: number): Promise<Gathered[]> => {
  if (replicas === 1 || threads === 1) return inTurn(task, replicas)
  const share: EffectShare = { task, replicas, next: new Int32Array(new SharedArrayBuffer(4)) }
  const found: Gathered[] = []
  const workers = Array.from({ length: Math.min(threads, replicas) }, () => startWorker({ effects: share }))
  try {
    await Promise.all(workers.map(w => listen(w, task.margins, found)))
  } finally {
    await Promise.all(workers.map(w => w.terminate()))
  }
  return found
}

const gather = async ({ backend, ...task }: NamedTask, replica: number): Promise<Gathered> =>
  gatherEffects(task, { backend: await openBackend(backend), hash: rawSha256, replica })

const inTurn = async (task: NamedTask, replicas: number): Promise<Gathered[]> => {
  const found: Gathered[] = []
  for (let replica = 0; replica < replicas; replica++) found.push(await gather(task, replica))
  return found
}

/** Fills `found` until the thread ends. */
const listen = (worker: Worker, margins: readonly number[], found: Gathered[]): Promise<void> =>
  new Promise((done, fail) => {
    worker.on('message', (answer: Answer) => {
      if ('failure' in answer) return fail(new RunError(answer.failure))
      const { replica, each, ticks } = answer
      found[replica] = { each: each.map(run => run.map(e => fromPlain(e, margins))), ticks }
    })
    worker.on('error', error => fail(new RunError(`a thread failed: ${error.message}`)))
    worker.on('exit', () => done())
  })

/** In a thread: takes replicas until none is left. */
export const answerEffects = async ({ task, replicas, next }: EffectShare, port: MessagePort): Promise<void> => {
  for (let r = Atomics.add(next, 0, 1); r < replicas; r = Atomics.add(next, 0, 1))
    port.postMessage(await answer(task, r))
  port.close()
}

const answer = async (task: NamedTask, replica: number): Promise<Answer> => {
  try {
    const { each, ticks } = await gather(task, replica)
    return { replica, each: each.map(run => run.map(plainEffects)), ticks }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

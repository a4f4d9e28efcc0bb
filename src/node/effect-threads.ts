/**
 * Replicas of an experiment over threads: each thread takes the next replica until none is left. What they have gathered comes back in the order of the
 * replicas, so that what is added up does not depend on the number of threads.
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { RunError } from '../errors.ts'
import './backends.ts'
import { type AlignmentSums, type AlignmentTask, gatherAlignment } from '../sim/alignment-sums.ts'
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

/** What is gathered, from what experiment, and what computes it: plain data. */
type Task = { backend: string } & (({ of: 'windows' } & EffectTask) | ({ of: 'feedback' } & AlignmentTask))

/** What a thread is given. */
export interface EffectShare {
  task: Task
  replicas: number
  next: Int32Array // [the next replica that no thread has taken]
}

type Plain = { each: PlainEffects[][]; ticks: number } | AlignmentSums
type Answer = { replica: number; plain: Plain } | { failure: string }

/** The windows of each replica, 0 first. */
export const gatherReplicas = async (
  task: EffectTask & { backend: string },
  replicas: number,
  threads: number,
): Promise<Gathered[]> => {
  const found = (await spread({ ...task, of: 'windows' }, replicas, threads)) as Extract<Plain, { ticks: number }>[]
  return found.map(({ each, ticks }) => ({ each: each.map(run => run.map(e => fromPlain(e, task.margins))), ticks }))
}

/** The sums of the feedback rules of each replica, 0 first. */
export const gatherFeedback = async (
  task: AlignmentTask & { backend: string },
  replicas: number,
  threads: number,
): Promise<AlignmentSums[]> => (await spread({ ...task, of: 'feedback' }, replicas, threads)) as AlignmentSums[]

const spread = async (task: Task, replicas: number, threads: number): Promise<Plain[]> => {
  const found: Plain[] = []
  if (replicas === 1 || threads === 1) {
    for (let replica = 0; replica < replicas; replica++) found.push(await gather(task, replica))
    return found
  }
  const share: EffectShare = { task, replicas, next: new Int32Array(new SharedArrayBuffer(4)) }
  const workers = Array.from({ length: Math.min(threads, replicas) }, () => startWorker({ effects: share }))
  try {
    await Promise.all(workers.map(w => listen(w, found)))
  } finally {
    await Promise.all(workers.map(w => w.terminate()))
  }
  return found
}

const gather = async (task: Task, replica: number): Promise<Plain> => {
  const how = { backend: await openBackend(task.backend), hash: rawSha256, replica }
  if (task.of === 'feedback') return gatherAlignment(task, how)
  const { each, ticks } = await gatherEffects(task, how)
  return { each: each.map(run => run.map(plainEffects)), ticks }
}

/** Fills `found` until the thread ends. */
const listen = (worker: Worker, found: Plain[]): Promise<void> =>
  new Promise((done, fail) => {
    worker.on('message', (answer: Answer) => {
      if ('failure' in answer) return fail(new RunError(answer.failure))
      found[answer.replica] = answer.plain
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

const answer = async (task: Task, replica: number): Promise<Answer> => {
  try {
    return { replica, plain: await gather(task, replica) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

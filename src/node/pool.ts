/**
 * Test images over worker threads. Every thread, the main one too, takes the next block of images until none is left; results are joined in the
 * order of the blocks, so that they do not depend on the number of threads.
 */
import type { Worker } from 'node:worker_threads'
import type { Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { RunError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Planned } from '../plan/protocol.ts'
import './backends.ts'
import { BackendError, openBackend } from '../sim/backends.ts'
import { breath } from '../sim/breath.ts'
import { type Learned, loadNetwork, writeLearned } from '../sim/network.ts'
import { joinResults, type TestResult, testBlocks, testImages } from '../sim/test.ts'
import type { Experiment } from '../spec/types.ts'
import { rawSha256 } from './hash.ts'
import { Interrupted } from './interrupted.ts'
import { sharedBytes, startWorker } from './start-worker.ts'
import { weightFiles } from './weight-files.ts'

export interface PoolOptions {
  experiment: Experiment
  backend: string
  data: Dataset // the test images
  seed: number
  replica?: number // default 0
  threads: number
  base: string // folder of files of weights
  /** Asked between blocks of images: true ends the test with Interrupted. */
  stop?: () => boolean
}

export interface TestPool {
  /** Tests all images with these learned columns; see testImages for `round`. */
  test(learned: Learned, round: number, epoch: number): Promise<TestResult>
  close(): Promise<void>
}

/** What a thread needs: plain data, but for the images and the counter of blocks, which all threads share. */
export interface Share {
  experiment: Experiment
  backend: string
  data: Dataset
  seed: number
  replica: number
  base: string
  next: Int32Array // [the next block that nobody has taken]
}

export interface Task {
  learned: Learned
  round: number
  epoch: number
}

export type Done = { results: [block: number, result: TestResult][] } | { failure: string; ofBackend: boolean }

/** A network that tests, in one thread. */
export interface Tester {
  work(task: Task): Promise<[block: number, result: TestResult][]>
  close(): void
}

export const tester = async (
  share: Share,
  planned: Planned = planExperiment(share.experiment),
  stop?: () => boolean,
): Promise<Tester> => {
  const machine = await loadNetwork(
    await openBackend(share.backend),
    planned,
    share.seed,
    share.replica,
    weightFiles(share.base),
  )
  return { work: task => takeBlocks(machine, planned, share, task, stop), close: () => machine.close() }
}

const takeBlocks = async (
  machine: Machine,
  planned: Planned,
  { data, seed, replica, next }: Share,
  { learned, round, epoch }: Task,
  stop?: () => boolean,
) => {
  writeLearned(machine, learned)
  const blocks = testBlocks(planned, data.count)
  const results: [number, TestResult][] = []
  for (let i = Atomics.add(next, 0, 1); i < blocks.length; i = Atomics.add(next, 0, 1)) {
    const [from, to] = blocks[i]
    results.push([i, await testImages(machine, planned, data, { from, to, round, epoch, seed, replica }, rawSha256)])
    await breath()
    if (stop?.()) Atomics.store(next, 0, blocks.length) // nobody takes another one
  }
  return results
}

/** Threads are started by the first test, no more than there are blocks. */
export const testPool = (options: PoolOptions, planned: Planned): TestPool => {
  const { experiment, backend, seed, replica = 0, base } = options
  const share: Share = {
    experiment,
    backend,
    seed,
    replica,
    base,
    data: sharedImages(options.data),
    next: new Int32Array(new SharedArrayBuffer(4)),
  }
  const blocks = testBlocks(planned, options.data.count).length
  let own: Tester | undefined
  let workers: Worker[] | undefined
  return {
    test: async (learned, round, epoch) => {
      own ??= await tester(share, planned, options.stop)
      workers ??= startWorkers(share, Math.min(options.threads, blocks) - 1)
      Atomics.store(share.next, 0, 0)
      const task: Task = { learned, round, epoch }
      const parts = await Promise.all([own.work(task), ...workers.map(w => ask(w, task))])
      const ordered = parts.flat().sort(([a], [b]) => a - b)
      if (ordered.length < blocks) throw new Interrupted()
      return joinResults(ordered.map(([, result]) => result))
    },
    close: async () => {
      own?.close()
      await Promise.all((workers ?? []).map(w => w.terminate()))
    },
  }
}

export const sharedImages = (data: Dataset): Dataset => ({ ...data, images: sharedBytes(data.images) })

const startWorkers = (share: Share, count: number): Worker[] => {
  const workers = Array.from({ length: count }, () => startWorker(share))
  for (const w of workers) w.unref()
  return workers
}

const ask = (worker: Worker, task: Task): Promise<[number, TestResult][]> =>
  new Promise((done, fail) => {
    const stop = (error: Error) => fail(failure(error.message))
    worker.ref()
    worker.once('error', stop)
    worker.once('message', (answer: Done) => {
      worker.off('error', stop)
      worker.unref()
      if ('failure' in answer) fail(answer.ofBackend ? new BackendError(answer.failure) : failure(answer.failure))
      else done(answer.results)
    })
    worker.postMessage(task)
  })

const failure = (message: string): RunError => new RunError(`a test thread failed: ${message}`)

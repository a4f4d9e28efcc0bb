/** Threads for the lanes of one network: see src/backend/wasm/crew.ts. */
import type { MessagePort, Worker } from 'node:worker_threads'
import { followLanes, type Hire, type LaneTask } from '../backend/wasm/follower.ts'
import { RunError } from '../errors.ts'
import { startWorker } from './start-worker.ts'

export interface LaneShare extends LaneTask {
  thread: number
}

export const hireThreads: Hire = async task => {
  const workers: Worker[] = []
  for (let thread = 1; thread < task.threads; thread++) workers.push(startWorker({ lanes: { ...task, thread } }))
  await Promise.all(workers.map(untilReady))
  return () => {
    for (const worker of workers) void worker.terminate()
  }
}

/** The thread answers once; from then on it hears the leader only. It does not keep the process alive. */
const untilReady = (worker: Worker): Promise<void> =>
  new Promise((done, fail) => {
    worker.once('error', error => fail(new RunError(`a thread for lanes failed: ${error.message}`)))
    worker.once('message', () => {
      worker.unref()
      done()
    })
  })

export const computeLanes = (share: LaneShare, port: MessagePort): Promise<void> =>
  followLanes(share, share.thread, () => port.postMessage('ready'))

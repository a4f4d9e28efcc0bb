/** A thread that tests images: see pool.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { BackendError } from '../sim/backends.ts'
import { type Done, type Share, type Task, type Tester, tester } from './pool.ts'

const port = parentPort!
let ready: Promise<Tester> | undefined

const answer = async (task: Task): Promise<Done> => {
  try {
    ready ??= tester(workerData as Share)
    return { results: await (await ready).work(task) }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    return { failure, ofBackend: error instanceof BackendError }
  }
}

port.on('message', async (task: Task) => port.postMessage(await answer(task)))

/** A thread that tests images: see pool.ts. */
import type { MessagePort } from 'node:worker_threads'
import { BackendError } from '../sim/backends.ts'
import { type Done, type Share, type Task, type Tester, tester } from './pool.ts'

export const answerTests = (share: Share, port: MessagePort): void => {
  let ready: Promise<Tester> | undefined
  const answer = async (task: Task): Promise<Done> => {
    try {
      ready ??= tester(share)
      return { results: await (await ready).work(task) }
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      return { failure, ofBackend: error instanceof BackendError }
    }
  }
  port.on('message', async (task: Task) => port.postMessage(await answer(task)))
}

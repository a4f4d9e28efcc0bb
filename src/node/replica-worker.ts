/** A thread that runs replicas: see replica-threads.ts. */
import type { MessagePort } from 'node:worker_threads'
import { ApicalError } from '../errors.ts'
import { hooksOf, type ReplicaHooks, type ReplicaProgress } from './replica-hooks.ts'
import { runReplica } from './replica-one.ts'
import type { Replica } from './replica-set.ts'
import type { Message, ReplicaShare } from './replica-threads.ts'

const progressEvery = 200 // ms

/** Takes replicas until none is left or the set is stopped. */
export const runReplicas = async (share: ReplicaShare, port: MessagePort): Promise<void> => {
  const isStopped = () => Atomics.load(share.stop, 0) === 1
  const hooks = { ...reporter(message => port.postMessage(message)), stop: isStopped }
  for (let one = take(share); one && !isStopped(); one = take(share)) {
    const result = await runReplica(share, one, hooksOf(one.replica, hooks)).catch(failure)
    hooks.end(one.replica, result)
  }
  port.close()
}

const take = ({ runs, next }: ReplicaShare): Replica | undefined => runs[Atomics.add(next, 0, 1)]

/** A mistake of this program is one of all replicas: it ends the thread. */
export const failure = (error: unknown) => {
  if (!(error instanceof ApicalError)) throw error
  return { state: 'failed', message: error.message } as const
}

const reporter = (
  post: (message: Message) => void,
): Required<Omit<ReplicaHooks, 'begin' | 'data' | 'download' | 'stop'>> => {
  let last = Number.NEGATIVE_INFINITY
  return {
    start: (...args) => post({ hook: 'start', with: args }),
    note: (...args) => post({ hook: 'note', with: args }),
    epoch: (...args) => post({ hook: 'epoch', with: args }),
    end: (...args) => post({ hook: 'end', with: args }),
    progress: (replica: number, progress: ReplicaProgress) => {
      if (performance.now() - last < progressEvery) return
      last = performance.now()
      post({ hook: 'progress', with: [replica, progress] })
    },
  }
}

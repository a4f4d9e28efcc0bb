/** Work in the order in which it was asked for, though some of it has to wait for the device. */
import type { Watch } from './device.ts'

export type Job = () => void | Promise<void>

export interface Line {
  /** Does the job now, or, while an earlier one waits, after it. */
  readonly add: ((job: Job) => void) & { waits(): boolean }
  /** Resolves when nothing waits. Rejects if the device failed. */
  settled(): Promise<void>
}

export const inLine = (watch: Watch): Line => {
  let tail: Promise<void> | undefined
  const wait = (promise: Promise<void>) => {
    const own = promise.catch(watch.fail).then(() => {
      if (tail === own) tail = undefined
    })
    tail = own
  }
  const add = (job: Job) => {
    watch.check()
    if (tail) return wait(tail.then(job))
    const promise = job()
    if (promise) wait(promise)
  }
  return {
    add: Object.assign(add, { waits: () => tail !== undefined }),
    settled: async () => {
      while (tail) await tail
      watch.check()
    },
  }
}

/** Does jobs one after the other; a promise only if one of them waits. */
export const inOrder = (jobs: readonly Job[], first = 0): void | Promise<void> => {
  for (let i = first; i < jobs.length; i++) {
    const promise = jobs[i]()
    if (promise) return promise.then(() => inOrder(jobs, i + 1))
  }
}

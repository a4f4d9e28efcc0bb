/** The progress line of replicas: how many are complete, how much of all work is done, time left. */
import type { ReplicaProgress } from '../node/replica-hooks.ts'
import { duration } from './progress.ts'

export const replicaProgress = (now: () => number = () => performance.now()) => {
  let count = 1
  let complete = 0
  let began = now()
  /** The part of its work that a replica had done when it began, and has done. */
  const parts = new Map<number, { first: number; last: number }>()
  const share = (of: (part: { first: number; last: number }) => number) =>
    [...parts.values()].reduce((sum, p) => sum + of(p), 0) / count
  return {
    begin: (replicas: number) => {
      count = replicas
      began = now()
    },
    /** A replica begins, or goes on after so many epochs. */
    start: (replica: number, { epoch, epochs }: { epoch: number; epochs: number }) => {
      const first = epoch / epochs
      parts.set(replica, { first, last: first })
    },
    end: (replica: number) => {
      complete++
      parts.set(replica, { first: parts.get(replica)?.first ?? 1, last: 1 })
    },
    text: (replica: number, { epoch, epochs, image, images }: ReplicaProgress): string => {
      const last = (epoch - 1 + image / images) / epochs
      parts.set(replica, { first: parts.get(replica)?.first ?? last, last })
      const done = share(p => p.last)
      const made = share(p => p.last - p.first)
      const left = made > 0 ? [`${duration((((1 - done) / made) * (now() - began)) / 1000)} left`] : []
      return [`replicas ${complete}/${count}`, `${(100 * done).toFixed(1)} %`, ...left].join('  ')
    },
  }
}

/** What a set of replicas tells while it runs. */
import type { Planned } from '../plan/protocol.ts'
import type { Progress } from '../sim/session.ts'
import type { RunFolder } from './folder.ts'
import type { ReplicaSet } from './replica-set.ts'
import type { RunHooks, RunResult } from './run.ts'
import type { ScoreRow } from './score-row.ts'

export interface ReplicaProgress {
  epoch: number // under way, from 1
  epochs: number
  image: number // shown of the epoch
  images: number
}

export interface ReplicaHooks {
  /** The folder stands; `waiting` replicas are not complete. */
  begin?(set: ReplicaSet, waiting: number): void
  data?(note: string, standIn: boolean): void
  download?(file: string, received: number, total: number | undefined): void
  /** `replica` undefined: of the whole set. */
  note?(text: string, replica?: number): void
  /** A replica begins, or goes on after so many epochs and images. */
  start?(replica: number, from: { epoch: number; image: number; epochs: number }): void
  epoch?(replica: number, row: ScoreRow): void
  progress?(replica: number, progress: ReplicaProgress): void
  /** A replica is complete or stopped; for one that failed, why. */
  end?(replica: number, result: RunResult | Failed): void
  /** Asked about 10 times a second: true stops all after a checkpoint. */
  stop?(): boolean
}

export interface Failed {
  state: 'failed'
  message: string
}

/** The hooks of one replica as those of a run. */
export const hooksOf = (replica: number, hooks: ReplicaHooks): RunHooks => ({
  note: text => hooks.note?.(text, replica),
  begin: (_run: RunFolder, _planned: Planned, from) => hooks.start?.(replica, from),
  epoch: row => hooks.epoch?.(replica, row),
  progress: (p: Progress) => hooks.progress?.(replica, progressOf(p)),
  stop: () => hooks.stop?.() ?? false,
})

const progressOf = ({ position, works, images }: Progress): ReplicaProgress => ({
  epoch: Math.min(works, position.work + 1),
  epochs: works,
  image: position.image,
  images,
})

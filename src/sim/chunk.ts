/** What a running simulation tells: chunks of whole presentations, and how to follow them without holding the run up. */
import type { Observable, Subscription } from 'rxjs'
import { joinRasters, type Raster } from '../data/raster.ts'
import { joinTraces, type Recorded, type RecordedTrace } from './record.ts'
import type { Progress } from './session.ts'

/** A whole number of presentations. Everything in it is a copy and may be kept. */
export interface Chunk {
  epoch: number // from 1
  epochs: number
  image: number // presentations of this epoch so far
  images: number
  presentation: number // since the run began
  tick: number // simulated in training
  recentError?: number // over the last 1,000 answers, a fraction
  /** Those presentations that the probes ask for, with their spikes and traces. */
  presentations: Recorded[]
}

export const chunkOf = (progress: Progress, presentations: Recorded[]): Chunk => {
  const { position, images, works, recentError } = progress
  return {
    epoch: Math.min(works, position.work + 1),
    epochs: works,
    image: position.image,
    images,
    presentation: position.presentation,
    tick: position.tick,
    ...(recentError === undefined ? {} : { recentError }),
    presentations,
  }
}

/** The spikes of a column, on the axis of recorded ticks. */
export const spikesOf = (chunk: Chunk, column: string): Raster =>
  joinRasters(chunk.presentations.flatMap(p => p.spikes[column] ?? []))

/** The trace of a column or measure: `tick` [n] on the axis of recorded ticks, `value` [n, units] in ms, mV and pA, the numbers of the `units`. */
export const traceOf = (chunk: Chunk, column: string): RecordedTrace =>
  joinTraces(chunk.presentations.flatMap(p => p.traces[column] ?? []))

/** The newer of two chunks with the presentations of both, the last `most` of them. */
export const mergeChunks = (older: Chunk, newer: Chunk, most: number): Chunk => ({
  ...newer,
  presentations: [...older.presentations, ...newer.presentations].slice(-most),
})

/**
 * Calls `work` with chunks, one at a time. While it is busy, what comes is merged; more than `most` presentations are dropped, the oldest first. So a slow
 * view never holds up the run, nor fills the memory. An error of `work` goes to `fail`, and ends the view only.
 */
export const follow = (
  chunks: Observable<Chunk>,
  work: (chunk: Chunk) => Promise<void>,
  { most = 100, fail = (_: unknown) => {} }: { most?: number; fail?: (error: unknown) => void } = {},
): Subscription => {
  let waiting: Chunk | undefined
  let busy = false
  const next = async () => {
    busy = true
    while (waiting) {
      const chunk = waiting
      waiting = undefined
      await work(chunk)
    }
    busy = false
  }
  const subscription = chunks.subscribe({
    next: chunk => {
      waiting = waiting ? mergeChunks(waiting, chunk, most) : chunk
      if (busy) return
      next().catch(error => {
        subscription.unsubscribe()
        fail(error)
      })
    },
    error: fail,
  })
  return subscription
}

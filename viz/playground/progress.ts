/** What is known of a training while it goes on. */
import type { Opened } from '../../src/browser/messages.ts'
import type { Chunk } from '../../src/sim/chunk.ts'
import type { Point } from '../panels/drawing.ts'

export type State = 'loading' | 'running' | 'paused' | 'done' | 'failed'

export interface Progress {
  state: State
  opened?: Opened
  problem?: Error
  epoch: number
  epochs: number
  images: number // shown since the run began
  perSecond: number
  train: readonly Point[] // images, error of the last 1,000 answers
  test: readonly Point[]
}

export const BEGUN: Progress = {
  state: 'loading',
  epoch: 0,
  epochs: 0,
  images: 0,
  perSecond: 0,
  train: [],
  test: [],
}

/** Answers that a running error needs before it is drawn. */
export const ENOUGH = 200

/** With a chunk taken in; no point of the curve before `quietUntil` images. */
export const withChunk = (p: Progress, chunk: Chunk, perSecond: number, quietUntil: number): Progress => {
  const { epoch, epochs, presentation: images, recentError } = chunk
  const drawn = recentError !== undefined && images >= quietUntil && images > (p.train.at(-1)?.[0] ?? 0)
  const train = drawn ? [...p.train, [images, recentError] as const] : p.train
  return { ...p, epoch, epochs, images, perSecond, train: thinned(train) }
}

const MOST = 600

/** Every second point of a long curve. */
const thinned = (points: readonly Point[]): readonly Point[] =>
  points.length <= MOST ? points : points.filter((_, i) => i % 2 === 1)

/** Images a second over the last few seconds, from (time in ms, images). */
export const speedometer = () => {
  let marks: [number, number][] = []
  return (time: number, images: number): number => {
    marks = [...marks.filter(m => time - m[0] < 5000), [time, images]]
    const [[first, before]] = marks
    return time - first < 200 ? 0 : ((images - before) * 1000) / (time - first)
  }
}

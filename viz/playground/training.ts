/** One training in a worker, with what is known of it and what it has shown last. */
import type { DataSource } from '../../src/browser/messages.ts'
import { trainWith, type WorkerRun } from '../../src/browser/train.ts'
import type { Chunk } from '../../src/sim/chunk.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { type Cell, cell } from '../cell.ts'
import { BEGUN, ENOUGH, type Progress, speedometer, withChunk } from './progress.ts'
import { experimentOf } from './recipe.ts'
import { type Reel, reel } from './reel.ts'
import type { Settings } from './settings.ts'
import { startWorker } from './start-worker.ts'

export interface Training {
  settings: Settings
  experiment: Experiment
  run: WorkerRun
  reel: Reel
  progress: Cell<Progress>
  quietUntil: number // images; before them no running error is drawn
}

const SHOWN = 40 // presentations that the raster keeps
const EVERY = 350 // ms between those that are recorded

/** `grown` is called when the reel has grown, with the ticks by which what was there moved to the left. */
export const beginTraining = (settings: Settings, data: DataSource, grown: (gone: number) => void): Training => {
  const experiment = experimentOf(settings)
  const { backend } = settings
  const training = {
    settings,
    experiment,
    run: trainWith(experiment, { worker: startWorker(), data, backend, recordEvery: EVERY }),
    reel: reel('training', experiment, SHOWN, 'running'),
    progress: cell<Progress>(BEGUN),
    quietUntil: ENOUGH,
  }
  listen(training, grown)
  return training
}

export const patchProgress = ({ progress }: Training, change: Partial<Progress>): void =>
  progress.set({ ...progress.get(), ...change })

/** Pauses or goes on; a training that does neither is left as it is. */
export const turn = (training: Training, to: 'running' | 'paused'): void => {
  const from = to === 'running' ? 'paused' : 'running'
  if (training.progress.get().state !== from) return
  if (to === 'running') training.run.resume()
  else training.run.pause()
  patchProgress(training, { state: to })
}

const ignore = () => {} // an error of the run is told by `done`

const listen = (training: Training, grown: (gone: number) => void): void => {
  const { run } = training
  const speed = speedometer()
  run.opened.then(opened => patchProgress(training, { state: 'running', opened }), ignore)
  run.chunks.subscribe({ next: chunk => take(training, chunk, speed, grown), error: ignore })
  run.scores.subscribe({ next: score => takeTest(training, score.testError), error: ignore })
  run.done.then(
    () => patchProgress(training, { state: 'done' }),
    (problem: Error) => patchProgress(training, { state: 'failed', problem }),
  )
}

const take = (
  { progress, reel, quietUntil }: Training,
  chunk: Chunk,
  speed: ReturnType<typeof speedometer>,
  grown: (gone: number) => void,
): void => {
  const perSecond = speed(performance.now(), chunk.presentation)
  progress.set(withChunk(progress.get(), chunk, perSecond, quietUntil))
  if (chunk.presentations.length > 0) grown(reel.add(chunk.presentations))
}

const takeTest = (training: Training, error: number | undefined): void => {
  const { test, images } = training.progress.get()
  if (error !== undefined) patchProgress(training, { test: [...test, [images, error]] })
}

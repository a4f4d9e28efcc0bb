/** Training in a web worker: the page stays free. 'apical/browser'. */
import type { Experiment } from '../spec/types.ts'
import { type TrainOptions, trainWith, type WorkerRun } from './train.ts'

export type { DataSource, NamedFile, Opened } from './messages.ts'
export type { TrainOptions, WorkerRun } from './train.ts'

/**
 * Trains an experiment in a web worker, and tells of it as simulate() does: chunks, scores, pause, resume, step, set, stop; besides, `show`
 * shows an image to what was learned so far. Without `worker` it starts 'apical/browser-worker' from beside this module, as bundlers that know
 * `new Worker(new URL(..))` do too. Throws SpecError where the experiment is no plain data of the right shape.
 */
export const trainInWorker = (experiment: Experiment, options: Partial<TrainOptions> = {}): WorkerRun =>
  trainWith(experiment, { ...options, worker: options.worker ?? startWorker() })

const startWorker = (): Worker => new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module' })

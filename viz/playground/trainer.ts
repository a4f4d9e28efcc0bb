/** The training that the page shows: begun, changed and begun again. */
import type { DataSource } from '../../src/browser/messages.ts'
import { trainWith, type WorkerRun } from '../../src/browser/train.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { type Cell, cell, type Signal, signal } from '../cell.ts'
import type { Point } from '../panels/drawing.ts'
import { BEGUN, ENOUGH, type Progress, speedometer, withChunk } from './progress.ts'
import { experimentOf } from './recipe.ts'
import { type Reel, reel } from './reel.ts'
import { type Settings, writeSettings } from './settings.ts'
import { startWorker } from './start-worker.ts'

export interface Training {
  settings: Settings
  experiment: Experiment
  run: WorkerRun
  reel: Reel
  progress: Cell<Progress>
}

/** The curve of an earlier run. */
export interface Past {
  name: string
  test: readonly Point[]
}

export interface Trainer {
  current: Cell<Training | undefined>
  past: Cell<readonly Past[]>
  /** Another training, or news of it. */
  changed: Signal
  start(settings: Settings, data: DataSource): void
  pause(): void
  resume(): void
  step(): void
  /** Called when the reel has grown, with the ticks by which what was there moved to the left. */
  grown(listener: (gone: number) => void): void
  /** The run has these settings from now on. */
  keep(settings: Settings): void
  /** Changes a value of the run while it goes on; rejects as Run.set does. */
  set(path: string, value: number): Promise<void>
}

const SHOWN = 40 // presentations that the raster keeps
const EVERY = 350 // ms between those that are recorded
const KEPT = 3 // earlier curves

export const trainer = (): Trainer => {
  const current = cell<Training | undefined>(undefined)
  const past = cell<readonly Past[]>([])
  const changed = signal()
  let quietUntil = ENOUGH
  const listeners: ((gone: number) => void)[] = []
  const start = (settings: Settings, data: DataSource) => {
    const last = current.get()
    last?.run.close()
    if (last && last.progress.get().test.length > 0) past.set([...past.get(), pastOf(last)].slice(-KEPT))
    quietUntil = ENOUGH
    const experiment = experimentOf(settings)
    const run = trainWith(experiment, {
      worker: startWorker(),
      data,
      backend: settings.backend,
      recordEvery: EVERY,
    })
    const training = {
      settings,
      experiment,
      run,
      reel: reel('training', experiment, SHOWN, 'running'),
      progress: cell<Progress>(BEGUN),
    }
    listen(
      training,
      () => quietUntil,
      gone => {
        for (const listener of listeners) listener(gone)
      },
    )
    current.set(training)
    training.progress.on(() => current.get() === training && changed.emit())
    changed.emit()
  }
  const to = (state: 'running' | 'paused') => {
    const training = current.get()
    const from = state === 'running' ? 'paused' : 'running'
    if (training?.progress.get().state !== from) return
    if (state === 'running') training.run.resume()
    else training.run.pause()
    patch(training.progress, { state })
  }
  return {
    current,
    past,
    changed,
    start,
    pause: () => to('paused'),
    resume: () => to('running'),
    step: () => {
      to('paused')
      void current
        .get()
        ?.run.step()
        .catch(() => {})
    },
    keep: settings => {
      const training = current.get()
      if (training) training.settings = settings
    },
    grown: listener => void listeners.push(listener),
    set: async (path, value) => {
      const training = current.get()
      if (training?.progress.get().state === 'done') return
      await training?.run.set(path, value)
      // The running error begins anew with a change.
      if (training) quietUntil = training.progress.get().images + ENOUGH
    },
  }
}

const pastOf = ({ settings, progress }: Training): Past => ({
  name: ['before', writeSettings(settings).slice(1).replaceAll('&', ', ')].filter(Boolean).join(': '),
  test: progress.get().test,
})

const patch = (progress: Cell<Progress>, change: Partial<Progress>) => progress.set({ ...progress.get(), ...change })

const listen = ({ run, reel, progress }: Training, quietUntil: () => number, grown: (gone: number) => void): void => {
  const speed = speedometer()
  run.opened.then(
    opened => patch(progress, { state: 'running', opened }),
    () => {},
  )
  run.chunks.subscribe({
    next: chunk => {
      progress.set(withChunk(progress.get(), chunk, speed(performance.now(), chunk.presentation), quietUntil()))
      if (chunk.presentations.length > 0) grown(reel.add(chunk.presentations))
    },
    error: () => {},
  })
  run.scores.subscribe({
    next: ({ testError }) => {
      const { test, images } = progress.get()
      if (testError !== undefined) patch(progress, { test: [...test, [images, testError]] })
    },
    error: () => {},
  })
  run.done.then(
    () => patch(progress, { state: 'done' }),
    (error: Error) => patch(progress, { state: 'failed', problem: error }),
  )
}

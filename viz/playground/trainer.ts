/** The trainings that the page shows, one after the other. */
import type { DataSource } from '../../src/browser/messages.ts'
import { type Cell, cell, type Signal, signal } from '../cell.ts'
import type { Point } from '../panels/drawing.ts'
import { ENOUGH } from './progress.ts'
import type { Field } from './rules.ts'
import { type Settings, writeSettings } from './settings.ts'
import { beginTraining, type Training, turn } from './training.ts'

export type { Training }

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
  /** A training that has begun, while that of before goes on; rejects where its images cannot be used. */
  prepare(settings: Settings, data: DataSource): Promise<Training>
  /** Shows a training that was prepared in the place of the one of before. */
  show(training: Training): void
  pause(): void
  resume(): void
  /** Trains on one image, then pauses. */
  step(): void
  /** Called when the reel has grown, with the ticks by which what was there moved to the left. */
  grown(listener: (gone: number) => void): void
  /** Changes a value of the run while it goes on; rejects as Run.set does. A field that asks for a new run changes nothing. */
  set(field: Field, value: number): Promise<void>
}

const KEPT = 3 // earlier curves

export const trainer = (): Trainer => {
  const current = cell<Training | undefined>(undefined)
  const past = cell<readonly Past[]>([])
  const changed = signal()
  const listeners: ((gone: number) => void)[] = []
  const grown = (gone: number) => {
    for (const listener of listeners) listener(gone)
  }
  const prepare = async (settings: Settings, data: DataSource) => {
    const training = beginTraining(settings, data, grown)
    try {
      await begun(training)
    } catch (problem) {
      training.run.close()
      throw problem
    }
    return training
  }
  const show = (training: Training) => {
    const last = current.get()
    last?.run.close()
    if (last && last.progress.get().test.length > 0) past.set([...past.get(), pastOf(last)].slice(-KEPT))
    current.set(training)
    training.progress.on(() => current.get() === training && changed.emit())
    changed.emit()
  }
  const to = (state: 'running' | 'paused') => {
    const training = current.get()
    if (training) turn(training, state)
  }
  return {
    current,
    past,
    changed,
    start: (settings, data) => show(beginTraining(settings, data, grown)),
    prepare,
    show,
    pause: () => to('paused'),
    resume: () => to('running'),
    step: () => {
      to('paused')
      current.get()?.run.step().catch(ended)
    },
    grown: listener => void listeners.push(listener),
    set: async (field, value) => {
      const training = current.get()
      if (training && field.live) await setLive(training, field.key, field.live, value)
    },
  }
}

/** Resolves with the first image that is shown: some images are refused only then. */
const begun = ({ progress }: Training): Promise<void> =>
  new Promise((done, fail) => {
    progress.on(({ images, state, problem }) => {
      if (state === 'failed') fail(problem)
      else if (images > 0 || state === 'done') done()
    })
  })

const ended = () => {} // a step of a run that has ended meanwhile

const pastOf = ({ settings, progress }: Training): Past => ({
  name: ['before', writeSettings(settings).slice(1).replaceAll('&', ', ')].filter(Boolean).join(': '),
  test: progress.get().test,
})

const setLive = async (training: Training, key: string, path: string, value: number): Promise<void> => {
  const { state, images } = training.progress.get()
  if (state !== 'running' && state !== 'paused') return
  const { settings } = training
  training.settings = { ...settings, values: { ...settings.values, [key]: value } }
  await training.run.set(path, value)
  training.quietUntil = images + ENOUGH // the running error begins anew with a change
}

/** What the page does, apart from how it looks: settings, images, the training, and what went wrong. */
import { type Cell, cell } from '../cell.ts'
import { themeCell } from '../page/theme.ts'
import type { Theme } from '../stage.ts'
import { type Notice, notice } from './notice.ts'
import type { Field } from './rules.ts'
import { readSettings, type Settings, settingOf, writeSettings } from './settings.ts'
import { type Sources, sources } from './sources.ts'
import { type Trainer, trainer } from './trainer.ts'

export interface App {
  theme: Cell<Theme>
  settings: Cell<Settings>
  trainer: Trainer
  images: Sources
  notice: Notice
  /** Trains anew, with the settings and images of now. */
  start(): void
  /** A field that can change while the run goes on does so at once. */
  change(settings: Settings, field?: Field): void
  useFiles(files: File[]): void
  useDigits(): void
  toggle(): void
  turnTheme(): void
  /** Whether the settings are not those of the run that goes on. */
  isNew(): boolean
}

export const makeApp = (): App => {
  const a = {
    theme: themeCell(),
    settings: cell(readSettings(location.hash)),
    trainer: trainer(),
    images: sources(),
    notice: notice(),
  }
  const start = () => {
    const { settings, trainer, images } = a
    history.replaceState(null, '', writeSettings(settings.get()) || location.href.replace(/#.*/, ''))
    trainer.start(settings.get(), images.now())
  }
  a.trainer.changed.on(() => watch(a, start))
  window.addEventListener('hashchange', () => {
    a.settings.set(readSettings(location.hash))
    start()
  })
  return {
    ...a,
    start,
    change: (next, field) => change(a, next, field),
    useFiles: files => {
      a.images.useFiles(files)
      a.notice.hide()
      start()
    },
    useDigits: () => {
      a.images.useDigits()
      start()
    },
    toggle: () => (stateOf(a) === 'running' ? a.trainer.pause() : a.trainer.resume()),
    turnTheme: () => a.theme.set(a.theme.get() === 'light' ? 'dark' : 'light'),
    isNew: () => {
      const used = a.trainer.current.get()?.settings
      return used !== undefined && writeSettings(used) !== writeSettings(a.settings.get())
    },
  }
}

type Parts = Pick<App, 'settings' | 'trainer' | 'images' | 'notice'>

const stateOf = ({ trainer }: Parts) => trainer.current.get()?.progress.get().state

const change = ({ settings, trainer, notice }: Parts, next: Settings, field?: Field): void => {
  if (field && trainer.current.get()?.settings.rule === next.rule)
    trainer.set(field, settingOf(next, field)).catch((error: Error) => notice.show(error.message))
  settings.set(next)
}

/** What cannot be trained is said; images that cannot be read give way to those before. */
const watch = ({ trainer, images, notice }: Parts, start: () => void): void => {
  const { state, problem, images: shown } = trainer.current.get()!.progress.get()
  if (shown > 0) images.keep()
  if (state !== 'failed' || !problem) return
  notice.show(problem.message)
  if (problem.name === 'DataError' && images.back()) start()
}

/** What the page does, apart from how it looks: settings, images, the training, and what went wrong. */
import { type Cell, cell } from '../cell.ts'
import { themeCell } from '../page/theme.ts'
import type { Theme } from '../stage.ts'
import { type Notice, notice } from './notice.ts'
import type { Field } from './rules.ts'
import { readSettings, type Settings, settingOf, writeSettings } from './settings.ts'
import { type Sources, sourceOf, sources } from './sources.ts'
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
    writeAddress(a.settings.get())
    a.trainer.start(a.settings.get(), a.images.now())
  }
  a.trainer.changed.on(() => watch(a, start))
  window.addEventListener('hashchange', () => {
    a.settings.set(readSettings(location.hash))
    start()
  })
  return {
    ...a,
    start: () => {
      a.notice.hide()
      start()
    },
    change: (next, field) => change(a, next, field),
    useFiles: files => void useFiles(a, files),
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

const writeAddress = (settings: Settings) =>
  history.replaceState(null, '', writeSettings(settings) || location.href.replace(/#.*/, ''))

type Parts = Pick<App, 'settings' | 'trainer' | 'images' | 'notice'>

/** What was learned is not lost to files that cannot be read: the training goes on until they are. */
const useFiles = async ({ settings, trainer, images, notice }: Parts, files: File[]): Promise<void> => {
  notice.hide()
  const [used, source] = [settings.get(), sourceOf(files)]
  try {
    const training = await trainer.prepare(used, source)
    images.use(source)
    writeAddress(used)
    trainer.show(training)
  } catch (problem) {
    notice.show((problem as Error).message)
  }
}

const stateOf = ({ trainer }: Parts) => trainer.current.get()?.progress.get().state

const change = ({ settings, trainer, notice }: Parts, next: Settings, field?: Field): void => {
  if (field && trainer.current.get()?.settings.rule === next.rule)
    trainer.set(field, settingOf(next, field)).catch((error: Error) => notice.show(error.message))
  settings.set(next)
}

/** What cannot be trained is said; images that cannot be read give way to those before. */
const watch = ({ trainer, images, notice }: Parts, start: () => void): void => {
  const { state, problem, images: shown, opened } = trainer.current.get()!.progress.get()
  if (shown > 0) images.keep()
  if (state !== 'failed' || !problem) return
  const isCard = opened !== undefined && opened.backend !== 'wasm' && opened.backend !== 'js'
  notice.show(isCard ? `${problem.message}. Start again, or choose another back end.` : problem.message)
  if (problem.name === 'DataError' && images.back()) start()
}

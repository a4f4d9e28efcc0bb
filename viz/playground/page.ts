/** The page: settings on the left, learning and what training shows in the middle, the digit to draw on the right. */
import { cell } from '../cell.ts'
import { h } from '../dom.ts'
import { openHelp } from '../page/help.ts'
import { listen } from '../page/keys.ts'
import { themeCell } from '../page/theme.ts'
import { controls } from './controls.ts'
import { curvePanel } from './curve-panel.ts'
import { digit } from './digit.ts'
import { fileDoor } from './files.ts'
import { playgroundKeys } from './keys.ts'
import { notice } from './notice.ts'
import { readSettings, type Settings, writeSettings } from './settings.ts'
import { sources } from './sources.ts'
import { topBar } from './top-bar.ts'
import { trainer as makeTrainer } from './trainer.ts'
import { trainingRaster } from './training-raster.ts'

export const playground = (root: HTMLElement): void => {
  const theme = themeCell()
  const trainer = makeTrainer()
  const images = sources()
  const message = notice()
  const settings = cell<Settings>(readSettings(location.hash))
  const spoken = h('p', { class: 'unseen', 'aria-live': 'polite', 'data-testid': 'spoken' })
  const content = h('main', { class: 'playground', id: 'content', tabindex: -1 })

  const start = () => {
    history.replaceState(null, '', writeSettings(settings.get()) || location.href.replace(/#.*/, ''))
    trainer.start(settings.get(), images.now())
  }
  const change = (next: Settings, live?: { path: string; value: number }) => {
    settings.set(next)
    if (live) trainer.set(live.path, live.value).catch((error: Error) => message.show(error.message))
    if (live) trainer.keep(next)
    refresh()
  }
  const door = fileDoor(files => {
    images.useFiles(files)
    message.hide()
    start()
  })
  const panel = controls({
    get: settings.get,
    change,
    restart: start,
    openFiles: door.open,
    useDigits: () => {
      images.useDigits()
      start()
    },
  })
  const refresh = () => {
    const used = trainer.current.get()?.settings
    panel.refresh(used !== undefined && writeSettings(used) !== writeSettings(settings.get()), images)
  }
  const enlarge = (id: string) => {
    const isLarge = content.dataset.large === id
    content.dataset.large = isLarge ? '' : id
    for (const p of content.querySelectorAll('[data-panel]'))
      p.classList.toggle('large', !isLarge && (p as HTMLElement).dataset.panel === id)
  }
  const digits = digit({ trainer, theme, enlarge, say: text => (spoken.textContent = text) })
  const training = trainingRaster(trainer, theme, enlarge)
  const curve = curvePanel(trainer, theme, enlarge)
  const turnTheme = () => theme.set(theme.get() === 'light' ? 'dark' : 'light')
  const toggle = () => (trainer.current.get()?.progress.get().state === 'running' ? trainer.pause() : trainer.resume())
  const keys = playgroundKeys({
    toggle,
    step: trainer.step,
    restart: start,
    ask: () => void digits.ask(),
    example: digits.example,
    turnTheme,
    openHelp: () => openHelp(keys),
    stage: () => (document.activeElement?.closest('[data-panel=digit]') ? digits.stage() : training.stage()),
  })
  const top = topBar(trainer, { toggle, step: trainer.step, turnTheme, openHelp: () => openHelp(keys) })
  /** What cannot be trained is said; images that cannot be read give way to those before. */
  const watch = () => {
    const { state, problem, images: shown } = trainer.current.get()!.progress.get()
    if (shown > 0) images.keep()
    if (state !== 'failed' || !problem) return
    message.show(problem.message)
    if (problem.name === 'DataError' && images.back()) start()
  }
  trainer.changed.on(watch)
  trainer.current.on(refresh)
  window.addEventListener('hashchange', () => {
    settings.set(readSettings(location.hash))
    start()
  })
  listen(keys)
  content.append(panel.element, h('div', { class: 'middle' }, curve, training.element), digits.element)
  root.append(skipLink(content), top, message.element, content, door.picker, spoken)
  start()
}

const skipLink = (content: HTMLElement): HTMLElement => {
  const link = h('a', { class: 'skip', href: '#content' }, 'Skip to the panels')
  link.addEventListener('click', event => {
    event.preventDefault() // the hash holds the settings
    content.focus()
  })
  return link
}

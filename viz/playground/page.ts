/** The page: settings on the left, learning and what training shows in the middle, the digit to draw on the right. */
import { h } from '../dom.ts'
import { openHelp } from '../page/help.ts'
import { type Key, listen } from '../page/keys.ts'
import { makeApp } from './app.ts'
import { controls } from './controls.ts'
import { curvePanel } from './curve-panel.ts'
import { digit } from './digit.ts'
import { fileDoor } from './files.ts'
import { playgroundKeys } from './keys.ts'
import { enlarger } from './large.ts'
import { topBar } from './top-bar.ts'
import { trainingRaster } from './training-raster.ts'

export const playground = (root: HTMLElement): void => {
  const app = makeApp()
  const { trainer, theme, toggle, turnTheme } = app
  const { step } = trainer
  const spoken = h('p', { class: 'unseen', 'aria-live': 'polite', 'data-testid': 'spoken' })
  const say = (text: string) => {
    spoken.textContent = text
  }
  const content = h('main', { class: 'playground', id: 'content', tabindex: -1 })
  const enlarge = enlarger(content)
  const door = fileDoor(app.useFiles)
  const digits = digit({ trainer, theme, enlarge, say })
  const training = trainingRaster(trainer, theme, enlarge)
  const isDigit = () => Boolean(document.activeElement?.closest('[data-panel=digit]'))
  const help = () => openHelp(keys)
  const keys: Key[] = playgroundKeys({
    toggle,
    step,
    turnTheme,
    restart: app.start,
    ask: digits.ask,
    example: digits.example,
    openHelp: help,
    stage: () => (isDigit() ? digits.stage() : training.stage()),
  })
  const middle = h('div', { class: 'middle' }, curvePanel(trainer, theme, enlarge), training.element)
  content.append(controls(app, door.open), middle, digits.element)
  const top = topBar(trainer, { toggle, step, turnTheme, openHelp: help })
  root.append(skipLink(content), top, app.notice.element, content, door.picker, spoken)
  listen(keys)
  app.start()
}

const skipLink = (content: HTMLElement): HTMLElement => {
  const link = h('a', { class: 'skip', href: '#content' }, 'Skip to the panels')
  link.addEventListener('click', event => {
    event.preventDefault() // the hash holds the settings
    content.focus()
  })
  return link
}

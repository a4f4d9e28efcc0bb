/** The top line: what goes on, and the buttons that are always at hand. */
import { h } from '../dom.ts'
import { schedule } from '../frames.ts'
import { iconButton, setIcon } from '../page/icon-button.ts'
import { BEGUN } from './progress.ts'
import { stateText } from './state-text.ts'
import type { Trainer } from './trainer.ts'

export interface TopActions {
  toggle(): void
  step(): void
  turnTheme(): void
  openHelp(): void
}

export const topBar = (trainer: Trainer, actions: TopActions): HTMLElement => {
  const play = iconButton('pause', 'Pause', actions.toggle, 'Space')
  const step = iconButton('nextImage', 'Train on one image', actions.step, '.')
  const text = h('span', { class: 'run-facts', 'data-testid': 'state' })
  const draw = () => {
    const { state, ...rest } = trainer.current.get()?.progress.get() ?? BEGUN
    const goes = state === 'running' || state === 'loading'
    setIcon(play, goes ? 'pause' : 'play', goes ? 'Pause' : 'Train')
    play.disabled = state === 'done' || state === 'failed' || state === 'loading'
    step.disabled = play.disabled
    text.textContent = stateText({ state, ...rest })
    text.dataset.state = state
  }
  trainer.changed.on(() => schedule(draw))
  draw()
  return h(
    'header',
    { class: 'top' },
    h('h1', { class: 'brand' }, 'apical ', h('span', { class: 'quiet' }, 'playground')),
    h('div', { class: 'buttons', role: 'group', 'aria-label': 'Training' }, play, step),
    text,
    h('div', { class: 'tabs-slot' }),
    viewerLink(),
    h(
      'div',
      { class: 'top-actions' },
      iconButton('sun', 'Light or dark', actions.turnTheme, 'd'),
      iconButton('help', 'Keys and pointer', actions.openHelp, '?'),
    ),
  )
}

/** To the viewer, where the page says that one stands beside it. */
const viewerLink = (): HTMLElement | undefined => {
  const viewer = document.querySelector<HTMLMetaElement>('meta[name=apical-viewer]')?.content
  return viewer ? h('a', { class: 'plain', href: viewer }, 'Viewer of runs') : undefined
}

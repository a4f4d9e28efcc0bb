import { button, h } from '../dom.ts'
import { FORMATS, savePanel } from '../export/save.ts'
import { schedule } from '../frames.ts'
import type { Mounted, Panel } from '../panel.ts'
import type { Stage } from '../stage.ts'
import { iconButton } from './icon-button.ts'
import { icon } from './icons.ts'

export interface Frame {
  panel: Panel
  element: HTMLElement
  draw(): void
  destroy(): void
}

const CHEAP = 3 // ms
const REST = 140 // ms

/** A panel in its frame: title, its own controls, saving, enlarging. It redraws when view, run, theme or size change. */
export const framePanel = (panel: Panel, stage: Stage, enlarge: (id: string) => void): Frame => {
  const controls = h('div', { class: 'controls' })
  const body = h('div', { class: 'panel-body' })
  const save = saveMenu(
    format => void savePanel(format, `${stage.run.id}-${panel.id}`, body, mounted).catch(e => fail(body, e)),
  )
  const grow = iconButton('grow', `Enlarge ${panel.title}`, () => enlarge(panel.id), 'm')
  const title = h('h2', { id: `title-${panel.id}` }, panel.title)
  const head = h('header', {}, title, controls, save, grow)
  const element = h(
    'section',
    { class: `panel panel-${panel.id}`, 'aria-labelledby': title.id, 'data-panel': panel.id, tabindex: -1 },
    head,
    body,
  )
  const mounted: Mounted = panel.mount({ head: controls, body }, stage)
  const cost = { ms: 0, waiting: 0 }
  const draw = () => {
    clearTimeout(cost.waiting)
    cost.waiting = 0
    const start = performance.now()
    guard(body, () => mounted.draw())
    cost.ms = performance.now() - start
  }
  /** A panel that takes long to draw waits until the view rests; the raster never does. */
  const askAtRest = () => {
    if (panel.eager || cost.ms < CHEAP) return ask()
    clearTimeout(cost.waiting)
    cost.waiting = window.setTimeout(ask, REST)
  }
  /** For news of the run, which may come without rest: it waits, but not longer for the next piece of news. */
  const askSoon = () => {
    if (panel.eager || cost.ms < CHEAP) return ask()
    cost.waiting ||= window.setTimeout(ask, REST)
  }
  const tick = () => guard(body, () => mounted.tick?.(stage.clock.now.get()))
  const ask = () => schedule(draw)
  const askTick = () => schedule(tick)
  const sizes = new ResizeObserver(ask)
  for (const box of [body, ...body.querySelectorAll('.plot')]) sizes.observe(box)
  const stops = [
    stage.view.on(askAtRest),
    stage.theme.on(ask),
    stage.others.on(ask),
    stage.run.changed.on(askSoon),
    stage.clock.now.on(askTick),
    stage.clock.playing.on(askTick),
    () => sizes.disconnect(),
    () => mounted.destroy(),
  ]
  return {
    panel,
    element,
    draw: ask,
    destroy: () => {
      for (const stop of stops) stop()
    },
  }
}

/** A fault in one panel is said there and leaves the others alone. */
const guard = (body: HTMLElement, draw: () => void): void => {
  try {
    draw()
    if (body.dataset.failed) body.querySelector('.panel-fault')?.remove()
    delete body.dataset.failed
  } catch (error) {
    fail(body, error)
    console.error(error)
  }
}

const fail = (body: HTMLElement, error: unknown): void => {
  body.dataset.failed = 'yes'
  body.querySelector('.panel-fault')?.remove()
  body.append(h('p', { class: 'panel-fault', role: 'alert' }, `This panel failed: ${(error as Error).message}`))
}

const saveMenu = (save: (format: (typeof FORMATS)[number]) => void): HTMLElement => {
  const menu = h('details', { class: 'menu save-menu' })
  const items = FORMATS.map(format =>
    button(format, `Save what is visible as ${format}`, () => {
      menu.open = false
      save(format)
    }),
  )
  menu.append(
    h('summary', { title: 'Save what is visible', 'aria-label': 'Save what is visible' }, icon('save')),
    h('div', { class: 'menu-items' }, ...items),
  )
  menu.addEventListener('focusout', event => {
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false
  })
  menu.addEventListener('keydown', event => {
    if (event.key === 'Escape') menu.open = false
  })
  return menu
}

import { h } from '../dom.ts'
import { panels } from '../panels/index.ts'
import { forgetSizes } from '../sizes.ts'
import { patch, type Stage } from '../stage.ts'
import { type Frame, framePanel } from './panel-frame.ts'
import { nothingRecorded } from './states.ts'

export const TABS = ['activity', 'learning', 'energy', 'effects', 'weights', 'network'] as const

export interface Workspace {
  tabs: HTMLElement
  present: readonly string[] // the tabs that this run has
  root: HTMLElement
  enlarge(id?: string): void
  focusPanel(index: number): void
  destroy(): void
}

/** The panels that this run can feed, a tab for each group of them; on a very wide page all of them at once. */
export const workspace = (stage: Stage): Workspace => {
  const columns = stage.run.columns()
  const frames = panels.filter(p => p.needs(columns)).map(p => framePanel(p, stage, id => enlarge(id)))
  const present = TABS.filter(tab => tab === 'activity' || frames.some(f => f.panel.tab === tab))
  const pages = present.map(tab => page(tab, frames))
  const root = h('div', { class: 'workspace' }, ...pages)
  const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Panels' })
  const buttons = present.map(tab => tabButton(tab, stage, present, tabs))
  tabs.append(...buttons)
  let large = ''
  let shown: string | undefined // the tab
  const enlarge = (id = large || activePanel()) => patch(stage.view, { large: stage.view.get().large === id ? '' : id })
  const setLarge = (id: string) => {
    large = id
    for (const f of frames) f.element.classList.toggle('large', f.panel.id === large)
    root.classList.toggle('has-large', large !== '')
    forgetSizes()
    for (const f of frames) f.draw()
  }
  const activePanel = () => {
    const inside = document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset.panel
    return inside ?? frames.find(f => f.panel.tab === stage.view.get().tab)?.panel.id ?? ''
  }
  const show = () => {
    const tab = present.find(t => t === stage.view.get().tab) ?? present[0]
    if (tab !== shown) forgetSizes()
    shown = tab
    for (const [i, p] of pages.entries()) p.classList.toggle('current', present[i] === tab)
    buttons.forEach((b, i) => {
      b.setAttribute('aria-selected', String(present[i] === tab))
      b.tabIndex = present[i] === tab ? 0 : -1
    })
    const wanted = frames.find(f => f.panel.id === stage.view.get().large && f.panel.tab === tab)?.panel.id ?? ''
    if (wanted !== large) setLarge(wanted)
  }
  const stop = stage.view.on(show)
  show()
  return {
    tabs,
    present,
    root,
    enlarge,
    focusPanel: index => {
      const frame = frames[index]
      if (!frame) return
      patch(stage.view, { tab: frame.panel.tab })
      frame.element.focus()
    },
    destroy: () => {
      stop()
      for (const f of frames) f.destroy()
    },
  }
}

const page = (tab: string, frames: readonly Frame[]): HTMLElement => {
  const inside = frames.filter(f => f.panel.tab === tab).map(f => f.element)
  const content = inside.length > 0 ? inside : [nothingRecorded()]
  return h(
    'div',
    {
      class: `page page-${tab} panels-${inside.length}`,
      id: `page-${tab}`,
      role: 'tabpanel',
      'aria-labelledby': `tab-${tab}`,
    },
    ...content,
  )
}

const tabButton = (tab: string, stage: Stage, present: readonly string[], list: HTMLElement) => {
  const name = tab[0].toUpperCase() + tab.slice(1)
  const element = h('button', { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `page-${tab}` }, name)
  element.addEventListener('click', () => patch(stage.view, { tab }))
  element.addEventListener('keydown', event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!by) return
    const next = present[(present.indexOf(tab) + by + present.length) % present.length]
    patch(stage.view, { tab: next })
    list.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  })
  return element
}

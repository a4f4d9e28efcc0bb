import type { Cell } from '../cell.ts'
import { h } from '../dom.ts'
import type { Stage, Theme } from '../stage.ts'
import { openDialog } from './dialog.ts'
import { iconButton } from './icon-button.ts'
import { icon } from './icons.ts'

export interface Header {
  element: HTMLElement
  tabs: HTMLElement // a slot
  setRun(stage: Stage | undefined): void
}

interface Actions {
  theme: Cell<Theme>
  openRuns: () => void
  openHelp: () => void
  openFiles: () => void
}

/** The top line: name, run, tabs, and the few things that are always at hand. */
export const header = (actions: Actions): Header => {
  const runName = h('span', { class: 'run-name' }, 'Runs')
  const runFacts = h('span', { class: 'run-facts' })
  const choose = h(
    'button',
    { type: 'button', class: 'run-button', title: 'List of runs (o)' },
    runName,
    runFacts,
    icon('chevron'),
  )
  choose.addEventListener('click', actions.openRuns)
  const problems = h('button', { type: 'button', class: 'problems', hidden: true })
  const tabs = h('div', { class: 'tabs-slot' })
  let list: string[] = []
  problems.addEventListener('click', () =>
    openDialog('Files that cannot be read', h('ul', {}, ...list.map(p => h('li', {}, p)))),
  )
  const turnTheme = () => actions.theme.set(actions.theme.get() === 'light' ? 'dark' : 'light')
  const element = h(
    'header',
    { class: 'top' },
    h('h1', { class: 'brand' }, 'apical'),
    choose,
    tabs,
    problems,
    h(
      'div',
      { class: 'top-actions' },
      iconButton('open', 'Open files', actions.openFiles),
      iconButton('sun', 'Light or dark', turnTheme, 'd'),
      iconButton('help', 'Keys and pointer', actions.openHelp, '?'),
    ),
  )
  const setRun = (stage: Stage | undefined) => {
    const file = stage?.run.file
    runName.textContent = file?.name ?? 'Runs'
    runFacts.textContent = file ? `seed ${file.seed} · ${file.state}` : ''
    document.title = file ? `${file.name}, seed ${file.seed} - apical` : 'apical'
    list = [...new Set(stage?.run.problems() ?? [])]
    problems.hidden = list.length === 0
    problems.textContent = list.length === 1 ? '1 problem' : `${list.length} problems`
    if (!stage) tabs.replaceChildren()
  }
  return { element, tabs, setRun }
}

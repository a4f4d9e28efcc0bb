import { button, h } from '../dom.ts'
import type { RunEntry } from '../source/source.ts'
import { openDialog } from './dialog.ts'

export interface RunChoice {
  runs: readonly RunEntry[]
  current: string
  compared: readonly string[]
  open: (id: string) => void
  compare: (ids: string[]) => void
  openFiles: () => void
}

/** The list of runs: click one to open it, tick some to lay their curves over its own. */
export const openRunsDialog = (choice: RunChoice): void => {
  const compared = new Set(choice.compared)
  const toggle = (id: string, on: boolean) => {
    if (on) compared.add(id)
    else compared.delete(id)
    choice.compare([...compared])
  }
  const head = ['run', 'folder', 'seed', 'state', 'epochs', 'test error', 'compare'].map(t =>
    h('th', { scope: 'col' }, t),
  )
  const rows = choice.runs.map(run => runRow(run, choice, compared.has(run.id), toggle))
  const table = h('table', { class: 'runs' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows))
  const none = h('p', { class: 'quiet' }, 'No runs here yet.')
  const files = button('Open files…', 'Open files… of this computer', choice.openFiles, { class: 'plain' })
  openDialog('Runs', choice.runs.length > 0 ? table : none, h('p', {}, files))
}

/** What its experiment does not say yet: 's1-4f2a9c' of 'runs/mnist-plateau/s1-4f2a9c'. */
const folderOf = ({ id, name }: RunEntry): string => {
  const at = id.lastIndexOf(`${name}/`)
  return name && at >= 0 ? id.slice(at + name.length + 1) : id
}

const runRow = (run: RunEntry, choice: RunChoice, on: boolean, toggle: (id: string, on: boolean) => void) => {
  const link = button(run.name || run.id, `Open ${run.id}`, () => choice.open(run.id), { class: 'link' })
  if (run.id === choice.current) link.setAttribute('aria-current', 'true')
  const tick = h('input', { type: 'checkbox', 'aria-label': `Compare ${run.id}` })
  tick.checked = on || run.id === choice.current
  tick.disabled = run.id === choice.current
  tick.addEventListener('change', () => toggle(run.id, tick.checked))
  const error = run.testError === undefined ? '' : `${(100 * run.testError).toFixed(2)} %`
  const folder = h('span', { class: 'quiet' }, folderOf(run))
  const cells = [link, folder, String(run.seed), run.state, run.epochs > 0 ? String(run.epochs) : '', error, tick]
  return h('tr', {}, ...cells.map(c => h('td', {}, c)))
}

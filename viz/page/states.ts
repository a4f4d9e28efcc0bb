import { button, h } from '../dom.ts'

/** What stands on the page when there is no run to show. `wanted`: the run that the address names, which its reader must have. */
export const emptyState = (openFiles: () => void, wanted = ''): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'empty' },
    h('h2', {}, wanted ? 'This link shows a run of yours' : 'No run is open'),
    ...(wanted ? askFor(wanted) : askForAny()),
    button('Open files…', 'Open files… of this computer', openFiles, { class: 'primary' }),
    h('p', { class: 'quiet' }, 'Files stay on this computer: the page reads them, and sends nothing anywhere.'),
  )

const askFor = (wanted: string) => [
  h('p', {}, h('code', {}, wanted)),
  h('p', {}, 'Drop its folder here, or a folder that holds it: what the link shows of it is opened.'),
]

const askForAny = () => [
  h('p', {}, 'Drop one or several run folders here, or start a run:'),
  h('p', {}, h('code', {}, 'apical run mnist-plateau --view')),
]

export const loadingState = (what: string): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'loading', role: 'status' },
    h('div', { class: 'bar' }),
    h('p', {}, `Opening ${what}`),
  )

export const brokenState = (
  id: string,
  reason: string,
  choose: () => void,
  title = 'This run cannot be read',
): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'broken', role: 'alert' },
    h('h2', {}, title),
    h('p', {}, h('code', {}, id)),
    h('p', { class: 'reason' }, reason),
    button('Choose another run', 'Choose another run', choose, { class: 'primary' }),
  )

export const nothingRecorded = (): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'unrecorded' },
    h('h2', {}, 'This run recorded no spikes and no voltages'),
    h('p', {}, 'Probes of the experiment say what is kept. Its curves, weights and network are in the other tabs.'),
  )

export const noRunState = (first: string, choose: () => void): HTMLElement => {
  const reason = 'No run.json is among these files: drop the folder of a run, or of many.'
  return brokenState(first, reason, choose, 'There is no run in what was opened')
}

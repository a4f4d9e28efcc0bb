import { button, h } from '../dom.ts'

/** What stands on the page when there is no run to show. */
export const emptyState = (openFiles: () => void): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'empty' },
    h('h2', {}, 'No run is open'),
    h(
      'p',
      {},
      'Drop one or several run folders here, or start a run: ',
      h('code', {}, 'apical run mnist-plateau --view'),
    ),
    button('Open files…', 'Open files… of this computer', openFiles, { class: 'primary' }),
    h('p', { class: 'quiet' }, 'Files stay on this computer: the page reads them, and sends nothing anywhere.'),
  )

export const loadingState = (what: string): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'loading', role: 'status' },
    h('div', { class: 'bar' }),
    h('p', {}, `Opening ${what}`),
  )

export const brokenState = (id: string, reason: string, choose: () => void): HTMLElement =>
  h(
    'div',
    { class: 'state', 'data-state': 'broken', role: 'alert' },
    h('h2', {}, 'This run cannot be read'),
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

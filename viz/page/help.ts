import { h } from '../dom.ts'
import { openDialog } from './dialog.ts'
import type { Key } from './keys.ts'

const POINTER: [string, string][] = [
  ['wheel', 'zoom in time at the pointer'],
  ['Ctrl + wheel', 'zoom over neurons'],
  ['drag', 'pan'],
  ['Shift + drag', 'zoom to a rectangle'],
  ['double-click', 'show the whole run'],
  ['click', 'pin the neuron'],
]

export const openHelp = (keys: readonly Key[]): void => {
  const keyRows = keys.map(k => row(k.shown, k.about))
  const pointerRows = POINTER.map(([what, about]) => row(what, about))
  openDialog(
    'Keys and pointer',
    h(
      'div',
      { class: 'help' },
      h('dl', {}, ...keyRows.flat()),
      h('dl', {}, h('dt', { class: 'help-title' }, 'In the raster'), h('dd'), ...pointerRows.flat()),
    ),
  )
}

const row = (what: string, about: string) => [h('dt', {}, ...kbds(what)), h('dd', {}, about)]
const kbds = (what: string) => what.split(' ').map(k => (/^(or|\+|to)$/.test(k) ? ` ${k} ` : h('kbd', {}, k)))

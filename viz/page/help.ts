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
  const half = Math.ceil((keys.length + POINTER.length) / 2)
  const keyRows = keys.map(k => row(k.shown.split(' '), k.about))
  const pointerRows = POINTER.map(([what, about]) => row(what.split(' '), about))
  const title = [h('dt', { class: 'help-title' }, 'In the raster'), h('dd')]
  const left = h('dl', {}, ...keyRows.slice(0, half).flat())
  const right = h('dl', {}, ...keyRows.slice(half).flat(), ...title, ...pointerRows.flat())
  openDialog('Keys and pointer', h('div', { class: 'help' }, left, right))
}

const row = (words: string[], about: string) => [h('dt', {}, ...words.map(kbd)), h('dd', {}, about)]

/** A word in the list of keys; what joins two keys is not one. */
const kbd = (word: string, i: number, all: readonly string[]) =>
  word === 'or' || word === 'to' || (word === '+' && i > 0 && i < all.length - 1) ? ` ${word} ` : h('kbd', {}, word)

/** Which images are shown, and where else they can come from. */
import { h } from '../dom.ts'
import type { App } from './app.ts'

export const imagesField = (app: App, openFiles: () => void) => {
  const source = h('p', { class: 'source', 'data-testid': 'source' })
  const files = act('MNIST files…', 'Open MNIST IDX files of this computer, or drop them on the page', openFiles)
  const digits = act('digits', 'Use the digits that come with the page', app.useDigits)
  const name = h('span', { class: 'field-name' }, 'Images')
  const buttons = h('span', { class: 'image-buttons' }, digits, files)
  const element = h('div', { class: 'field images', role: 'group', 'aria-label': 'Images' }, name, buttons, source)
  const refresh = () => {
    source.textContent = app.images.text()
    digits.hidden = !app.images.isFiles()
  }
  return { element, refresh }
}

const act = (label: string, title: string, run: () => void) => {
  const button = h('button', { type: 'button', class: 'plain', title }, label)
  button.addEventListener('click', run)
  return button
}

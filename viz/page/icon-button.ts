import { h } from '../dom.ts'
import { type Icon, icon } from './icons.ts'

/** A button with a picture; `title` is its label for everyone. The key, if any, stands in the tooltip. */
export const iconButton = (name: Icon, title: string, onClick: () => void, key?: string): HTMLButtonElement => {
  const tip = key ? `${title} (${key})` : title
  const element = h('button', { type: 'button', class: 'icon-button', title: tip, 'aria-label': title }, icon(name))
  element.addEventListener('click', onClick)
  return element
}

export const setIcon = (element: HTMLElement, name: Icon, title: string): void => {
  if (element.getAttribute('aria-label') === title) return
  element.replaceChildren(icon(name))
  element.setAttribute('aria-label', title)
  element.title = title
}

/** A message above the panels, for what went wrong; it goes when it is closed, or when another comes. */
import { h } from '../dom.ts'
import { iconButton } from '../page/icon-button.ts'

export interface Notice {
  element: HTMLElement
  show(text: string): void
  hide(): void
}

export const notice = (): Notice => {
  const text = h('span', { class: 'notice-text' })
  const element = h('div', { class: 'notice', role: 'alert', hidden: true })
  const hide = () => {
    element.hidden = true
  }
  element.append(text, iconButton('close', 'Close the message', hide))
  return {
    element,
    hide,
    show: message => {
      text.textContent = message
      element.hidden = false
    },
  }
}

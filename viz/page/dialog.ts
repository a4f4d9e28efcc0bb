import { h } from '../dom.ts'
import { iconButton } from './icon-button.ts'

/** A modal window with a title; it is removed when it closes. */
export const openDialog = (title: string, ...content: (Node | string)[]): HTMLDialogElement => {
  document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
  const dialog = h('dialog', { 'aria-label': title })
  const close = iconButton('close', 'Close', () => dialog.close(), 'Esc')
  dialog.append(h('header', {}, h('h2', {}, title), close), h('div', { class: 'dialog-body' }, ...content))
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', event => event.target === dialog && dialog.close())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}

import { h } from '../dom.ts'

/** A small box beside the pointer; its lines are texts. */
export const tooltip = (root: HTMLElement) => {
  const box = h('div', { class: 'tooltip', role: 'tooltip', hidden: true })
  root.append(box)
  const show = (x: number, y: number, lines: readonly string[]) => {
    box.replaceChildren(...lines.map((line, i) => h('div', i === 0 ? { class: 'first' } : {}, line)))
    box.hidden = false
    const left = x + 14 + box.offsetWidth > root.clientWidth ? x - 10 - box.offsetWidth : x + 14
    const top = Math.min(root.clientHeight - box.offsetHeight - 2, Math.max(2, y + 12))
    box.style.transform = `translate(${Math.round(Math.max(0, left))}px,${Math.round(top)}px)`
  }
  const hide = () => {
    box.hidden = true
  }
  return { show, hide }
}

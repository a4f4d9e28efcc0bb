import { h, put } from '../../dom.ts'
import { type Stage, setRows } from '../../stage.ts'

/** The vertical scroll bar over neurons: drag, press above or below, arrow and page keys. */
export const rowScrollbar = (stage: Stage, text: () => string) => {
  const thumb = h('div', { class: 'thumb' })
  const bar = h(
    'div',
    {
      class: 'row-scroll',
      role: 'scrollbar',
      tabindex: 0,
      'aria-label': 'Neurons in view',
      'aria-orientation': 'vertical',
      'aria-controls': 'raster-plot',
    },
    thumb,
  )
  const move = (by: number) => {
    const { top, bottom } = stage.view.get()
    setRows(stage.view, top + by, bottom + by)
  }
  let last: number | undefined
  bar.addEventListener('pointerdown', event => {
    const { top, bottom } = stage.view.get()
    const box = bar.getBoundingClientRect()
    const at = (event.clientY - box.top) / box.height
    if (at < top || at > bottom) move(at - (top + bottom) / 2)
    last = event.clientY
    bar.setPointerCapture(event.pointerId)
  })
  bar.addEventListener('pointermove', event => {
    if (last === undefined) return
    move((event.clientY - last) / bar.clientHeight)
    last = event.clientY
  })
  bar.addEventListener('pointerup', () => (last = undefined))
  bar.addEventListener('keydown', event => {
    const { top, bottom } = stage.view.get()
    const span = bottom - top
    const by = { ArrowUp: -span / 10, ArrowDown: span / 10, PageUp: -span, PageDown: span, Home: -1, End: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    move(by)
  })
  const draw = () => {
    const { top, bottom } = stage.view.get()
    thumb.style.top = `${100 * top}%`
    thumb.style.height = `${Math.max(3, 100 * (bottom - top))}%`
    bar.classList.toggle('whole', bottom - top >= 1)
    const at = Math.round((100 * top) / Math.max(1e-6, 1 - (bottom - top)) || 0)
    put(bar, { 'aria-valuenow': at, 'aria-valuetext': text() })
  }
  return { bar, draw }
}

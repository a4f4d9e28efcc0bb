import type { Stage } from '../../stage.ts'
import { setRows, setWindow } from '../../stage.ts'

/** The plot's rectangle in CSS pixels, relative to the element that listens. */
export interface Plot {
  left: number
  top: number
  width: number
  height: number
}

export interface Pointing {
  brush(from: [number, number] | undefined, to: [number, number]): void // undefined: no brush
  hover(x: number, y: number): void
  leave(): void
  click(x: number, y: number): void
}

const CLICK = 4 // pixels that a click may move
const FLAT = 10 // a brush lower than this zooms in time only

/** Wheel, drag, shift-drag, double-click and click on a plot of time and rows. Positions are relative to the plot. */
export const listenPointer = (element: HTMLElement, stage: Stage, plot: () => Plot, on: Pointing): void => {
  let down: { x: number; y: number; lastX: number; lastY: number; brush: boolean; box: DOMRect } | undefined
  const at = (event: MouseEvent): [number, number] => {
    const box = down?.box ?? element.getBoundingClientRect() // nothing moves the plot while it is dragged
    return [event.clientX - box.left - plot().left, event.clientY - box.top - plot().top]
  }
  element.addEventListener(
    'wheel',
    event => {
      event.preventDefault()
      const [x, y] = at(event)
      const factor = 1.0015 ** (event.deltaY * (event.deltaMode === 1 ? 16 : 1))
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) panBy(stage, plot(), -event.deltaX, 0)
      else if (event.ctrlKey || event.altKey || x < 0) zoomRows(stage, y / plot().height, factor)
      else zoomTime(stage, x / plot().width, factor)
    },
    { passive: false },
  )
  element.addEventListener('pointerdown', event => {
    if (event.button !== 0) return
    const [x, y] = at(event)
    down = { x, y, lastX: x, lastY: y, brush: event.shiftKey, box: element.getBoundingClientRect() }
    element.setPointerCapture(event.pointerId)
    on.leave()
  })
  element.addEventListener('pointermove', event => {
    const [x, y] = at(event)
    if (!down) return on.hover(x, y)
    if (down.brush) return on.brush([down.x, down.y], [x, y])
    if (Math.hypot(x - down.x, y - down.y) < CLICK && down.lastX === down.x && down.lastY === down.y) return
    panBy(stage, plot(), x - down.lastX, y - down.lastY)
    Object.assign(down, { lastX: x, lastY: y })
  })
  element.addEventListener('pointerup', event => {
    const [x, y] = at(event)
    if (down?.brush) zoomTo(stage, plot(), down, { x, y })
    else if (down && Math.hypot(x - down.x, y - down.y) < CLICK) on.click(x, y)
    on.brush(undefined, [x, y])
    down = undefined
  })
  element.addEventListener('pointercancel', () => (down = undefined))
  element.addEventListener('pointerleave', on.leave)
  element.addEventListener('dblclick', () => resetView(stage))
}

export const resetView = (stage: Stage): void => {
  setWindow(stage, 0, stage.run.length)
  setRows(stage.view, 0, 1)
}

/** Zooms time by `factor` (above 1: out) so that the tick at fraction `at` of the width stays there. */
export const zoomTime = (stage: Stage, at: number, factor: number): void => {
  const { from, to } = stage.view.get()
  const a = Math.min(1, Math.max(0, at))
  const fixed = from + a * (to - from)
  const span = Math.min(stage.run.length, Math.max(4, (to - from) * factor))
  setWindow(stage, fixed - a * span, fixed + (1 - a) * span)
}

export const zoomRows = (stage: Stage, at: number, factor: number): void => {
  const { top, bottom } = stage.view.get()
  const a = Math.min(1, Math.max(0, at))
  const fixed = top + a * (bottom - top)
  const span = Math.min(1, Math.max(0.002, (bottom - top) * factor))
  setRows(stage.view, fixed - a * span, fixed + (1 - a) * span)
}

/** Moves what is seen by so many pixels. */
const panBy = (stage: Stage, plot: Plot, dx: number, dy: number): void => {
  const { from, to, top, bottom } = stage.view.get()
  const ticks = (-dx / plot.width) * (to - from)
  const rows = (-dy / plot.height) * (bottom - top)
  setWindow(stage, from + ticks, to + ticks)
  if (rows !== 0) setRows(stage.view, top + rows, bottom + rows)
}

const zoomTo = (stage: Stage, plot: Plot, a: { x: number; y: number }, b: { x: number; y: number }): void => {
  if (Math.abs(a.x - b.x) < CLICK) return
  const { from, to, top, bottom } = stage.view.get()
  const tick = (x: number) => from + (Math.min(plot.width, Math.max(0, x)) / plot.width) * (to - from)
  const row = (y: number) => top + (Math.min(plot.height, Math.max(0, y)) / plot.height) * (bottom - top)
  setWindow(stage, tick(Math.min(a.x, b.x)), tick(Math.max(a.x, b.x)))
  if (Math.abs(a.y - b.y) >= FLAT) setRows(stage.view, row(Math.min(a.y, b.y)), row(Math.max(a.y, b.y)))
}

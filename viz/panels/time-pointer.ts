import { type Stage, setWindow } from '../stage.ts'
import { zoomTime } from './raster/pointer.ts'

/** Wheel zoom, drag pan, click to seek and double-click reset on a panel whose x axis is the shared time. */
export const listenTime = (element: HTMLElement, stage: Stage, left: () => number, width: () => number): void => {
  let down: { start: number; last: number } | undefined
  const at = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left - left()
  const ticks = (px: number) => (px / width()) * (stage.view.get().to - stage.view.get().from)
  element.addEventListener(
    'wheel',
    event => {
      if (event.deltaY === 0) return
      event.preventDefault()
      zoomTime(stage, at(event) / width(), 1.0015 ** (event.deltaY * (event.deltaMode === 1 ? 16 : 1)))
    },
    { passive: false },
  )
  element.addEventListener('pointerdown', event => {
    if (event.button !== 0) return
    down = { start: at(event), last: at(event) }
    element.setPointerCapture(event.pointerId)
  })
  element.addEventListener('pointermove', event => {
    if (!down || Math.abs(at(event) - down.start) < 4) return
    const by = ticks(down.last - at(event))
    down.last = at(event)
    setWindow(stage, stage.view.get().from + by, stage.view.get().to + by)
  })
  element.addEventListener('pointerup', event => {
    if (down && Math.abs(at(event) - down.start) < 4) stage.clock.seek(stage.view.get().from + ticks(at(event)))
    down = undefined
  })
  element.addEventListener('pointercancel', () => (down = undefined))
  element.addEventListener('dblclick', () => setWindow(stage, 0, stage.run.length))
}

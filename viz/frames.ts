import { sizeOf } from './sizes.ts'

/**
 * One animation frame for all panels: a panel that is asked to draw several times before the next frame draws once.
 * What stands in a hidden tab waits until it is shown.
 */
const dirty = new Set<() => void>()
let asked = false

const flush = () => {
  asked = false
  const now = [...dirty]
  dirty.clear()
  for (const draw of now) draw()
}

export const schedule = (draw: () => void): void => {
  dirty.add(draw)
  if (asked) return
  asked = true
  requestAnimationFrame(flush)
}

/** True while the element takes up room on the page. */
export const isShown = (element: Element): boolean => {
  const { width, height } = sizeOf(element)
  return width > 0 && height > 0
}

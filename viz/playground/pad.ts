/** A pad to draw a digit on: with the pointer, or with the keyboard. */
import { h } from '../dom.ts'
import { type Drawing, paintPad } from './pad-paint.ts'
import { imageOf, type Point } from './strokes.ts'

export interface Pad {
  element: HTMLCanvasElement
  /** What the network is to be shown; undefined while the pad is empty. */
  image(): Uint8Array | undefined
  /** Puts an image there in place of strokes. */
  show(image: Uint8Array): void
  clear(): void
  draw(): void
}

const STEP = 1 / 24 // of the pad, a press of an arrow key

/** `changed` is called when a stroke has ended, and when the pad was cleared. */
export const pad = (changed: () => void): Pad => {
  const element = h('canvas', {
    class: 'pad',
    tabindex: 0,
    role: 'application',
    'aria-label': 'Pad to draw a digit on',
    'aria-describedby': 'pad-keys',
  })
  const d: Drawing = { strokes: [], cursor: { x: 0.5, y: 0.5 }, isDown: false }
  const draw = () => paintPad(element, d)
  const clear = () => {
    Object.assign(d, { strokes: [], isDown: false })
    delete d.image
    draw()
    changed()
  }
  const extend = (at: Point) => {
    d.strokes.at(-1)?.push(at)
    draw()
  }
  const begin = (at: Point) => {
    delete d.image
    d.strokes.push([at])
    draw()
  }
  listenPointer(element, begin, extend, changed)
  element.addEventListener('keydown', event => onKey(event, d, { begin, extend, clear, draw, changed }))
  for (const type of ['focus', 'blur']) element.addEventListener(type, draw)
  return {
    element,
    clear,
    draw,
    image: () => d.image ?? (d.strokes.length > 0 ? imageOf(d.strokes) : undefined),
    show: image => {
      Object.assign(d, { strokes: [], isDown: false, image })
      draw()
      changed()
    },
  }
}

const inside = (value: number): number => Math.min(1, Math.max(0, value))

const listenPointer = (
  element: HTMLElement,
  begin: (p: Point) => void,
  extend: (p: Point) => void,
  end: () => void,
): void => {
  let id: number | undefined
  const at = (event: PointerEvent): Point => {
    const box = element.getBoundingClientRect()
    return { x: inside((event.clientX - box.left) / box.width), y: inside((event.clientY - box.top) / box.height) }
  }
  element.addEventListener('pointerdown', event => {
    if (event.button !== 0) return
    id = event.pointerId
    element.setPointerCapture(id)
    begin(at(event))
  })
  element.addEventListener('pointermove', event => {
    if (event.pointerId !== id) return
    for (const e of event.getCoalescedEvents?.() ?? []) extend(at(e))
    extend(at(event))
  })
  const stop = (event: PointerEvent) => {
    if (event.pointerId !== id) return
    id = undefined
    end()
  }
  element.addEventListener('pointerup', stop)
  element.addEventListener('pointercancel', stop)
}

interface Acts {
  begin(at: Point): void
  extend(at: Point): void
  clear(): void
  draw(): void
  changed(): void
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Arrows move the pen, Space sets it down and lifts it, Delete clears the pad. */
const onKey = (event: KeyboardEvent, d: Drawing, acts: Acts): void => {
  const arrow = ARROWS[event.key]
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (arrow) {
    d.cursor = { x: inside(d.cursor.x + arrow[0] * STEP), y: inside(d.cursor.y + arrow[1] * STEP) }
    if (d.isDown) acts.extend(d.cursor)
    else acts.draw()
  } else if (event.key === ' ') {
    d.isDown = !d.isDown
    if (d.isDown) acts.begin(d.cursor)
    else {
      acts.draw()
      acts.changed()
    }
  } else if (event.key === 'Delete' || event.key === 'Backspace') acts.clear()
  else return
  event.preventDefault()
  event.stopPropagation()
}

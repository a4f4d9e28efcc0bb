/** A pad to draw a digit on: with the pointer, or with the keyboard. */
import { h, token } from '../dom.ts'
import { imageOf, SIDE, type Stroke } from './strokes.ts'

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
const PEN = 0.075 // of the pad

interface Drawing {
  strokes: Stroke[]
  image?: Uint8Array // shown in place of strokes
  cursor: { x: number; y: number }
  isDown: boolean // the pen of the keyboard
}

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
  const draw = () => paint(element, d)
  const clear = () => {
    Object.assign(d, { strokes: [], isDown: false })
    delete d.image
    draw()
    changed()
  }
  const extend = (at: { x: number; y: number }) => {
    d.strokes.at(-1)?.push(at)
    draw()
  }
  const begin = (at: { x: number; y: number }) => {
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

type Point = { x: number; y: number }

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

const paint = (canvas: HTMLCanvasElement, d: Drawing): void => {
  const size = Math.max(1, Math.round(canvas.clientWidth * window.devicePixelRatio))
  if (canvas.width !== size || canvas.height !== size) Object.assign(canvas, { width: size, height: size })
  const context = canvas.getContext('2d')!
  context.clearRect(0, 0, size, size)
  if (d.image) paintImage(context, d.image, size)
  context.strokeStyle = token('--ink')
  context.lineWidth = PEN * size
  context.lineCap = context.lineJoin = 'round'
  for (const stroke of d.strokes) {
    context.beginPath()
    context.moveTo(stroke[0].x * size, stroke[0].y * size)
    for (const p of stroke) context.lineTo(p.x * size, p.y * size)
    context.stroke()
  }
  if (document.activeElement === canvas && canvas.matches(':focus-visible')) paintCursor(context, d, size)
}

const paintImage = (context: CanvasRenderingContext2D, image: Uint8Array, size: number): void => {
  context.fillStyle = token('--ink')
  const side = size / SIDE
  image.forEach((value, i) => {
    context.globalAlpha = value / 255
    if (value > 0) context.fillRect((i % SIDE) * side, Math.floor(i / SIDE) * side, side + 0.5, side + 0.5)
  })
  context.globalAlpha = 1
}

/** A ring where the pen of the keyboard is, filled while it is down. */
const paintCursor = (context: CanvasRenderingContext2D, { cursor, isDown }: Drawing, size: number): void => {
  context.beginPath()
  context.arc(cursor.x * size, cursor.y * size, (PEN * size) / 2, 0, 2 * Math.PI)
  context.lineWidth = Math.max(1, size / 160)
  context.strokeStyle = context.fillStyle = token('--accent')
  context.stroke()
  if (isDown) context.fill()
}

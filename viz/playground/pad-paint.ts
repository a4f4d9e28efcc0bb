/** What the pad looks like: strokes, an image in their place, the pen of the keyboard. */
import { token } from '../dom.ts'
import { type Point, SIDE, type Stroke } from './strokes.ts'

export interface Drawing {
  strokes: Stroke[]
  image?: Uint8Array // shown in place of strokes
  cursor: Point
  isDown: boolean // the pen of the keyboard
}

const PEN = 0.075 // of the pad

export const paintPad = (canvas: HTMLCanvasElement, d: Drawing): void => {
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

/** From a path to an image as MNIST lays it out: the digit fills a box of 20 x 20, its centre of mass in the middle of 28 x 28. */
import { between, type Random } from '../random.ts'
import type { Path } from './pen.ts'

export const side = 28
const box = 20

/** Draws with a round pen of `radius` pixels whose edge is `blur` pixels wide, into `image` (28 x 28, u8). Changes the path. */
export const render = (path: Path, radius: number, blur: number, random: Random, image: Uint8Array): void => {
  fitBox(path, radius)
  centre(path, random)
  const ink = new Float64Array(side * side)
  for (let i = 0; i < path.count; i++) drawPiece(ink, path.ends, 4 * i, radius, blur)
  const strength = between(random, 235, 255)
  for (let i = 0; i < ink.length; i++)
    if (ink[i] > 0) image[i] = Math.round(ink[i] * (strength - 20 * random() * random()))
}

/** Scales so that the longer side of the drawing, pen included, is the side of the box. */
const fitBox = (path: Path, radius: number): void => {
  const [low, high] = [extreme(path, Math.min), extreme(path, Math.max)]
  const longest = Math.max(high[0] - low[0], high[1] - low[1])
  const scale = (box - 2 * radius) / longest
  for (let i = 0; i < 4 * path.count; i++) path.ends[i] *= scale
}

const extreme = (path: Path, of: (a: number, b: number) => number): readonly [number, number] => {
  let [x, y] = path.ends
  for (let i = 0; i < 4 * path.count; i += 2) {
    x = of(x, path.ends[i])
    y = of(y, path.ends[i + 1])
  }
  return [x, y]
}

/** Puts the centre of mass in the middle, to within the half pixel that MNIST's own centring leaves. */
const centre = (path: Path, random: Random): void => {
  const [x, y] = centreOfMass(path)
  const dx = side / 2 - x + random() - 0.5
  const dy = side / 2 - y + random() - 0.5
  for (let i = 0; i < 4 * path.count; i += 2) {
    path.ends[i] += dx
    path.ends[i + 1] += dy
  }
}

const centreOfMass = ({ ends, count }: Path): readonly [number, number] => {
  let [x, y, mass] = [0, 0, 0]
  for (let i = 0; i < 4 * count; i += 4) {
    const length = norm(ends[i + 2] - ends[i], ends[i + 3] - ends[i + 1])
    x += length * (ends[i] + ends[i + 2]) * 0.5
    y += length * (ends[i + 1] + ends[i + 3]) * 0.5
    mass += length
  }
  return [x / mass, y / mass]
}

/** Each pixel keeps the darkest ink that any piece leaves on it: 1 inside the pen, falling to 0 across its edge. */
const drawPiece = (ink: Float64Array, ends: Float64Array, at: number, radius: number, blur: number): void => {
  const [x0, y0, x1, y1] = [ends[at], ends[at + 1], ends[at + 2], ends[at + 3]]
  const reach = radius + blur / 2
  const [dx, dy] = [x1 - x0, y1 - y0]
  const squared = dx * dx + dy * dy || 1
  const [left, right] = pixels(x0, x1, reach)
  const [top, bottom] = pixels(y0, y1, reach)
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      const [px, py] = [column + 0.5 - x0, row + 0.5 - y0]
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / squared))
      const distance = norm(px - along * dx, py - along * dy)
      const dark = Math.min(1, (reach - distance) / blur)
      if (dark > ink[row * side + column]) ink[row * side + column] = dark
    }
}

/** The first and last pixel that a pen of this reach can touch between two coordinates. */
const pixels = (a: number, b: number, reach: number): readonly [number, number] => [
  Math.max(0, Math.floor(Math.min(a, b) - reach)),
  Math.min(side - 1, Math.floor(Math.max(a, b) + reach)),
]

/** Math.hypot and ** may differ between engines; products and square roots do not. */
const norm = (x: number, y: number): number => Math.sqrt(x * x + y * y)

/** What a hand draws, and the image that the network is shown: laid out as MNIST does, see src/data/digits/render.ts. */

/** From 0 to 1, y down. */
export interface Point {
  x: number
  y: number
}

export type Stroke = Point[]

export const SIDE = 28
const BOX = 20
const RADIUS = 1.3 // pixels, of the pen
const BLUR = 1.3

type Piece = [x0: number, y0: number, x1: number, y1: number]

/** 28 x 28 bytes: the longer side of the drawing fills 20 pixels, its centre of mass lies in the middle. All 0 for no drawing. */
export const imageOf = (strokes: readonly Stroke[]): Uint8Array => {
  const image = new Uint8Array(SIDE * SIDE)
  const pieces = placed(strokes.flatMap(piecesOf))
  for (let i = 0; i < image.length; i++) image[i] = ink(pieces, (i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5)
  return image
}

/** A dot is a piece of no length. */
const piecesOf = (stroke: Stroke): Piece[] =>
  stroke.length === 1
    ? [[stroke[0].x, stroke[0].y, stroke[0].x, stroke[0].y]]
    : stroke.slice(1).map((p, i): Piece => [stroke[i].x, stroke[i].y, p.x, p.y])

const placed = (pieces: readonly Piece[]): Piece[] => {
  const x = pieces.flatMap(p => [p[0], p[2]])
  const y = pieces.flatMap(p => [p[1], p[3]])
  const longest = Math.max(range(x), range(y), 0.05)
  const scale = (BOX - 2 * RADIUS) / longest
  const scaled = pieces.map((p): Piece => [p[0] * scale, p[1] * scale, p[2] * scale, p[3] * scale])
  const [cx, cy] = centreOfMass(scaled)
  const [dx, dy] = [SIDE / 2 - cx, SIDE / 2 - cy]
  return scaled.map(p => [p[0] + dx, p[1] + dy, p[2] + dx, p[3] + dy])
}

const range = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) -
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)

const centreOfMass = (pieces: readonly Piece[]): [number, number] => {
  let [x, y, mass] = [0, 0, 0]
  for (const [x0, y0, x1, y1] of pieces) {
    const length = Math.hypot(x1 - x0, y1 - y0) + 1e-6
    x += (length * (x0 + x1)) / 2
    y += (length * (y0 + y1)) / 2
    mass += length
  }
  return mass > 0 ? [x / mass, y / mass] : [0, 0]
}

/** The darkest ink that any piece leaves at a point. */
const ink = (pieces: readonly Piece[], x: number, y: number): number => {
  const reach = RADIUS + BLUR / 2
  const darkest = pieces.reduce((most, piece) => Math.max(most, (reach - distance(piece, x, y)) / BLUR), 0)
  return Math.round(250 * Math.min(1, darkest))
}

const distance = ([x0, y0, x1, y1]: Piece, x: number, y: number): number => {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy)
}

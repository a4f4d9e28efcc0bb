import type { FieldShape } from './field-shape.ts'

const LARGEST = 32 // CSS pixels a weight
const SPACE = 3 // CSS pixels between fields

/** Where fields stand on the canvas, in pixels of the device. */
export interface FieldLayout {
  shape: FieldShape
  zoom: number // of a weight
  gap: number // between fields
  across: number // fields a line
  perPage: number
  pages: number
}

/** The largest zoom at which all fields fit, or as many as fit at the smallest one; a place of `width` by `height` CSS pixels. */
export const layOutFields = (posts: number, shape: FieldShape, width: number, height: number): FieldLayout => {
  const device = window.devicePixelRatio
  const gap = Math.round(SPACE * device)
  const howMany = (size: number, weights: number, zoom: number) =>
    Math.floor((Math.floor(size * device) + gap) / (weights * zoom + gap))
  const count = (zoom: number) => ({
    across: howMany(width, shape.columns, zoom),
    down: howMany(height, shape.rows, zoom),
  })
  const smallest = device * Math.max(0.5, Math.min(5, 56 / Math.max(shape.rows, shape.columns)))
  // Whole pixels of the device: painted larger than they were laid out, the last field of a line would be cut off.
  const largest = Math.round(LARGEST * device)
  const zooms = Array.from({ length: largest }, (_, i) => largest - i).filter(z => z >= Math.floor(smallest))
  const zoom = zooms.find(z => count(z).across * count(z).down >= posts) ?? zooms.at(-1)!
  const [across, down] = [Math.max(1, count(zoom).across), Math.max(1, count(zoom).down)]
  const isStrip = shape.rows === 1 && shape.columns > 1 // strips stand one below the other, as the rows of a matrix
  return {
    shape,
    zoom,
    gap,
    across: isStrip ? Math.min(across, Math.ceil(posts / down)) : Math.min(across, posts),
    perPage: across * down,
    pages: Math.ceil(posts / (across * down)),
  }
}

/** The field under a point of the canvas, counted from the first of the page, and its cell; undefined between fields. */
export const fieldAt = ({ shape, zoom, gap, across }: FieldLayout, x: number, y: number) => {
  const [width, height] = [shape.columns * zoom + gap, shape.rows * zoom + gap]
  const [column, row] = [Math.floor((x % width) / zoom), Math.floor((y % height) / zoom)]
  if (column < 0 || row < 0 || column >= shape.columns || row >= shape.rows) return undefined
  if (x >= across * width) return undefined
  return { field: Math.floor(y / height) * across + Math.floor(x / width), cell: row * shape.columns + column }
}

/** From a data set's bytes to what a network is shown. */

import { DataError } from '../errors.ts'
import type { Dataset } from './dataset.ts'
import { choice, type Random } from './random.ts'

/** The bytes of image `index` [rows * columns], a view. */
export const imageOf = (data: Dataset, index: number): Uint8Array => {
  data.make?.(index)
  const size = data.rows * data.columns
  return data.images.subarray(index * size, (index + 1) * size)
}

/** byte / 255 rounded to float32, for every byte. */
const unitInterval = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/** An image as float32 from 0 to 1, into `into` (or a new array). */
export const toUnitInterval = (image: Uint8Array, into = new Float32Array(image.length)): Float32Array => {
  for (let i = 0; i < image.length; i++) into[i] = unitInterval[image[i]]
  return into
}

/** 1 for the units of the label's block, 0 for the others: `units` = classes * c, and class k has the units k * c .. k * c + c - 1. */
export const oneHot = (label: number, classes: number, units: number, into = new Float32Array(units)): Float32Array => {
  const each = units / classes
  if (!Number.isInteger(each)) throw new DataError('label', `a multiple of ${classes} units`, `${units}`)
  if (label < 0 || label >= classes) throw new DataError('label', `a class from 0 to ${classes - 1}`, `${label}`)
  into.fill(0)
  into.fill(1, label * each, (label + 1) * each)
  return into
}

export interface Size {
  rows: number
  columns: number
}

/** The image moved by whole pixels, `right` and `down`; 0 comes in at the edges. */
export const shift = (image: Uint8Array, { rows, columns }: Size, right: number, down: number): Uint8Array => {
  const moved = new Uint8Array(image.length)
  const first = Math.max(0, right)
  for (let row = Math.max(0, down); row < Math.min(rows, rows + down); row++) {
    const from = (row - down) * columns
    const line = image.subarray(from + Math.max(0, -right), from + Math.max(0, Math.min(columns, columns - right)))
    if (first < columns) moved.set(line, row * columns + first)
  }
  return moved
}

/** A shift of at most `most` pixels along each axis, all equally likely. */
export const randomShift = (image: Uint8Array, size: Size, most: number, random: Random): Uint8Array =>
  shift(image, size, choice(random, 2 * most + 1) - most, choice(random, 2 * most + 1) - most)

/** The part `size` of an image of `whole` whose upper left corner is at (row, column). */
export const crop = (image: Uint8Array, whole: Size, size: Size, row: number, column: number): Uint8Array => {
  const part = new Uint8Array(size.rows * size.columns)
  for (let r = 0; r < size.rows; r++) {
    const from = (row + r) * whole.columns + column
    part.set(image.subarray(from, from + size.columns), r * size.columns)
  }
  return part
}

/** The image with 0 outside the part `size` whose upper left corner is at (row, column). */
export const windowed = (image: Uint8Array, whole: Size, size: Size, row: number, column: number): Uint8Array => {
  const seen = new Uint8Array(image.length)
  for (let r = 0; r < size.rows; r++) {
    const from = (row + r) * whole.columns + column
    seen.set(image.subarray(from, from + size.columns), from)
  }
  return seen
}

/** A crop at a place drawn among all that fit. Throws DataError where none does. */
export const randomCrop = (image: Uint8Array, whole: Size, size: Size, random: Random): Uint8Array => {
  if (size.rows > whole.rows || size.columns > whole.columns)
    throw new DataError('crop', `at most ${whole.rows} x ${whole.columns}`, `${size.rows} x ${size.columns}`)
  const row = choice(random, whole.rows - size.rows + 1)
  return crop(image, whole, size, row, choice(random, whole.columns - size.columns + 1))
}

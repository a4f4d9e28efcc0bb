/**
 * Spikes to pixels, on plain arrays: the same code on every machine, with or without a GPU. A spike at tick t of unit u starts in pixel column
 * floor((t - from) * width / (to - from)) and fills the rows of its unit.
 */
import type { Segment } from '../../source/spikes.ts'

export interface Mapping {
  width: number // pixels
  height: number
  from: number // ticks
  to: number
  mark: number // width of a mark in pixels
  top: Int32Array // by unit, -1: not in view
  bottom: Int32Array
  colour: Uint32Array // by unit, as pixels
}

/** Draws spikes [i, j) of a segment, one colour a unit. Returns how many were in view. */
export const plotMarks = (pixels: Uint32Array, m: Mapping, segment: Segment, i: number, j: number): number => {
  const { tick, unit } = segment
  const { width, top, bottom, colour, from, mark } = m
  const scale = width / (m.to - from)
  let seen = 0
  let last = -1
  let x = 0
  let wide = 1
  for (let k = i; k < j; k++) {
    const u = unit[k]
    const y = top[u]
    if (!(y >= 0)) continue // also units that the file has and the run has not
    seen++
    const t = tick[k]
    if (t !== last) {
      last = t
      x = ((t - from) * scale) | 0
      wide = Math.min(mark, width - x)
    }
    const ink = colour[u]
    const end = bottom[u] * width + x
    for (let at = y * width + x; at < end; at += width) {
      pixels[at] = ink
      for (let more = 1; more < wide; more++) pixels[at + more] = ink
    }
  }
  return seen
}

/** Counts spikes [i, j) of a segment per pixel column and row of units; the count stands in the top pixel of the row. */
export const countMarks = (counts: Uint16Array, m: Mapping, segment: Segment, i: number, j: number): number => {
  const { tick, unit } = segment
  const { width, top, from } = m
  const scale = width / (m.to - from)
  let seen = 0
  let last = -1
  let x = 0
  for (let k = i; k < j; k++) {
    const y = top[unit[k]]
    if (!(y >= 0)) continue
    seen++
    const t = tick[k]
    if (t !== last) {
      last = t
      x = ((t - from) * scale) | 0
    }
    const at = y * width + x
    if (counts[at] < 65535) counts[at]++
  }
  return seen
}

/** Paints counts as strength of colour (logarithmic); returns the largest count. */
export const paintCounts = (pixels: Uint32Array, counts: Uint16Array, m: Mapping): number => {
  const { width, height, top, bottom, colour } = m
  const most = Math.max(1, largest(counts))
  const shades = Uint8Array.from({ length: most + 1 }, (_, n) => 40 + (215 * Math.log1p(n)) / Math.log1p(most))
  const inks = new Uint32Array(most + 1)
  let dipped = -1 // the colour of the inks
  const unitOfRow = new Int32Array(height).fill(-1)
  for (let u = 0; u < top.length; u++) if (top[u] >= 0) unitOfRow[top[u]] = u
  for (let y = 0; y < height; y++) {
    const u = unitOfRow[y]
    if (u < 0) continue
    if (colour[u] !== dipped) shades.forEach((shade, n) => void (inks[n] = (shade << 24) | (colour[u] & 0xffffff)))
    dipped = colour[u]
    const [start, end] = [y * width, (y + 1) * width]
    for (let at = start; at < end; at++) if (counts[at] > 0) pixels[at] = inks[counts[at]]
    for (let row = y + 1; row < bottom[u]; row++) pixels.copyWithin(row * width, start, end)
  }
  return most
}

const largest = (counts: Uint16Array): number => {
  let most = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] > most) most = counts[i]
  return most
}

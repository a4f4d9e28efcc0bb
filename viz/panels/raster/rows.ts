/**
 * Rows of the raster: populations one above the other, each with its neurons in some order. Heights are in 'virtual rows':
 * a small population gets taller rows, so that ten readout neurons stay visible above five hundred hidden ones.
 */
import { digits } from '../../page/time-text.ts'

export interface Group {
  name: string
  units: number
  order: Uint32Array // row -> unit
  top: number // virtual
  height: number // virtual
}

const SMALLEST_SHARE = 0.14
const GAP = 0.012

export const stackGroups = (groups: readonly { name: string; units: number; order: Uint32Array }[]) => {
  const total = groups.reduce((sum, g) => sum + g.units, 0)
  let top = 0
  const stacked = groups.map(g => {
    const group = { ...g, top, height: groups.length > 1 ? Math.max(g.units, SMALLEST_SHARE * total) : g.units }
    top += group.height + GAP * total
    return group
  })
  return { groups: stacked as Group[], height: Math.max(1, top - GAP * total) }
}

/** The visible slice of the stack: fractions [top, bottom) of its height, on `pixels` rows of the screen. */
export interface RowWindow {
  height: number // virtual, of the whole stack
  top: number
  bottom: number
  pixels: number
}

/** Upper edge in pixels of row `row` of a group; may lie outside the window. */
export const rowTop = (group: Group, row: number, window: RowWindow): number => {
  const virtual = group.top + (row * group.height) / Math.max(1, group.units)
  return ((virtual / window.height - window.top) / (window.bottom - window.top)) * window.pixels
}

/** Row of a group at a pixel, or -1. */
export const rowAt = (group: Group, y: number, window: RowWindow): number => {
  const virtual = (window.top + (y / window.pixels) * (window.bottom - window.top)) * window.height
  const row = Math.floor(((virtual - group.top) / group.height) * group.units)
  return row >= 0 && row < group.units ? row : -1
}

/** First and one past the last visible row of a group. */
export const visibleRows = (group: Group, window: RowWindow): [number, number] => {
  const rowsPerPixel = group.units / Math.max(1e-9, rowTop(group, group.units, window) - rowTop(group, 0, window))
  const first = Math.floor(-rowTop(group, 0, window) * rowsPerPixel + 1e-9)
  const end = Math.ceil((window.pixels - rowTop(group, 0, window)) * rowsPerPixel - 1e-9)
  return [Math.min(group.units, Math.max(0, first)), Math.max(0, Math.min(group.units, end))]
}

/** 'neurons 12 to 80 of 510': rows counted through all groups from 1. */
export const rowsText = (groups: readonly Group[], window: RowWindow): string => {
  const total = groups.reduce((sum, g) => sum + g.units, 0)
  let before = 0
  let first = total
  let last = 0
  for (const group of groups) {
    const [a, b] = visibleRows(group, window)
    if (b > a) {
      first = Math.min(first, before + a + 1)
      last = Math.max(last, before + b)
    }
    before += group.units
  }
  return `neurons ${digits(Math.min(first, last))} to ${digits(last)} of ${digits(total)}`
}

/** Pixel bands of every unit of a group: marks of unit u fill rows top[u] .. bottom[u] - 1; top is -1 outside the window. */
export const unitBands = (group: Group, window: RowWindow) => {
  const top = new Int32Array(group.units).fill(-1)
  const bottom = new Int32Array(group.units).fill(-1)
  const size = rowTop(group, 1, window) - rowTop(group, 0, window)
  const gap = size >= 12 ? 3 : size >= 6 ? 2 : size >= 3 ? 1 : 0
  for (let row = 0; row < group.units; row++) {
    const from = Math.floor(rowTop(group, row, window))
    const to = Math.max(from + 1, Math.floor(rowTop(group, row + 1, window)) - gap)
    if (to <= 0 || from >= window.pixels) continue
    top[group.order[row]] = Math.max(0, from)
    bottom[group.order[row]] = Math.min(window.pixels, to)
  }
  return { top, bottom }
}

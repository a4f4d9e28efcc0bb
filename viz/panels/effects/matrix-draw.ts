import { divergingPixels } from '../../colour.ts'
import { h, s } from '../../dom.ts'
import { putPixels } from '../../export/picture.ts'
import { letterWidth, scaled } from '../../letters.ts'
import type { Theme } from '../../stage.ts'
import { niceStep } from '../nice-step.ts'
import { tooltip } from '../tooltip.ts'
import type { Table } from './matrices.ts'

/** Pixels above the cells and below them. */
const top = () => scaled(44)
const foot = () => scaled(26)
const MOST_VECTORS = 10_000 // cells that an exported picture draws one by one
const MOST_TEXTS = 200

const longest = (names: readonly string[]): number => names.reduce((most, n) => Math.max(most, n.length), 0)
const leftOf = ({ rows }: Table): number => Math.min(scaled(170), 14 + letterWidth() * longest(rows))

/** A matrix as colours: blue below 0, orange above; small ones say their numbers too. */
export const matrixPlot = (parent: HTMLElement) => {
  const canvas = h('canvas', { class: 'matrix-cells', 'aria-hidden': 'true' })
  const svg = s('svg', { role: 'img' })
  const box = h('div', { class: 'plot matrix-plot' }, canvas, svg)
  parent.append(box)
  const tip = tooltip(box)
  let shown: { table: Table; cell: [number, number]; colours: string[]; most: number } | undefined
  const draw = (table: Table, theme: Theme) => {
    const [rows, columns] = [table.rows.length, table.columns.length]
    const left = leftOf(table)
    const width = Math.max(20, box.clientWidth - left - 6)
    const height = Math.max(20, box.clientHeight - top() - foot())
    const cell: [number, number] = [Math.min(scaled(110), width / columns), Math.min(scaled(36), height / rows)]
    const most = table.values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0) || 1
    const words = pixelsOf(table, most, divergingPixels(theme), theme)
    Object.assign(canvas, { width: columns, height: rows })
    putPixels(canvas, words)
    canvas.style.cssText = `left:${left}px;top:${top()}px;width:${columns * cell[0]}px;height:${rows * cell[1]}px;image-rendering:${Math.min(...cell) < 1 ? 'auto' : 'pixelated'}`
    shown = { table, cell, most, colours: [...words].map(hex) }
    svg.setAttribute('aria-label', spoken(table))
    svg.replaceChildren(...texts(table, cell, most))
  }
  box.addEventListener('pointermove', event => {
    const place = box.getBoundingClientRect()
    const [x, y] = [event.clientX - place.left, event.clientY - place.top]
    if (!shown) return
    const { table, cell } = shown
    const [column, row] = [Math.floor((x - leftOf(table)) / cell[0]), Math.floor((y - top()) / cell[1])]
    if (column < 0 || row < 0 || column >= table.columns.length || row >= table.rows.length) return tip.hide()
    const value = table.values[row * table.columns.length + column]
    const about = table.about(row, column)
    tip.show(x, y, [`${table.rows[row]}, ${table.columns[column]}`, textOf(value), ...(about ? [about] : [])])
  })
  box.addEventListener('pointerleave', () => tip.hide())
  /** The cells as rectangles, unless there are too many. */
  const vector = () => {
    if (!shown || shown.table.values.length > MOST_VECTORS) return undefined
    const { table, cell, colours } = shown
    const rect = (fill: string, k: number) => {
      const [row, column] = [Math.floor(k / table.columns.length), k % table.columns.length]
      return s('rect', { x: column * cell[0], y: row * cell[1], width: cell[0], height: cell[1], fill })
    }
    const g = s('g')
    g.append(...colours.map(rect))
    return g
  }
  return { box, canvas, draw, vector }
}

export type MatrixPlot = ReturnType<typeof matrixPlot>

const UNKNOWN = { light: 0xffd8d8d8, dark: 0xff3a3f45 }

const pixelsOf = (table: Table, most: number, scale: Uint32Array, theme: Theme): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(table.values, v => (Number.isFinite(v) ? scale[255 + Math.round((255 * v) / most)] : UNKNOWN[theme]))

const hex = (word: number): string => {
  const byte = (shift: number) => ((word >> shift) & 255).toString(16).padStart(2, '0')
  return `#${byte(0)}${byte(8)}${byte(16)}`
}

const textOf = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'unknown')

const spoken = (table: Table): string =>
  `${table.title}: ${table.rows.length} by ${table.columns.length}${
    table.values.length > MOST_TEXTS
      ? ''
      : `. ${table.rows.map((row, i) => `${row}: ${table.columns.map((c, j) => `${c} ${textOf(table.values[i * table.columns.length + j])}`).join(', ')}`).join('. ')}`
  }`

/** Title, names of rows and columns where they have room, numbers in small matrices, and the scale. */
const texts = (table: Table, [w, h]: readonly [number, number], most: number): SVGElement[] => {
  const [rows, columns] = [table.rows.length, table.columns.length]
  const out: SVGElement[] = [s('text', { class: 'chart-title', x: 2, y: scaled(12) }, table.title)]
  const everyRow = niceStep(scaled(14) / h)
  const everyColumn = niceStep((letterWidth() * longest(table.columns) + 6) / w)
  const left = leftOf(table)
  const put = (x: number, y: number, text: string, anchor = 'middle') =>
    out.push(s('text', { class: 'matrix-text', x, y, 'text-anchor': anchor }, text))
  for (let i = 0; i < rows; i += everyRow) put(left - 5, top() + (i + 0.5) * h + 4, table.rows[i], 'end')
  const end = left + columns * w + 6
  for (let j = 0; j < columns; j += everyColumn) {
    const x = left + (j + 0.5) * w
    if (x + (letterWidth() * table.columns[j].length) / 2 <= end) put(x, top() - 7, table.columns[j])
  }
  if (rows * columns <= MOST_TEXTS && w >= scaled(40) && h >= scaled(14))
    table.values.forEach((v, k) => {
      const at = [left + ((k % columns) + 0.5) * w, top() + (Math.floor(k / columns) + 0.5) * h + 4]
      const strong = Math.abs(v) > 0.55 * most
      out.push(
        s(
          'text',
          { class: strong ? 'cell-text strong' : 'cell-text', x: at[0], y: at[1], 'text-anchor': 'middle' },
          textOf(v),
        ),
      )
    })
  put(left, top() + rows * h + scaled(18), `blue −${textOf(most)} … 0 … ${textOf(most)} orange`, 'start')
  return out
}

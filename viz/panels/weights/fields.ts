import { divergingPixels } from '../../colour.ts'
import { h } from '../../dom.ts'
import { putPixels } from '../../export/picture.ts'
import type { Matrix } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'
import { tooltip } from '../tooltip.ts'

const GAP = 1

/** Incoming weights of each neuron as an image: 28 by 28 where the sender is an image, a strip elsewhere. */
export const fieldGrid = (stage: Stage) => {
  const canvas = h('canvas', { class: 'fields', role: 'img' })
  const plot = h('div', { class: 'plot fields-plot' }, canvas)
  const note = h('p', { class: 'status' })
  const root = h('div', { class: 'weights-main' }, plot, note)
  const tip = tooltip(plot)
  let layout: Layout | undefined
  let current: Matrix | undefined

  let unit = ''

  const draw = (matrix: Matrix, name: string, epoch: number) => {
    current = matrix
    unit = unitText(stage, name)
    const [rows, columns] = shapeOf(stage, name, matrix.pres)
    layout = layoutOf(matrix, rows, columns, plot.clientWidth, plot.clientHeight)
    const page = Math.min(stage.view.get().page, layout.pages - 1)
    const first = page * layout.perPage
    const scale = largest(matrix.values)
    paint(canvas, matrix, layout, first, scale, stage)
    const last = Math.min(matrix.posts, first + layout.perPage)
    note.replaceChildren(
      h('span', { class: 'rows-text' }, `neurons ${first + 1} to ${last} of ${matrix.posts.toLocaleString('en')}`),
      h('span', {}, `epoch ${epoch}`),
      h('span', {}, `colours span ± ${Number(scale.toPrecision(3))}${unit}`),
    )
    canvas.setAttribute('aria-label', `Incoming weights of ${name}, neurons ${first + 1} to ${last}, epoch ${epoch}`)
  }
  plot.addEventListener('pointermove', event => {
    const found = layout && current && under(event, canvas, layout, stage.view.get().page)
    if (!found || found.unit >= current!.posts || found.pre >= current!.pres) return tip.hide()
    const box = plot.getBoundingClientRect()
    const w = current!.values[found.pre * current!.posts + found.unit]
    tip.show(event.clientX - box.left, event.clientY - box.top, [
      `neuron ${found.unit}`,
      `from ${found.pre}`,
      `w ${Number(w.toPrecision(4))}${unit}`,
    ])
  })
  plot.addEventListener('pointerleave', tip.hide)
  return {
    root,
    draw,
    pages: () => layout?.pages ?? 1,
    fail: (reason: string) => note.replaceChildren(h('span', { class: 'reason' }, reason)),
  }
}

interface Layout {
  rows: number // of one field
  columns: number
  zoom: number // CSS pixels a weight
  across: number // fields a line
  perPage: number
  pages: number
}

const shapeOf = (stage: Stage, name: string, pres: number): [number, number] => {
  const projection = stage.run.file.projections.find(p => p.name === name)
  const shape = stage.run.file.populations.find(p => p.name === projection?.from.split('.')[0])?.shape ?? []
  if (shape.length === 2 && shape[0] * shape[1] === pres) return [shape[0], shape[1]]
  const columns = Math.ceil(Math.sqrt(pres))
  return [Math.ceil(pres / columns), columns]
}

const LARGEST = 12 // CSS pixels a weight

/** The largest zoom at which all fields fit, or as many as fit at the smallest one. */
const layoutOf = (matrix: Matrix, rows: number, columns: number, width: number, height: number): Layout => {
  const count = (zoom: number) => {
    const across = Math.floor((width + GAP * 3) / (columns * zoom + GAP * 3))
    return { across, down: Math.floor((height + GAP * 3) / (rows * zoom + GAP * 3)) }
  }
  const smallest = Math.max(0.5, Math.min(2, 56 / Math.max(rows, columns)))
  // Whole pixels of the device: painted larger than they were laid out, the last field of a line would be cut off.
  const device = window.devicePixelRatio
  const largest = Math.round(LARGEST * device)
  const zooms = Array.from({ length: largest }, (_, i) => (largest - i) / device).filter(z => z >= smallest)
  const zoom = zooms.find(z => count(z).across * count(z).down >= matrix.posts) ?? zooms.at(-1)!
  const across = Math.max(1, count(zoom).across)
  const perPage = Math.max(1, across * Math.max(1, count(zoom).down))
  return {
    rows,
    columns,
    zoom,
    across: Math.min(across, matrix.posts),
    perPage,
    pages: Math.ceil(matrix.posts / perPage),
  }
}

const paint = (canvas: HTMLCanvasElement, m: Matrix, l: Layout, first: number, scale: number, stage: Stage): void => {
  const zoom = Math.max(1, Math.round(l.zoom * window.devicePixelRatio))
  const gap = Math.round(3 * GAP * window.devicePixelRatio)
  const shown = Math.min(l.perPage, m.posts - first)
  const down = Math.ceil(shown / l.across)
  canvas.width = l.across * (l.columns * zoom + gap) - gap
  canvas.height = down * (l.rows * zoom + gap) - gap
  canvas.style.width = `${canvas.width / window.devicePixelRatio}px`
  canvas.style.height = `${canvas.height / window.devicePixelRatio}px`
  const pixels = new Uint32Array(canvas.width * canvas.height)
  const colours = divergingPixels(stage.theme.get())
  for (let k = 0; k < shown; k++) {
    const x0 = (k % l.across) * (l.columns * zoom + gap)
    const y0 = Math.floor(k / l.across) * (l.rows * zoom + gap)
    for (let y = 0; y < l.rows * zoom; y++)
      for (let x = 0; x < l.columns * zoom; x++) {
        const pre = Math.floor(y / zoom) * l.columns + Math.floor(x / zoom)
        const w = pre < m.pres ? m.values[pre * m.posts + first + k] / scale : 0
        pixels[(y0 + y) * canvas.width + x0 + x] = colours[255 + Math.round(255 * Math.max(-1, Math.min(1, w || 0)))]
      }
  }
  putPixels(canvas, pixels)
}

/** ' pA', or nothing where weights are plain numbers. */
export const unitText = ({ run }: Stage, name: string): string => {
  const unit = run.file.projections.find(p => p.name === name)?.unit ?? '1'
  return unit === '1' ? '' : ` ${unit}`
}

/** The 99.5th percentile of |w| where it is not 0, so that a few large weights do not wash out the rest, nor many absent ones. */
const largest = (values: Float32Array): number => {
  const step = Math.max(1, Math.floor(values.length / 50_000))
  const some: number[] = []
  for (let i = 0; i < values.length; i += step) if (values[i] !== 0) some.push(Math.abs(values[i]))
  some.sort((a, b) => a - b)
  return some[Math.floor(0.995 * (some.length - 1))] || largestOf(values) || 1
}

/** For a matrix so sparse that the sample holds none of its weights. */
const largestOf = (values: Float32Array): number => values.reduce((most, w) => Math.max(most, Math.abs(w)), 0)

const under = (event: PointerEvent, canvas: HTMLCanvasElement, l: Layout, page: number) => {
  const box = canvas.getBoundingClientRect()
  const zoom = Math.max(1, Math.round(l.zoom * window.devicePixelRatio)) / window.devicePixelRatio
  const [w, hgt] = [l.columns * zoom + 3 * GAP, l.rows * zoom + 3 * GAP]
  const [x, y] = [event.clientX - box.left, event.clientY - box.top]
  const [column, row] = [Math.floor((x % w) / zoom), Math.floor((y % hgt) / zoom)]
  if (x < 0 || y < 0 || x > box.width || y > box.height || column >= l.columns || row >= l.rows) return undefined
  return { unit: page * l.perPage + Math.floor(y / hgt) * l.across + Math.floor(x / w), pre: row * l.columns + column }
}

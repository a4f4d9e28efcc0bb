import { axisBottom, axisLeft, scaleLinear, select } from 'd3'
import { h, s } from '../dom.ts'
import { letterWidth, scaled } from '../letters.ts'
import { drawFoot, timeAxis, unitAxis, valueAxis } from './axes.ts'
import { drawBands, drawLines, drawMarks, drawSeries, drawSpans } from './chart-draw.ts'
import { drawLegend, legendLine } from './chart-legend.ts'
import { extent, valuesAt, xText } from './chart-values.ts'
import type { Drawing } from './drawing.ts'
import { tooltip } from './tooltip.ts'

export type { Drawing, Point, Series } from './drawing.ts'

/** Room for labels: wider and higher where the text is larger. */
const edges = () => ({ left: Math.round(7.2 * letterWidth()), right: 8 })
const top = () => Math.max(20, Math.round(3.2 * letterWidth()))
const TICK = 8 // pixels between a label and its axis
const WIDEST = 90 // pixels that labels at the left may take

/** A small line chart in a box of its own: title and legend on top, hover shows the values. */
export const chart = (parent: HTMLElement, { left, right }: { left: number; right: number } = edges()) => {
  const margin = { left, right, top: top(), bottom: scaled(22) }
  const svg = s('svg', { role: 'img' })
  const box = h('div', { class: 'plot chart' }, svg)
  parent.append(box)
  const layers = ['spans', 'x axis', 'y axis', 'bands', 'series', 'marks', 'lines', 'legend'].map(name =>
    s('g', { class: name }),
  )
  const [spans, xAxis, yAxis, bands, series, marks, levels, legend] = layers
  const title = s('text', { class: 'chart-title', x: 2, y: scaled(12) })
  const cursor = s('line', { class: 'cursor', display: 'none' })
  const playhead = s('line', { class: 'playhead', display: 'none' })
  svg.append(...layers, title, cursor, playhead)
  const tip = tooltip(box)
  let drawing: Drawing | undefined
  const x = scaleLinear()
  const y = scaleLinear()
  let height = 0
  let plotTop = margin.top

  const draw = (next: Drawing) => {
    drawing = next
    title.textContent = next.title
    const end = box.clientWidth - margin.right
    const lines = drawLegend(legend, next, end, 2 + title.getComputedTextLength() + 14)
    plotTop = margin.top + lines * legendLine()
    height = Math.max(20, box.clientHeight - plotTop - (next.hideX ? 6 : margin.bottom))
    y.domain(next.y ?? extent(next)).range([height, 0])
    if (!next.y) y.nice(4)
    const values = valueAxis(axisLeft, y, {
      count: Math.floor(height / scaled(34)),
      room: left - TICK,
      format: next.yFormat,
    })
    margin.left = Math.min(scaled(WIDEST), Math.max(left, Math.ceil(values.width + TICK + 2)))
    const width = Math.max(20, end - margin.left)
    x.domain(next.x).range([0, width])
    for (const g of layers.slice(0, -1)) g.setAttribute('transform', `translate(${margin.left},${plotTop})`)
    svg.setAttribute('aria-label', `${next.title}: ${next.series.map(d => d.name).join(', ')}`)
    const time = next.dt === undefined ? undefined : timeAxis(axisBottom, next.x, width, next.dt)
    xAxis.setAttribute('display', next.hideX ? 'none' : '')
    xAxis.setAttribute('transform', `translate(${margin.left},${plotTop + height})`)
    drawFoot(xAxis, time ?? unitAxis(axisBottom, x, Math.max(2, Math.floor(width / scaled(60))), next.xLabel ?? ''))
    select(yAxis).call(values.axis)
    drawSpans(spans, next, x, width, height)
    drawLines(levels, next, y, width)
    drawBands(bands, next, x, y)
    drawSeries(series, next, x, y)
    drawMarks(marks, next, x, y, height)
  }
  const lineAt = (element: SVGElement, value: number | undefined) => {
    if (value === undefined) return element.setAttribute('display', 'none')
    const px = margin.left + x(value)
    const inside = value >= x.domain()[0] && value <= x.domain()[1]
    const ends = { x1: px, x2: px, y1: plotTop - 2, y2: plotTop + height }
    element.setAttribute('display', inside ? '' : 'none')
    for (const [name, v] of Object.entries(ends)) element.setAttribute(name, String(v))
  }
  box.addEventListener('pointermove', event => {
    const px = event.clientX - box.getBoundingClientRect().left - margin.left
    if (!drawing || px < 0 || px > x.range()[1]) return leave()
    const found = valuesAt(drawing, x.invert(px))
    if (!found) return leave()
    lineAt(cursor, found.x)
    tip.show(px + margin.left, event.clientY - box.getBoundingClientRect().top, [
      xText(drawing, found.x),
      ...found.lines,
    ])
  })
  const leave = () => {
    cursor.setAttribute('display', 'none')
    tip.hide()
  }
  box.addEventListener('pointerleave', leave)
  return {
    box,
    svg,
    draw,
    playhead: (now: number | undefined) => lineAt(playhead, now),
    plotWidth: () => Math.max(60, x.range()[1]),
    left: () => margin.left,
  }
}

export type Chart = ReturnType<typeof chart>

import { axisBottom, axisLeft, scaleLinear, select } from 'd3'
import { h, s } from '../dom.ts'
import { drawFoot, timeAxis, unitAxis, valueAxis } from './axes.ts'
import { drawBands, drawLegend, drawLines, drawMarks, drawSeries, drawSpans, LEGEND } from './chart-draw.ts'
import { extent, valuesAt, xText } from './chart-values.ts'
import type { Drawing } from './drawing.ts'
import { tooltip } from './tooltip.ts'

export type { Drawing, Point, Series } from './drawing.ts'

const EDGES = { left: 46, right: 8 }
const MARGIN = { top: 20, bottom: 22 }

/** A small line chart in a box of its own: title and legend on top, hover shows the values. */
export const chart = (parent: HTMLElement, edges: { left: number; right: number } = EDGES) => {
  const margin = { ...MARGIN, ...edges }
  const svg = s('svg', { role: 'img' })
  const box = h('div', { class: 'plot chart' }, svg)
  parent.append(box)
  const layers = ['spans', 'x axis', 'y axis', 'lines', 'bands', 'series', 'marks', 'legend'].map(name =>
    s('g', { class: name }),
  )
  const [spans, xAxis, yAxis, lines, bands, series, marks, legend] = layers
  const title = s('text', { class: 'chart-title', x: 2, y: 12 })
  const cursor = s('line', { class: 'cursor', display: 'none' })
  const playhead = s('line', { class: 'playhead', display: 'none' })
  svg.append(...layers, title, cursor, playhead)
  const tip = tooltip(box)
  let drawing: Drawing | undefined
  const x = scaleLinear()
  const y = scaleLinear()
  let { top } = margin

  const draw = (next: Drawing) => {
    drawing = next
    const width = Math.max(20, box.clientWidth - margin.left - margin.right)
    title.textContent = next.title
    const isBelow = drawLegend(legend, next, margin.left + width, 2 + title.getComputedTextLength() + 14)
    top = margin.top + (isBelow ? LEGEND : 0)
    const height = Math.max(20, box.clientHeight - top - (next.hideX ? 6 : margin.bottom))
    x.domain(next.x).range([0, width])
    y.domain(next.y ?? extent(next)).range([height, 0])
    if (!next.y) y.nice(4)
    for (const g of layers.slice(0, -1)) g.setAttribute('transform', `translate(${margin.left},${top})`)
    svg.setAttribute('aria-label', `${next.title}: ${next.series.map(d => d.name).join(', ')}`)
    const time = next.dt === undefined ? undefined : timeAxis(axisBottom, next.x, width, next.dt)
    xAxis.setAttribute('display', next.hideX ? 'none' : '')
    xAxis.setAttribute('transform', `translate(${margin.left},${top + height})`)
    drawFoot(xAxis, time ?? unitAxis(axisBottom, x, Math.max(2, Math.floor(width / 60)), next.xLabel ?? ''))
    select(yAxis).call(valueAxis(axisLeft, y, Math.max(2, Math.floor(height / 34)), next.yFormat))
    drawSpans(spans, next, x, width, height)
    drawLines(lines, next, y, width)
    drawBands(bands, next, x, y)
    drawSeries(series, next, x, y)
    drawMarks(marks, next, x, y, height)
  }
  const lineAt = (element: SVGElement, value: number | undefined) => {
    if (value === undefined) return element.setAttribute('display', 'none')
    const px = margin.left + x(value)
    const inside = value >= x.domain()[0] && value <= x.domain()[1]
    const ends = { x1: px, x2: px, y1: top - 2, y2: top + y.range()[0] }
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
    left: margin.left,
  }
}

export type Chart = ReturnType<typeof chart>

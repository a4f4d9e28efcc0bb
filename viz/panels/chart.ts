import { area, axisBottom, axisLeft, curveStepAfter, line, scaleLinear, select } from 'd3'
import { h, s } from '../dom.ts'
import { timeAxis, unitAxis, valueAxis } from './axes.ts'
import { tooltip } from './tooltip.ts'

export type Point = readonly [x: number, y: number]

export interface Series {
  name: string
  colour: string
  points: readonly Point[]
  dash?: string
  faint?: boolean // one run among several, under their mean
  step?: boolean // bins
  dots?: boolean
  band?: readonly (readonly [x: number, low: number, high: number])[]
}

/** What a chart shows at one moment. */
export interface Drawing {
  title: string
  x: readonly [number, number]
  y?: readonly [number, number] // without it: what the points need
  yFromZero?: boolean
  dt?: number // set: x is recorded time in ticks of so many ms
  xLabel?: string
  hideX?: boolean // the chart below has the same axis
  yFormat?: string
  series: readonly Series[]
  spans?: readonly { from: number; to: number; kind: string }[]
  marks?: readonly { x: number; kind: string; about: string }[]
  lines?: readonly { y: number; about: string }[]
}

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

  const draw = (next: Drawing) => {
    drawing = next
    const width = Math.max(20, box.clientWidth - margin.left - margin.right)
    const height = Math.max(20, box.clientHeight - margin.top - (next.hideX ? 6 : margin.bottom))
    x.domain(next.x).range([0, width])
    y.domain(next.y ?? extent(next)).range([height, 0])
    if (!next.y) y.nice(4)
    for (const g of layers.slice(0, -1)) g.setAttribute('transform', `translate(${margin.left},${margin.top})`)
    title.textContent = next.title
    svg.setAttribute('aria-label', `${next.title}: ${next.series.map(d => d.name).join(', ')}`)
    const time = next.dt === undefined ? undefined : timeAxis(axisBottom, next.x, width, next.dt)
    xAxis.setAttribute('display', next.hideX ? 'none' : '')
    select(xAxis)
      .attr('transform', `translate(${margin.left},${margin.top + height})`)
      .call(time ?? unitAxis(axisBottom, x, Math.max(2, Math.floor(width / 60)), next.xLabel ?? ''))
    select(yAxis).call(valueAxis(axisLeft, y, Math.max(2, Math.floor(height / 34)), next.yFormat))
    drawSpans(spans, next, x, width, height)
    drawLines(lines, next, y, width)
    drawBands(bands, next, x, y)
    drawSeries(series, next, x, y)
    drawMarks(marks, next, x, height)
    drawLegend(legend, next, margin.left + width, 2 + title.getComputedTextLength() + 14)
  }
  const lineAt = (element: SVGElement, value: number | undefined) => {
    if (value === undefined) return element.setAttribute('display', 'none')
    const px = margin.left + x(value)
    const inside = value >= x.domain()[0] && value <= x.domain()[1]
    const ends = { x1: px, x2: px, y1: margin.top - 2, y2: margin.top + y.range()[0] }
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

const extent = (d: Drawing): [number, number] => {
  const values = [
    ...d.series.flatMap(one => [...one.points.map(p => p[1]), ...(one.band ?? []).flatMap(b => [b[1], b[2]])]),
    ...(d.lines ?? []).map(l => l.y),
  ].filter(Number.isFinite)
  const low = d.yFromZero ? 0 : values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (!(high > low)) return Number.isFinite(low + high) ? [low - 0.5, high + 0.5] : [0, 1]
  return [low, high]
}

type X = (x: number) => number

const drawSpans = (root: SVGGElement, d: Drawing, x: X, width: number, height: number) =>
  select(root)
    .selectAll('rect')
    .data(d.spans ?? [])
    .join('rect')
    .attr('class', span => span.kind)
    .attr('x', span => Math.max(0, x(span.from)))
    .attr('width', span => Math.max(0, Math.min(width, x(span.to)) - Math.max(0, x(span.from))))
    .attr('height', height)

const drawLines = (root: SVGGElement, d: Drawing, y: X, width: number) => {
  const g = select(root)
  const inside = (d.lines ?? []).filter(l => Number.isFinite(y(l.y)))
  g.selectAll('line')
    .data(inside)
    .join('line')
    .attr('x2', width)
    .attr('y1', l => y(l.y))
    .attr('y2', l => y(l.y))
  g.selectAll('text')
    .data(inside)
    .join('text')
    .attr('x', width - 2)
    .attr('y', l => y(l.y) - 3)
    .text(l => l.about)
}

const drawBands = (root: SVGGElement, d: Drawing, x: X, y: X) => {
  const path = area<readonly [number, number, number]>()
    .x(b => x(b[0]))
    .y0(b => y(b[1]))
    .y1(b => y(b[2]))
  select(root)
    .selectAll('path')
    .data(d.series.filter(one => one.band))
    .join('path')
    .attr('d', one => path(one.band!))
    .attr('fill', one => one.colour)
}

const drawSeries = (root: SVGGElement, d: Drawing, x: X, y: X) => {
  const path = line<Point>()
    .defined(p => Number.isFinite(p[1]))
    .x(p => x(p[0]))
    .y(p => y(p[1]))
  const steps = line<Point>()
    .defined(p => Number.isFinite(p[1]))
    .x(p => x(p[0]))
    .y(p => y(p[1]))
    .curve(curveStepAfter)
  const g = select(root)
  g.selectAll('path')
    .data(d.series)
    .join('path')
    .attr('class', one => (one.faint ? 'faint' : null))
    .attr('stroke', one => one.colour)
    .attr('stroke-dasharray', one => one.dash ?? null)
    .attr('d', one => (one.step ? steps : path)(one.points))
  const dots = d.series.filter(one => one.dots).flatMap(one => one.points.map(point => ({ point, colour: one.colour })))
  g.selectAll('circle')
    .data(dots.filter(dot => Number.isFinite(dot.point[1])))
    .join('circle')
    .attr('r', 2)
    .attr('cx', dot => x(dot.point[0]))
    .attr('cy', dot => y(dot.point[1]))
    .attr('fill', dot => dot.colour)
}

const drawMarks = (root: SVGGElement, d: Drawing, x: X, height: number) => {
  const inside = (d.marks ?? []).filter(m => x(m.x) >= 0 && m.x <= d.x[1])
  select(root)
    .selectAll<SVGPathElement, (typeof inside)[number]>('path')
    .data(inside)
    .join(enter => enter.append('path').call(path => path.append('title')))
    .attr('class', m => m.kind)
    .attr('d', m => (m.kind === 'spike' ? `M${x(m.x)},0v5` : `M${x(m.x)},2v${height - 2}M${x(m.x) - 4},-4h8l-4,6z`))
    .select('title')
    .text(m => m.about)
}

/** Right-aligned along the top edge; what does not fit beside the title is left out (hover still names it). */
const drawLegend = (root: SVGGElement, d: Drawing, right: number, left: number) => {
  const named = d.series.filter((one, i) => !one.faint && d.series.findIndex(o => o.name === one.name) === i)
  const g = select(root)
  const items = g
    .selectAll<SVGGElement, Series>('g')
    .data(named)
    .join(enter => {
      const item = enter.append('g')
      item.append('line').attr('x2', 14).attr('y1', 8).attr('y2', 8)
      item.append('text').attr('x', 18).attr('y', 12)
      return item
    })
  items
    .select('line')
    .attr('stroke', one => one.colour)
    .attr('stroke-dasharray', one => one.dash ?? null)
  items.select('text').text(one => one.name)
  let end = right
  for (const item of [...items.nodes()].reverse()) {
    const width = 18 + item.querySelector('text')!.getComputedTextLength()
    end -= width
    item.setAttribute('transform', `translate(${end},0)`)
    item.setAttribute('display', end < left ? 'none' : '')
    end -= 14
  }
}

const valuesAt = (d: Drawing, x: number) => {
  const named = d.series.filter(one => one.points.length > 0 && !one.faint)
  if (named.length === 0) return undefined
  const near = (one: Series) =>
    (one.step ? one.points.findLast(p => p[0] <= x) : closest(one.points, x)) ?? one.points[0]
  const format = (v: number) =>
    d.yFormat?.endsWith('%') ? `${(100 * v).toFixed(2)} %` : Number(v.toPrecision(4)).toLocaleString('en')
  const lines = named.map(one => `${one.name}  ${format(near(one)[1])}`)
  return { x: near(named[0])[0], lines }
}

const closest = (points: readonly Point[], x: number): Point | undefined => {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle][0] < x) low = middle + 1
    else high = middle
  }
  const before = points[low - 1]
  return before && x - before[0] < points[low][0] - x ? before : points[low]
}

const xText = (d: Drawing, x: number): string => {
  if (d.dt !== undefined) return `${Number((x * d.dt).toFixed(3)).toLocaleString('en')} ms`
  return d.xLabel === 'epoch' ? `epoch ${x}` : `${Number(x.toPrecision(6))} ${d.xLabel ?? ''}`.trim()
}

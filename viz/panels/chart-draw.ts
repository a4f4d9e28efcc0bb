import { area, curveStepAfter, line, select } from 'd3'
import type { Drawing, Mark, Point, Series } from './drawing.ts'

type X = (x: number) => number

export const drawSpans = (root: SVGGElement, d: Drawing, x: X, width: number, height: number) =>
  select(root)
    .selectAll('rect')
    .data(d.spans ?? [])
    .join('rect')
    .attr('class', span => span.kind)
    .attr('x', span => Math.max(0, x(span.from)))
    .attr('width', span => Math.max(0, Math.min(width, x(span.to)) - Math.max(0, x(span.from))))
    .attr('height', height)

export const drawLines = (root: SVGGElement, d: Drawing, y: X, width: number) => {
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

export const drawBands = (root: SVGGElement, d: Drawing, x: X, y: X) => {
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

export const drawSeries = (root: SVGGElement, d: Drawing, x: X, y: X) => {
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

const SIDE = 3.5 // pixels, of a mark that has a height

const markPath = (m: Mark, x: X, y: X, height: number): string => {
  const px = x(m.x)
  if (m.y !== undefined) return `M${px - SIDE},${y(m.y)}l${SIDE},${-SIDE}l${SIDE},${SIDE}l${-SIDE},${SIDE}z`
  return m.kind === 'spike' ? `M${px},0v5` : `M${px},2v${height - 2}M${px - 4},-4h8l-4,6z`
}

export const drawMarks = (root: SVGGElement, d: Drawing, x: X, y: X, height: number) => {
  const inside = (d.marks ?? []).filter(m => x(m.x) >= 0 && m.x <= d.x[1])
  select(root)
    .selectAll<SVGPathElement, Mark>('path')
    .data(inside)
    .join(enter => enter.append('path').call(path => path.append('title')))
    .attr('class', m => m.kind)
    .attr('fill', m => m.colour ?? null)
    .attr('d', m => markPath(m, x, y, height))
    .select('title')
    .text(m => m.about)
}

/** Right-aligned along the top edge; what does not fit beside the title is left out (hover still names it). */
export const drawLegend = (root: SVGGElement, d: Drawing, right: number, left: number) => {
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

import { area, curveStepAfter, line, select } from 'd3'
import { scaled } from '../letters.ts'
import type { Drawing, Mark, Point } from './drawing.ts'

type X = (x: number) => number

const LABEL = 12 // pixels that the label of a line needs above it

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
    .attr('y', l => (y(l.y) < scaled(LABEL) ? y(l.y) + scaled(LABEL) : y(l.y) - 3)) // not into the legend
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
    .attr('d', one => (one.step ? steps(closed(one.points, d.x[1])) : path(one.points)))
  const dots = d.series.filter(one => one.dots).flatMap(one => one.points.map(point => ({ point, colour: one.colour })))
  g.selectAll('circle')
    .data(dots.filter(dot => Number.isFinite(dot.point[1])))
    .join('circle')
    .attr('r', 2)
    .attr('cx', dot => x(dot.point[0]))
    .attr('cy', dot => y(dot.point[1]))
    .attr('fill', dot => dot.colour)
}

/** The last step is as wide as the one before it, as far as the chart goes. */
const closed = (points: readonly Point[], most: number): Point[] => {
  const [a, b] = points.slice(-2)
  return b ? [...points, [Math.min(most, 2 * b[0] - a[0]), b[1]]] : [...points]
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

import { line, select } from 'd3'
import { populationColour, variableColour } from '../../colour.ts'
import type { Stage } from '../../stage.ts'
import { roomFor, type XyPlot, type XyScales } from '../xy.ts'
import { cutLine, type FixedLine } from './fixed-lines.ts'
import { sampleAt, type Trajectory } from './plane-data.ts'
import { thresholdOf } from './populations.ts'

/** The path is cut into this many pieces; later ones are stronger. */
const PIECES = 24

const scales = new WeakMap<XyPlot, XyScales>()

export const drawPlane = (
  plot: XyPlot,
  stage: Stage,
  path: Trajectory,
  spikes: readonly { index: number; unit: number }[],
  lines: readonly FixedLine[],
): void => {
  const threshold = thresholdOf(stage, path.column.population)
  const [a, b] = path.units.map(unit => `${path.column.name} of unit ${unit}`)
  const xy = plot.layout({
    x: roomFor([...path.x, threshold], 0.08, threshold),
    y: roomFor([...path.y, threshold], 0.08, threshold),
    xLabel: a,
    yLabel: b,
    about: `Phase plane: ${b} against ${a}, ${path.tick.length} steps, ${spikes.length} spikes`,
  })
  scales.set(plot, xy)
  const [forbidden, thresholds, fixed, route, crossings] = plot.groups
  drawForbidden(forbidden, xy, threshold)
  drawThresholds(thresholds, xy, threshold)
  drawFixed(fixed, xy, lines, path, stage)
  drawPath(route, xy, path, variableColour(1, stage.theme.get()))
  drawSpikes(crossings, xy, path, spikes, stage)
  moveDot(plot, path, stage.clock.now.get())
}

/** Above threshold for either unit: where the barrier pushes back. */
const drawForbidden = (root: SVGGElement, { x, y, width, height }: XyScales, threshold: number) => {
  const areas = [
    { x: x(threshold), y: 0, width: Math.max(0, width - x(threshold)), height },
    { x: 0, y: 0, width: x(threshold), height: Math.max(0, y(threshold)) },
  ]
  select(root)
    .selectAll('rect')
    .data(areas)
    .join('rect')
    .attr('x', d => d.x)
    .attr('y', d => d.y)
    .attr('width', d => d.width)
    .attr('height', d => d.height)
}

const drawThresholds = (root: SVGGElement, { x, y, width, height }: XyScales, threshold: number) => {
  const paths = [`M${x(threshold)},0V${height}`, `M0,${y(threshold)}H${width}`]
  select(root)
    .selectAll('path')
    .data(paths)
    .join('path')
    .attr('d', d => d)
}

const drawFixed = (root: SVGGElement, xy: XyScales, lines: readonly FixedLine[], path: Trajectory, stage: Stage) => {
  const cut = lines.flatMap(one => {
    const ends = cutLine(one, xy.x.domain() as [number, number], xy.y.domain() as [number, number])
    return ends ? [{ one, ends }] : []
  })
  const g = select(root)
  g.selectAll('line')
    .data(cut)
    .join('line')
    .attr('x1', d => xy.x(d.ends[0][0]))
    .attr('y1', d => xy.y(d.ends[0][1]))
    .attr('x2', d => xy.x(d.ends[1][0]))
    .attr('y2', d => xy.y(d.ends[1][1]))
    .attr('stroke', d => populationColour(path.units.indexOf(d.one.unit), stage.theme.get()))
}

const drawPath = (root: SVGGElement, { x, y }: XyScales, path: Trajectory, colour: string) => {
  const draw = line<number>()
    .x(i => x(path.x[i]))
    .y(i => y(path.y[i]))
  const steps = path.tick.length
  const pieces =
    steps < 2
      ? []
      : Array.from({ length: Math.min(PIECES, steps - 1) }, (_, k, n = Math.min(PIECES, steps - 1)) => {
          const from = Math.floor((k * (steps - 1)) / n)
          const to = Math.floor(((k + 1) * (steps - 1)) / n)
          return {
            strength: 0.25 + (0.75 * (k + 1)) / n,
            points: Array.from({ length: to - from + 1 }, (_, i) => from + i),
          }
        })
  select(root)
    .selectAll('path')
    .data(pieces)
    .join('path')
    .attr('stroke', colour)
    .attr('stroke-opacity', d => d.strength)
    .attr('d', d => draw(d.points))
}

const drawSpikes = (
  root: SVGGElement,
  { x, y }: XyScales,
  path: Trajectory,
  spikes: readonly { index: number; unit: number }[],
  stage: Stage,
) => {
  const { dt } = stage.run.file
  select(root)
    .selectAll<SVGCircleElement, (typeof spikes)[number]>('circle')
    .data(spikes)
    .join(enter => enter.append('circle').call(c => c.append('title')))
    .attr('r', 2.5)
    .attr('cx', d => x(path.x[d.index]))
    .attr('cy', d => y(path.y[d.index]))
    .attr('fill', d => populationColour(path.units.indexOf(d.unit), stage.theme.get()))
    .select('title')
    .text(d => `unit ${d.unit} spikes at ${path.tick[d.index] * dt} ms`)
}

/** The ring at the first sample, the dot at the clock, or at the last sample while the clock rests at 0. */
export const moveDot = (plot: XyPlot, path: Trajectory, now: number): void => {
  const xy = scales.get(plot)
  if (!xy || path.tick.length === 0) return
  const at = sampleAt(path.tick, now || Number.POSITIVE_INFINITY)
  const ends = [
    { kind: 'first', i: 0, r: 4 },
    { kind: 'now', i: at, r: 4.5 },
  ]
  select(plot.groups[5])
    .selectAll('circle')
    .data(ends)
    .join('circle')
    .attr('class', d => d.kind)
    .attr('r', d => d.r)
    .attr('cx', d => xy.x(path.x[d.i]))
    .attr('cy', d => xy.y(path.y[d.i]))
}

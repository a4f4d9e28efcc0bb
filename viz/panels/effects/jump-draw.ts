import { select } from 'd3'
import { variableColour } from '../../colour.ts'
import type { Stage } from '../../stage.ts'
import { roomFor, type XyPlot, type XyScales } from '../xy.ts'
import { withError } from './effect.ts'
import type { Bin, Jump } from './jump-data.ts'

export const JUMP_LAYERS = ['cloud', 'thresholds', 'bins', 'fits', 'gap']

export const drawJump = (plot: XyPlot, stage: Stage, data: Jump, margin: number): void => {
  const [low, high] = [data.bins[0]?.from ?? 0, data.bins.at(-1)?.to ?? 0]
  const ends = [data.below, data.above].flatMap((line, i) =>
    line ? [line.intercept, line.intercept + line.slope * (i === 0 ? low : high)] : [],
  )
  const means = data.bins.flatMap(b => [b.mean - (b.error ?? 0), b.mean + (b.error ?? 0)])
  const y = roomFor([...means, ...ends], 0.25)
  const xy = plot.layout({
    x: [-margin, margin],
    y,
    xLabel: 'largest drive of a window, less the threshold',
    yLabel: 'reward',
    about: `Reward against drive around threshold; jump ${withError(data.estimate)}`,
  })
  const [cloud, threshold, bins, fits, gap] = plot.groups
  drawCloud(cloud, xy, data.some, y)
  select(threshold)
    .selectAll('path')
    .data([0])
    .join('path')
    .attr('d', `M${xy.x(0)},0V${xy.height}`)
  drawBins(bins, xy, data.bins, stage)
  drawFits(fits, xy, data, stage)
  drawGap(gap, xy, data)
}

/** Single windows as dots: one path. Those outside the picture are left out. */
const drawCloud = (
  root: SVGGElement,
  { x, y }: XyScales,
  some: readonly [number, number][],
  [low, high]: readonly [number, number],
) => {
  const inside = some.filter(p => p[1] >= low && p[1] <= high)
  select(root)
    .selectAll('path')
    .data([inside])
    .join('path')
    .attr('d', points => points.map(p => `M${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}h0`).join(''))
}

const side = (b: Bin): number => (b.to <= 1e-12 ? 1 : 2)

const drawBins = (root: SVGGElement, { x, y }: XyScales, bins: readonly Bin[], stage: Stage) => {
  const items = select(root)
    .selectAll<SVGGElement, Bin>('g')
    .data(bins)
    .join(enter => {
      const g = enter.append('g')
      g.append('line')
      g.append('circle')
      g.append('title')
      return g
    })
  const middle = (b: Bin) => x((b.from + b.to) / 2)
  items.attr('fill', b => variableColour(side(b), stage.theme.get()))
  items.attr('stroke', b => variableColour(side(b), stage.theme.get()))
  items
    .select('line')
    .attr('x1', middle)
    .attr('x2', middle)
    .attr('y1', b => y(b.mean - (b.error ?? 0)))
    .attr('y2', b => y(b.mean + (b.error ?? 0)))
  items
    .select('circle')
    .attr('r', 3)
    .attr('cx', middle)
    .attr('cy', b => y(b.mean))
  items
    .select('title')
    .text(
      b => `${b.from.toFixed(3)} to ${b.to.toFixed(3)}: mean reward ${b.mean.toPrecision(4)} of ${b.windows} windows`,
    )
}

/** As far as there are windows. */
const drawFits = (root: SVGGElement, { x, y }: XyScales, { below, above, bins }: Jump, stage: Stage) => {
  const [low, high] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 0]
  const fits = [
    { line: below, from: low, to: 0, colour: 1 },
    { line: above, from: 0, to: high, colour: 2 },
  ].flatMap(({ line, ...rest }) => (line ? [{ ...rest, at: (v: number) => line.intercept + line.slope * v }] : []))
  select(root)
    .selectAll('line')
    .data(fits)
    .join('line')
    .attr('x1', d => x(d.from))
    .attr('x2', d => x(d.to))
    .attr('y1', d => y(d.at(d.from)))
    .attr('y2', d => y(d.at(d.to)))
    .attr('stroke', d => variableColour(d.colour, stage.theme.get()))
}

/** From one line to the other at threshold, and how much that is. */
const drawGap = (root: SVGGElement, { x, y }: XyScales, { below, above, estimate }: Jump) => {
  const isKnown = estimate.estimate !== null
  const gaps = below && above && isKnown ? [{ from: y(below.intercept), to: y(above.intercept) }] : []
  const g = select(root)
  g.selectAll('line')
    .data(gaps)
    .join('line')
    .attr('x1', x(0))
    .attr('x2', x(0))
    .attr('y1', d => d.from)
    .attr('y2', d => d.to)
  g.selectAll('text')
    .data(gaps)
    .join('text')
    .attr('x', x(0) + 8)
    .attr('y', d => (d.from + d.to) / 2 + 4)
    .text(withError(estimate))
}

import { line, select } from 'd3'
import { populationColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import { scaled } from '../../letters.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { chooser, chosen } from '../choices.ts'
import { roomFor, type XyPlot, type XyScales, xyPlot } from '../xy.ts'
import { type CostGroup, type CostPoint, costGroups, costPoints, quantities } from './cost-points.ts'

/** What an answer costs, in spikes or additions, against how often it is wrong: a point a run. */
export const cost: Panel = {
  id: 'cost',
  title: 'Error against spikes',
  tab: 'energy',
  needs: columns => columns.includes('testSpikes'),
  mount: (place, stage) => mountCost(place, stage),
}

const HINT =
  'Lay other runs over this one (o): each is a point; a line joins the settings of one experiment (means over seeds).'

const mountCost = (place: Place, stage: Stage): Mounted => {
  const pick = chooser(place.head, stage, 'cost', 'cost')
  const plot = xyPlot(place.body, ['joined', 'points', 'run-names'])
  const note = h('p', { class: 'hint' })
  place.body.append(note)
  const runs = () => [stage.run, ...stage.others.get()]
  const quantity = () => chosen(stage, 'cost', quantities(runs()))
  const draw = () => {
    if (!isShown(place.body)) return
    pick(quantities(runs()))
    const points = costPoints(runs(), quantity())
    plot.box.hidden = points.length === 0
    note.textContent = points.length === 0 ? 'No run in view has been tested yet.' : HINT
    if (points.length > 0) drawPoints(plot, stage, points, quantity())
  }
  return { draw, table: () => table(costPoints(runs(), quantity()), quantity()), destroy: () => {} }
}

const drawPoints = (plot: XyPlot, stage: Stage, points: CostPoint[], quantity: string) => {
  const [low, high] = roomFor(
    points.map(p => Math.log(p.x)),
    0.12,
  )
  const spread = high - low < Math.log(2) ? Math.log(1.6) : 0 // one point alone still has an axis around it
  const xy = plot.layout({
    x: [Math.exp(low - spread), Math.exp(high + spread)],
    y: [0, Math.max(...points.map(p => p.error)) * 1.15],
    xLabel: `${quantity} (logarithmic)`,
    yLabel: 'test error',
    logX: true,
    yFormat: '.2~%',
    about: `Test error against ${quantity}: ${points.map(said).join('; ')}`,
  })
  const groups = costGroups(points).map((g, i) => ({ ...g, colour: populationColour(i, stage.theme.get()) }))
  drawJoined(plot.groups[0], xy, groups)
  drawDots(plot.groups[1], xy, groups)
  drawNames(plot.groups[2], xy, groups)
}

interface Group extends CostGroup {
  colour: string
}

const said = (p: CostPoint): string => `${p.name} seed ${p.seed} ${Math.round(p.x)} ${(100 * p.error).toFixed(2)} %`

const drawJoined = (root: SVGGElement, { x, y }: XyScales, groups: readonly Group[]) => {
  const path = line<CostGroup['means'][number]>()
    .x(p => x(p.x))
    .y(p => y(p.error))
  select(root)
    .selectAll('path')
    .data(groups.filter(g => g.means.length > 1))
    .join('path')
    .attr('stroke', g => g.colour)
    .attr('d', g => path(g.means))
}

const drawDots = (root: SVGGElement, { x, y }: XyScales, groups: readonly Group[]) =>
  select(root)
    .selectAll<SVGCircleElement, { p: CostPoint; colour: string }>('circle')
    .data(groups.flatMap(g => g.points.map(p => ({ p, colour: g.colour }))))
    .join(enter => enter.append('circle').call(c => c.append('title')))
    .attr('r', 4)
    .attr('cx', d => x(d.p.x))
    .attr('cy', d => y(d.p.error))
    .attr('fill', d => d.colour)
    .select('title')
    .text(d => `${d.p.run}: ${(100 * d.p.error).toFixed(2)} %, ${Number(d.p.x.toPrecision(4))}, epoch ${d.p.epoch}`)

/** The name of an experiment stands at its last point, on the side that has room and below it, as curves come from above; names that meet move down. */
const drawNames = (root: SVGGElement, { x, y, width }: XyScales, groups: readonly Group[]) => {
  const taken: number[] = []
  const items = groups.map(g => {
    const last = g.means[g.means.length - 1]
    const right = x(last.x) > width / 2
    let py = y(last.error) + scaled(17)
    while (taken.some(t => Math.abs(t - py) < scaled(13))) py += scaled(13)
    taken.push(py)
    return { text: g.name, colour: g.colour, anchor: right ? 'end' : 'start', x: x(last.x) + (right ? -7 : 7), y: py }
  })
  select(root)
    .selectAll('text')
    .data(items)
    .join('text')
    .attr('x', d => d.x)
    .attr('y', d => d.y)
    .attr('text-anchor', d => d.anchor)
    .style('fill', d => d.colour) // the style sheet has a say about texts
    .text(d => d.text)
}

const table = (points: readonly CostPoint[], quantity: string): Cells[] => [
  ['run', 'experiment', 'seed', 'epoch', quantity, 'test_error'],
  ...points.map((p): Cells => [p.run, p.name, p.seed, p.epoch, p.x, p.error]),
]

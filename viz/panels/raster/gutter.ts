import { select } from 'd3'
import { populationColour } from '../../colour.ts'
import { scaled } from '../../letters.ts'
import type { Pin, Stage } from '../../stage.ts'
import { niceStep } from '../nice-step.ts'
import { type Group, type RowWindow, rowTop, visibleRows } from './rows.ts'

const LINE = 14 // pixels that a unit number needs
const CLOSEST = 10 // pixels between two of them

/** Names of populations and numbers of units, left of the plot. */
export const drawGutter = (root: SVGGElement, groups: readonly Group[], rows: RowWindow, stage: Stage): void => {
  const shown = groups.filter(g => visibleRows(g, rows)[1] > visibleRows(g, rows)[0])
  const top = (g: Group) => Math.max(0, rowTop(g, 0, rows))
  const end = (g: Group) => Math.min(rows.pixels, rowTop(g, g.units, rows))
  const index = (g: Group) => stage.run.spikes.findIndex(c => c.population === g.name)
  const colour = (g: Group) => populationColour(index(g), stage.theme.get())
  const g = select(root)
  g.selectAll('rect.group')
    .data(shown)
    .join('rect')
    .attr('class', 'group')
    .attr('x', -5)
    .attr('width', 2.5)
    .attr('y', top)
    .attr('height', d => Math.max(1, end(d) - top(d)))
    .attr('fill', colour)
  g.selectAll('text.group-name')
    .data(shown)
    .join('text')
    .attr('class', 'group-name')
    .attr('x', -scaled(74))
    .attr('y', d => top(d) + Math.min(scaled(11), Math.max(4, end(d) - top(d))))
    .text(d => shorten(d.name, 8))
  g.selectAll('text.unit')
    .data(apart(shown.flatMap(d => numbered(d, rows))))
    .join('text')
    .attr('class', 'unit')
    .attr('x', -9)
    .attr('y', d => d.y)
    .text(d => d.unit)
}

const shorten = (name: string, most: number) => (name.length > most ? `${name.slice(0, most - 1)}…` : name)

/** Unit numbers: every row where there is room, else every so many of them. */
const numbered = (group: Group, rows: RowWindow) => {
  const [first, end] = visibleRows(group, rows)
  const size = rowTop(group, 1, rows) - rowTop(group, 0, rows)
  const step = niceStep(scaled(LINE) / size)
  const out = []
  for (let row = Math.ceil(first / step) * step; row < end; row += step) {
    const y = (rowTop(group, row, rows) + rowTop(group, row + 1, rows)) / 2 + scaled(4)
    if (y > scaled(4) && y < rows.pixels + 4) out.push({ unit: group.order[row], y })
  }
  return out
}

/** Without the last number of a group that would run into the first of the next. */
const apart = <T extends { y: number }>(list: readonly T[]): T[] =>
  list.filter(({ y }, i) => i === list.length - 1 || list[i + 1].y - y >= scaled(CLOSEST))

/** A line and an arrow at every pinned row. */
export const drawPins = (
  root: SVGGElement,
  groups: readonly Group[],
  rows: RowWindow,
  stage: Stage,
  width: number,
): void => {
  const marks = stage.view.get().pins.flatMap(pin => pinMark(pin, groups, rows))
  select(root)
    .selectAll('path')
    .data(marks)
    .join('path')
    .attr('class', 'pin')
    .attr('d', y => `M-1,${y}H${width}M-8,${y - 4}L-1,${y}L-8,${y + 4}Z`)
}

const pinMark = (pin: Pin, groups: readonly Group[], rows: RowWindow): number[] => {
  const group = groups.find(g => g.name === pin.population)
  const row = group ? group.order.indexOf(pin.unit) : -1
  if (!group || row < 0) return []
  const y = Math.round((rowTop(group, row, rows) + rowTop(group, row + 1, rows)) / 2) + 0.5
  return y < 0 || y > rows.pixels ? [] : [y]
}

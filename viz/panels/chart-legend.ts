import { select } from 'd3'
import { letterWidth, scaled } from '../letters.ts'
import type { Drawing, Series } from './drawing.ts'

/** Height of a line of the legend, in pixels. */
export const legendLine = (): number => Math.max(15, Math.round(2.4 * letterWidth()))

/**
 * Right-aligned along the top edge; where it does not fit beside the title, which ends at `left`, in as many lines below it as it needs: their
 * number is returned. More than MOST lines are left out; hover still names what stands in them.
 */
export const drawLegend = (root: SVGGElement, d: Drawing, right: number, left: number): number => {
  const named = d.series.filter((one, i) => !one.faint && d.series.findIndex(o => o.name === one.name) === i)
  const g = select(root)
  const items = g
    .selectAll<SVGGElement, Series>('g')
    .data(named)
    .join(enter => {
      const item = enter.append('g')
      item.append('line').attr('x2', 14).attr('y1', scaled(8)).attr('y2', scaled(8))
      item.append('text').attr('x', 18).attr('y', scaled(12))
      return item
    })
  items
    .select('line')
    .attr('stroke', one => one.colour)
    .attr('stroke-dasharray', one => one.dash ?? null)
  items.select('text').text(one => one.name)
  const nodes = items.nodes()
  const widths = nodes.map(item => 18 + item.querySelector('text')!.getComputedTextLength())
  const isBeside = right - left >= lengthOf(widths)
  const lines = isBeside ? [[...widths.keys()]] : linesOf(widths, right).slice(0, MOST)
  const shown = new Set(lines.flat())
  nodes.forEach((item, i) => {
    item.setAttribute('display', shown.has(i) ? '' : 'none')
  })
  for (const [l, line] of lines.entries()) {
    let start = Math.max(0, right - lengthOf(line.map(i => widths[i])))
    for (const i of line) {
      nodes[i].setAttribute('transform', `translate(${start},${isBeside ? 0 : (l + 1) * legendLine()})`)
      start += widths[i] + GAP
    }
  }
  return isBeside ? 0 : lines.length
}

const GAP = 14 // pixels between two entries
const MOST = 4 // lines

const lengthOf = (widths: readonly number[]): number => widths.reduce((sum, w) => sum + w + GAP, -GAP)

/** Entries in their order, as many a line as fit. */
const linesOf = (widths: readonly number[], room: number): number[][] => {
  const lines: number[][] = []
  for (const i of widths.keys()) {
    const line = lines.at(-1)
    if (line && lengthOf([...line, i].map(k => widths[k])) <= room) line.push(i)
    else lines.push([i])
  }
  return lines
}

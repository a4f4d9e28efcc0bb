import { select } from 'd3'
import { populationColour } from '../../colour.ts'
import { letterWidth } from '../../letters.ts'
import { digits } from '../../page/time-text.ts'
import type { Stage } from '../../stage.ts'
import type { Chosen } from './index.ts'
import { line, type Node } from './node.ts'
import type { Layout } from './place.ts'
import type { Edge } from './place-edges.ts'

type Choose = (chosen: Chosen) => void

export const drawNodes = (root: SVGGElement, { nodes }: Layout, stage: Stage, chosen: Chosen, choose: Choose): void => {
  const g = select(root)
    .selectAll<SVGGElement, Node>('g.node')
    .data(nodes, n => n.index)
    .join(enter => {
      const node = enter.append('g').attr('class', 'node').attr('tabindex', 0).attr('role', 'button')
      node.append('rect').attr('class', 'card').attr('rx', 6)
      node.append('rect').attr('class', 'stripe').attr('height', 3).attr('rx', 1.5)
      node.append('text').attr('class', 'name').attr('x', 10)
      node.append('text').attr('class', 'size').attr('x', 10)
      return node
    })
  g.attr('transform', n => `translate(${n.x},${n.y})`)
    .classed('chosen', n => chosen !== undefined && 'population' in chosen && chosen.population === n.population.name)
    .attr('aria-label', n => `${nameOf(n)} ${sizeOf(n)}, population ${n.population.name}`)
    .on('click', (_, n) => choose({ population: n.population.name }))
    .on('keydown', (event: KeyboardEvent, n) => pressed(event) && choose({ population: n.population.name }))
  g.select('.card')
    .attr('width', n => n.width)
    .attr('height', n => n.height)
  g.select('.stripe')
    .attr('width', n => n.width)
    .attr('fill', n => colourOf(n, stage))
  g.select('.name')
    .attr('y', 6 + line())
    .text(n => `${nameOf(n)} `)
  g.select('.size')
    .attr('y', 6 + 2 * line())
    .text(sizeOf)
}

/** The colour that the population has in the raster; populations without spikes take the next ones. */
export const colourOf = (node: Node, stage: Stage): string => {
  const recorded = stage.run.spikes.findIndex(c => c.population === node.population.name)
  return populationColour(recorded >= 0 ? recorded : stage.run.spikes.length + node.index, stage.theme.get())
}

export const drawEdges = (
  root: SVGGElement,
  { edges }: Layout,
  _stage: Stage,
  chosen: Chosen,
  choose: Choose,
): void => {
  const isChosen = (e: Edge) =>
    chosen !== undefined && 'projection' in chosen && chosen.projection === e.projection.name
  const g = select(root)
    .selectAll<SVGGElement, Edge>('g.edge')
    .data(edges)
    .join(enter => {
      const edge = enter.append('g').attr('class', 'edge').attr('tabindex', 0).attr('role', 'button')
      edge.append('path').attr('class', 'hit')
      edge.append('path').attr('class', 'line').attr('marker-end', 'url(#arrow)')
      return edge
    })
  g.classed('chosen', isChosen)
    .classed('backward', e => e.backward)
    .attr(
      'aria-label',
      e => `${textOf(e)}, projection ${e.projection.name} from ${e.projection.from} to ${e.projection.to}`,
    )
    .on('click', (_, e) => choose({ projection: e.projection.name }))
    .on('keydown', (event: KeyboardEvent, e) => pressed(event) && choose({ projection: e.projection.name }))
  g.selectAll<SVGPathElement, unknown>('path').attr('d', function () {
    return (select(this.parentNode as SVGGElement).datum() as Edge).path
  })
  drawLabels(root, edges)
}

/** Above all curves, or the next one would run through them. */
const drawLabels = (root: SVGGElement, edges: readonly Edge[]): void => {
  select(root)
    .selectAll<SVGTextElement, Edge>('text.edge-label')
    .data(edges)
    .join('text')
    .attr('class', 'edge-label')
    .attr('text-anchor', e => (e.label.start ? 'start' : 'middle'))
    .attr('x', e => e.label.x)
    .attr('y', e => e.label.y)
    .text(e => fitting(e))
    .raise()
}

const shorten = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
const letters = (n: Node): number => Math.floor((n.width - 20) / letterWidth())
const nameOf = (n: Node): string => shorten(n.population.name, Math.floor(letters(n) / 1.2))
const sizeOf = (n: Node): string => shorten(`${digits(n.population.size)} ${n.population.neuron}`, letters(n))
const textOf = (e: Edge): string => shorten([portOf(e), e.projection.rule].filter(Boolean).join(' · '), 28)

/** As much of it as does not run under the populations; the rest is in the details. */
const fitting = (e: Edge): string => {
  const letters = Math.floor(e.label.room / letterWidth())
  return textOf(e).length <= letters ? textOf(e) : shorten(portOf(e), Math.max(3, letters))
}

const portOf = (e: Edge): string => e.projection.to.split('.').slice(1).join('.') || e.projection.name

const pressed = (event: KeyboardEvent): boolean => {
  if (event.key !== 'Enter' && event.key !== ' ') return false
  event.preventDefault()
  event.stopPropagation()
  return true
}

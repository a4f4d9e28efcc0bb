import { h, s } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { choose as keep } from '../choices.ts'
import { activity } from './activity.ts'
import { describePopulation, describeProjection, describeRun } from './describe.ts'
import { drawEdges, drawNodes } from './graph.ts'
import { layOut, levelsOf } from './place.ts'

export const network: Panel = {
  id: 'network',
  title: 'Network',
  tab: 'network',
  needs: columns => columns.includes('populations'),
  mount: (place, stage) => mountNetwork(place, stage),
}

/** What is chosen in the graph: a population, a projection or nothing (then the run itself is described). */
export type Chosen = { population: string } | { projection: string } | undefined

const CHOICE = 'network'
const LONG = 4 // columns of populations: a graph that needs the whole width

/** 'population hidden', as the address keeps it. */
const chosenIn = (text: string): Chosen => {
  const [, kind, name] = /^(population|projection) (.+)$/.exec(text) ?? []
  return kind === 'population' ? { population: name } : kind === 'projection' ? { projection: name } : undefined
}

const mountNetwork = (place: Place, stage: Stage): Mounted => {
  const svg = s('svg', { class: 'network', role: 'group', 'aria-label': 'Populations and projections' })
  const [edges, nodes] = [s('g', { class: 'edges' }), s('g', { class: 'nodes' })]
  svg.append(arrowHead(), edges, nodes)
  const plot = h('div', { class: 'plot network-plot' }, svg)
  const details = h('div', { class: 'details', tabindex: 0, role: 'group', 'aria-label': 'Details' })
  const body = h('div', { class: 'network-body' }, plot, details)
  body.classList.toggle('is-long', levelsOf(stage.run.file) >= LONG)
  place.body.append(body)
  const lights = activity(plot, stage)
  let described: string | undefined
  const choose = (next: Chosen) => {
    keep(stage, CHOICE, next ? Object.entries(next)[0].join(' ') : '')
    draw()
  }
  const describe = (chosen: Chosen) => {
    const { populations, projections } = stage.run.file
    const population = populations.find(p => chosen && 'population' in chosen && p.name === chosen.population)
    const projection = projections.find(p => chosen && 'projection' in chosen && p.name === chosen.projection)
    const content = population
      ? describePopulation(population)
      : projection
        ? describeProjection(projection, stage)
        : describeRun(stage)
    details.replaceChildren(...content)
  }
  const draw = () => {
    if (!isShown(place.body)) return
    const layout = layOut(stage.run.file, plot.clientWidth, plot.clientHeight)
    const choice = stage.view.get().choices[CHOICE] ?? ''
    const chosen = chosenIn(choice)
    drawEdges(edges, layout, stage, chosen, choose)
    drawNodes(nodes, layout, stage, chosen, choose)
    lights.place(layout)
    lights.draw(stage.clock.now.get())
    const wanted = `${stage.run.file.state} ${choice}`
    if (described !== wanted) describe(chosen)
    described = wanted
  }
  const table = (): Cells[] => [
    ['kind', 'name', 'from', 'to', 'size', 'model'],
    ...stage.run.file.populations.map((p): Cells => ['population', p.name, '', '', p.size, p.neuron]),
    ...stage.run.file.projections.map((p): Cells => ['projection', p.name, p.from, p.to, p.pres * p.posts, p.rule]),
  ]
  return { draw, tick: now => isShown(place.body) && lights.draw(now), table, destroy: () => {} }
}

const arrowHead = () => {
  const path = s('path', { d: 'M0,0L7,3.5L0,7z', class: 'arrow' })
  const marker = s(
    'marker',
    {
      id: 'arrow',
      markerWidth: 7,
      markerHeight: 7,
      refX: 6.5,
      refY: 3.5,
      orient: 'auto',
      markerUnits: 'userSpaceOnUse',
    },
    path,
  )
  return s('defs', {}, marker)
}

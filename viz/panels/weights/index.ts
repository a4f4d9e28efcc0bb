import { button, h, select, setOptions } from '../../dom.ts'
import { isShown, schedule } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Matrix } from '../../source/weights.ts'
import { patch, type Stage } from '../../stage.ts'
import { chart } from '../chart.ts'
import { fieldGrid, unitText } from './fields.ts'
import { type History, histogramSeries, histories } from './history.ts'

export const weights: Panel = {
  id: 'weights',
  title: 'Weights',
  tab: 'weights',
  needs: columns => columns.some(c => c.startsWith('weights.')),
  mount: (place, stage) => mountWeights(place, stage),
}

const mountWeights = (place: Place, stage: Stage): Mounted => {
  const { run, view } = stage
  const fields = fieldGrid(stage, place.head)
  const side = h('div', { class: 'weights-side' })
  place.body.append(h('div', { class: 'weights-body' }, fields.root, side))
  const distribution = chart(side)
  const change = chart(side)
  const norm = chart(side)
  const projection = select(
    'Projection',
    run.weights.map(w => w.name),
    value => patch(view, { projection: value, page: 0 }),
  )
  const slider = h('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Epoch' })
  const epochText = h('output', { class: 'epoch-text' })
  const epochLabel = h('label', { class: 'epoch' }, 'epoch ', slider)
  const pageButtons = [
    pageButton('‹', 'Previous neurons', -1, stage, fields.pages),
    pageButton('›', 'Next neurons', 1, stage, fields.pages),
  ]
  place.head.append(h('label', {}, 'projection ', projection), epochLabel, epochText, ...pageButtons)
  const column = () => run.weights.find(w => w.name === view.get().projection) ?? mainColumn(stage)
  slider.addEventListener('input', () => patch(view, { epoch: column().epochs()[Number(slider.value)] }))

  let shown: { matrix: Matrix; last: Matrix; epoch: number; name: string } | undefined
  let problem = ''
  const wanted = () => {
    const epochs = column().epochs()
    const epoch = view.get().epoch
    return epochs.findLast(e => epoch >= 0 && e <= epoch) ?? (epoch < 0 ? epochs.at(-1) : epochs[0])
  }
  const load = async (name: string, epoch: number) => {
    try {
      const { epochs, read } = column()
      shown = { matrix: await read(epoch), last: await read(epochs().at(-1)!), epoch, name }
      problem = ''
    } catch (error) {
      problem = (error as Error).message
    }
    schedule(draw)
  }
  const past = histories(() => schedule(draw))
  const draw = () => {
    if (!isShown(place.body)) return
    const epoch = wanted()
    if (epoch === undefined) return fields.fail('No weights are saved yet.')
    setOptions(
      projection,
      run.weights.map(w => w.name),
    )
    projection.value = column().name
    slider.max = String(column().epochs().length - 1)
    slider.value = String(column().epochs().indexOf(epoch))
    epochText.textContent = String(epoch)
    if (!problem && (shown?.epoch !== epoch || shown.name !== column().name)) void load(column().name, epoch)
    if (problem) fields.fail(problem)
    else if (shown) fields.draw(shown.matrix, shown.last, column().name, shown.epoch)
    epochLabel.hidden = epochText.hidden = column().epochs().length < 2
    for (const b of pageButtons) b.hidden = fields.pages() < 2
    const history = past.of(column())
    drawHistory(history, epoch)
  }
  const drawHistory = (history: History[], epoch: number) => {
    const first = history[0]?.epoch ?? 0
    const x: [number, number] = [first, Math.max(first + 1, history.at(-1)?.epoch ?? 1)]
    const here = history.find(p => p.epoch === epoch)
    const unit = unitText(stage, column().name)
    const [inUnit, which] = [unit ? ` (${unit.trim()})` : '', history.at(-1)?.isSparse ? ' not 0' : '']
    const title = `Share of weights${which}, by value`
    distribution.draw({ title, xLabel: unit.trim(), ...histogramSeries(history, here, stage), yFromZero: true })
    const isSaved = column().epochs().length > 1 // once: there is no course to show
    for (const c of [change, norm]) c.box.hidden = !isSaved
    if (!isSaved) return
    const colour = stage.theme.get() === 'light' ? '#0067a3' : '#5fb4ee'
    const points = (of: (p: History) => number) => history.map((p): [number, number] => [p.epoch, of(p)])
    const line = (name: string, of: (p: History) => number) => [
      { name, colour, points: points(of), dots: history.length < 40 },
    ]
    change.draw({
      title: `Change in an epoch${inUnit}, r.m.s., by epoch`,
      x,
      xLabel: 'epoch',
      yFromZero: true,
      series: line('change', p => p.change),
    })
    norm.draw({
      title: `Size of a weight${inUnit}, r.m.s., by epoch`,
      x,
      xLabel: 'epoch',
      yFromZero: true,
      series: line('size', p => p.size),
    })
    for (const c of [change, norm]) c.playhead(epoch)
  }
  const table = (): Cells[] => {
    if (!shown) return [['pre', 'post', 'w']]
    const { pres, posts, values } = shown.matrix
    const rows: Cells[] = [['pre', ...Array.from({ length: posts }, (_, i) => `post ${i}`)]]
    for (let i = 0; i < pres; i++) rows.push([i, ...values.subarray(i * posts, (i + 1) * posts)])
    return rows
  }
  return { draw, table, destroy: () => {} }
}

/** The projection to show first: one that learns from an image, else one that learns, else one from an image, else the first. */
const mainColumn = ({ run }: Stage) => {
  const projection = (name: string) => run.file.projections.find(p => p.name === name)
  const learns = (name: string) => Boolean(projection(name)?.rule)
  const isFromImage = (name: string) =>
    run.file.populations.find(p => p.name === projection(name)?.from.split('.')[0])?.shape.length === 2
  const first = (is: (name: string) => boolean) => run.weights.find(w => is(w.name))
  return first(name => learns(name) && isFromImage(name)) ?? first(learns) ?? first(isFromImage) ?? run.weights[0]
}

const pageButton = (label: string, title: string, by: number, stage: Stage, pages: () => number) =>
  button(
    label,
    title,
    () => {
      const page = Math.min(pages() - 1, Math.max(0, stage.view.get().page + by))
      patch(stage.view, { page })
    },
    { class: 'page-button' },
  )

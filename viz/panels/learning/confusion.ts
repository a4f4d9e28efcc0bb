import { select as pick } from 'd3'
import { h, s, select, setOptions } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import { scaled } from '../../letters.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Score } from '../../source/run-file.ts'
import { patch, type Stage } from '../../stage.ts'

/** How often each label got each answer in the test of an epoch. */
export const confusion: Panel = {
  id: 'confusion',
  title: 'Confusion',
  tab: 'learning',
  needs: columns => columns.includes('confusion'),
  mount: (place, stage) => mountConfusion(place, stage),
}

const edge = () => scaled(34) // pixels, for names at the left and above
const LAST = 'last epoch'

const mountConfusion = (place: Place, stage: Stage): Mounted => {
  const svg = s('svg', { class: 'confusion', role: 'img' })
  const box = h('div', { class: 'plot' }, svg)
  const hint = h('p', { class: 'hint' }, 'This run keeps no confusion matrix.')
  place.body.append(box, hint)
  const choose = (value: string) => patch(stage.view, { epoch: value === LAST ? -1 : Number(value.slice(6)) })
  const epochs = select('Epoch of the confusion matrix', [LAST], choose)
  place.head.append(epochs)
  const [cells, labels] = [s('g', { class: 'cells' }), s('g', { class: 'labels' })]
  svg.append(cells, labels)
  const scored = () => stage.run.scores.filter(score => score.confusion)
  const current = (): Score | undefined =>
    scored().find(score => score.epoch === stage.view.get().epoch) ?? scored().at(-1)
  const draw = () => {
    if (!isShown(place.body)) return
    setOptions(epochs, [LAST, ...scored().map(score => `epoch ${score.epoch}`)])
    epochs.value = stage.view.get().epoch < 0 ? LAST : `epoch ${current()?.epoch}`
    const score = current()
    hint.hidden = score !== undefined
    epochs.hidden = box.hidden = !score
    if (!score?.confusion) return
    svg.setAttribute('aria-label', `Confusion matrix of epoch ${score.epoch}`)
    drawMatrix(cells, labels, score.confusion, Math.min(box.clientWidth - edge() - 4, box.clientHeight - edge() - 4))
  }
  return { draw, table: () => tableOf(current()), destroy: () => {} }
}

const drawMatrix = (cells: SVGGElement, labels: SVGGElement, matrix: number[][], size: number) => {
  const n = matrix.length
  const side = Math.max(4, size / n)
  const items = matrix.flatMap((row, label) => {
    const sum = row.reduce((a, b) => a + b, 0)
    return row.map((count, answer) => ({ label, answer, count, share: sum > 0 ? count / sum : 0 }))
  })
  const all = pick(cells)
    .selectAll<SVGGElement, (typeof items)[number]>('g')
    .data(items)
    .join(enter => {
      const g = enter.append('g')
      g.append('rect')
      g.append('text')
      g.append('title')
      return g
    })
  all.attr('transform', d => `translate(${edge() + d.answer * side},${edge() + d.label * side})`)
  all
    .select('rect')
    .attr('width', side - 1)
    .attr('height', side - 1)
    .attr('class', d => (d.label === d.answer ? 'right' : 'wrong'))
    .attr('fill-opacity', d => (d.count === 0 ? 0.04 : 0.08 + 0.92 * Math.sqrt(d.share)))
  all
    .select('text')
    .attr('x', (side - 1) / 2)
    .attr('y', side / 2 + scaled(3.5))
    .attr('class', d => (d.share > 0.3 ? 'on-dark' : null))
    .text(d => (side >= scaled(24) && d.count > 0 ? d.count : ''))
  all.select('title').text(d => `label ${d.label}, answer ${d.answer}: ${d.count} (${(100 * d.share).toFixed(1)} %)`)
  drawLabels(labels, n, side)
}

const drawLabels = (root: SVGGElement, n: number, side: number) => {
  const items = Array.from({ length: n }, (_, i) => [
    { text: String(i), x: edge() + (i + 0.5) * side - 0.5, y: edge() - 6, anchor: 'middle' },
    { text: String(i), x: edge() - 6, y: edge() + (i + 0.5) * side + scaled(3.5), anchor: 'end' },
  ]).flat()
  const names = [
    { text: 'answer', x: edge(), y: scaled(12), anchor: 'start' },
    { text: 'label', x: 2, y: edge() - 6, anchor: 'start' },
  ]
  pick(root)
    .selectAll('text')
    .data([...items, ...names])
    .join('text')
    .attr('x', d => d.x)
    .attr('y', d => d.y)
    .attr('text-anchor', d => d.anchor)
    .text(d => d.text)
}

const tableOf = (score: Score | undefined): Cells[] => [
  ['label', ...(score?.confusion ?? []).map((_, i) => `answer ${i}`)],
  ...(score?.confusion ?? []).map((row, label): Cells => [label, ...row]),
]

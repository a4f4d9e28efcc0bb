import { variableColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { type Chart, chart, type Series } from '../chart.ts'
import { curvesOf, type Group, groupRuns, type Kind, meanAndBand } from './curves.ts'

export const learning: Panel = {
  id: 'learning',
  title: 'Learning',
  tab: 'learning',
  needs: columns => columns.includes('scores'),
  mount: (place, stage) => mountLearning(place, stage),
}

const CHARTS: { kind: Kind; title: string; format?: string }[] = [
  { kind: 'error', title: 'Error by epoch', format: '.3~%' },
  { kind: 'losses', title: 'Loss by epoch' },
  { kind: 'angles', title: 'Angles in degrees by epoch' },
  { kind: 'measures', title: 'Other measures by epoch' },
]
const DASHES = ['', '5 3', '1.5 3', '8 3 1.5 3']

const mountLearning = (place: Place, stage: Stage): Mounted => {
  const grid = h('div', { class: 'chart-grid' })
  const note = h('p', { class: 'hint' })
  place.body.append(grid, note)
  const charts = new Map<Kind, Chart>(CHARTS.map(c => [c.kind, chart(grid)]))
  const groups = () => groupRuns([stage.run, ...stage.others.get()])
  const draw = () => {
    if (!isShown(place.body)) return
    const all = groups()
    const last = Math.max(1, ...all.flatMap(g => g.runs.flatMap(r => r.scores.map(s => s.epoch))))
    const first = Math.min(last, ...all.flatMap(g => g.runs.flatMap(r => r.scores.map(s => s.epoch))))
    const present = CHARTS.map(c => ({ ...c, series: seriesOf(c.kind, all, stage) })).filter(c => c.series.length > 0)
    for (const [kind, made] of charts) made.box.hidden = !present.some(c => c.kind === kind)
    grid.classList.toggle('odd', present.length % 2 === 1)
    for (const { kind, title, format, series } of present) {
      const y = kind === 'angles' ? angleRange(series) : undefined
      const lines = kind === 'angles' ? [{ y: 90, about: 'no alignment' }] : []
      const x = first === last ? ([first - 0.5, first + 0.5] as const) : ([first, last] as const)
      charts
        .get(kind)!
        .draw({ title, x, xLabel: 'epoch', y, yFormat: format, yFromZero: kind === 'error', series, lines })
    }
    note.textContent = present.length === 0 ? nothingText(all) : groupsText(all)
  }
  return { draw, table: () => tableOf(groups()), destroy: () => {} }
}

/** One group of runs: a colour a quantity. Several: a colour a group, a dash a quantity. */
const seriesOf = (kind: Kind, groups: readonly Group[], stage: Stage): Series[] =>
  groups.flatMap((group, g) => {
    const names = [...new Set(group.runs.flatMap(r => curvesOf(r, kind).map(c => c.name)))]
    return names.flatMap((name, n) => {
      const colour = variableColour(groups.length > 1 ? g + 1 : n + 1, stage.theme.get())
      const dash = groups.length > 1 ? DASHES[n % DASHES.length] : ''
      const title = groups.length > 1 ? `${group.name} ${name}` : name
      return groupSeries(group, kind, name, { name: title, colour, dash })
    })
  })

const groupSeries = (
  group: Group,
  kind: Kind,
  name: string,
  look: { name: string; colour: string; dash: string },
): Series[] => {
  const curves = group.runs.flatMap(run => curvesOf(run, kind).filter(c => c.name === name))
  if (curves.length === 1) return [{ ...look, points: curves[0].points, dots: curves[0].points.length < 40 }]
  const { mean, band } = meanAndBand(curves.map(c => c.points))
  return [
    ...curves.map(c => ({ ...look, points: c.points, faint: true })),
    { ...look, name: `${look.name}, mean`, points: mean, band },
  ]
}

const angleRange = (series: readonly Series[]): [number, number] => {
  const values = series.flatMap(s => s.points.map(p => p[1]))
  return [Math.min(40, ...values), Math.max(95, ...values)]
}

const nothingText = (groups: readonly Group[]): string =>
  groups.every(g => g.runs.every(r => r.scores.length === 0))
    ? 'No epoch is finished yet.'
    : 'No errors, losses, angles or other measures so far.'

const groupsText = (groups: readonly Group[]): string =>
  groups
    .filter(g => g.runs.length > 1)
    .map(g => `${g.name}: mean of ${g.runs.length} runs (${whichOf(g)}), band ± 1 s.d.`)
    .join(' · ')

/** Replicas have one seed, and differ by their number. */
const whichOf = ({ runs }: Group): string => {
  const seeds = runs.map(r => r.file.seed)
  const replicas = new Set(runs.map(r => r.file.replica))
  const isSet = seeds.every(seed => seed === seeds[0]) && replicas.size === runs.length
  return isSet ? `seed ${seeds[0]}, replicas ${[...replicas].join(', ')}` : `seeds ${seeds.join(', ')}`
}

const tableOf = (groups: readonly Group[]): Cells[] => [
  ['run', 'seed', 'epoch', 'quantity', 'value'],
  ...groups.flatMap(g =>
    g.runs.flatMap(run =>
      CHARTS.flatMap(({ kind }) =>
        curvesOf(run, kind).flatMap(c => c.points.map((p): Cells => [run.id, run.file.seed, p[0], c.name, p[1]])),
      ),
    ),
  ),
]

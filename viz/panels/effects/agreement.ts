import { variableColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Curves, Stage } from '../../stage.ts'
import { type Chart, chart } from '../chart.ts'
import type { Point, Series } from '../drawing.ts'
import { groupRuns, meanAndBand } from '../learning/curves.ts'

/** How feedback weights agree with the forward weights of their layer, epoch by epoch. */
export const agreement: Panel = {
  id: 'agreement',
  title: 'Feedback and forward weights',
  tab: 'effects',
  needs: columns => columns.includes('agreement'),
  mount: (place, stage) => mountAgreement(place, stage),
}

interface Kind {
  key: string
  title: string
  format?: string
  lines?: { y: number; about: string }[]
  y?: readonly [number, number]
  fromZero?: boolean
}

/** R measures of Guerguiev, Kording & Richards 2020 and Kunin et al. 2020. */
const KINDS: Kind[] = [
  { key: 'sign', title: 'Same sign', format: '.0%', y: [0.4, 1], lines: [{ y: 0.5, about: 'chance' }] },
  { key: 'angle', title: 'Angle, degrees', y: [0, 100], lines: [{ y: 90, about: 'no alignment' }] },
  { key: 'self', title: 'R self = −tr(YW)' },
  { key: 'symmetric', title: 'R symm = ‖W − Yᵀ‖²' },
  { key: 'sparse', title: 'R sparse = ‖W‖² + ‖Y‖²', fromZero: true },
]
const DASHES = ['', '5 3', '1.5 3', '8 3 1.5 3']

const mountAgreement = (place: Place, stage: Stage): Mounted => {
  const grid = h('div', { class: 'chart-grid agreement-grid' })
  const note = h('p', { class: 'hint' })
  place.body.append(grid, note)
  const charts = KINDS.map((kind): [Kind, Chart] => [kind, chart(grid)])
  const runs = () => [stage.run, ...stage.others.get()]
  const draw = () => {
    if (!isShown(place.body)) return
    const epochs = runs().flatMap(r => r.scores.map(s => s.epoch))
    const x = [Math.min(1, ...epochs), Math.max(2, ...epochs)] as const
    for (const [kind, made] of charts) {
      const { title, lines = [], fromZero } = kind
      const series = seriesOf(stage, runs(), kind.key)
      const format = kind.format ?? (isLarge(series) ? '.5~s' : undefined)
      const y = rangeOf(kind, series)
      made.draw({ title, x, xLabel: 'epoch', y, yFromZero: fromZero, yFormat: format, series, lines })
    }
    note.textContent = noteOf(runs())
  }
  return { draw, table: () => table(runs()), destroy: () => {} }
}

const isLarge = (series: readonly Series[]): boolean =>
  series.some(one => one.points.some(p => Math.abs(p[1]) >= 10_000))

/** At least the usual range; wider where the data are. */
const rangeOf = ({ y }: Kind, series: readonly Series[]): [number, number] | undefined => {
  if (!y) return undefined
  const values = series.flatMap(one => one.points.map(p => p[1]))
  return [Math.min(y[0], ...values), Math.max(y[1], ...values)]
}

const layersOf = (runs: readonly Curves[]): string[] => [
  ...new Set(runs.flatMap(r => r.scores.flatMap(s => Object.keys(s.agreement)))),
]

const pointsOf = (run: Curves, layer: string, key: string): Point[] =>
  run.scores.flatMap((s): Point[] => {
    const value = s.agreement[layer]?.values[key]
    return value === undefined ? [] : [[s.epoch, value]]
  })

/** A colour a layer; with several experiments a dash for each of them. Runs of one experiment are averaged. */
const seriesOf = (stage: Stage, runs: readonly Curves[], key: string): Series[] => {
  const layers = layersOf(runs)
  const groups = groupRuns(runs)
  return groups.flatMap((group, g) =>
    layers.flatMap((layer, l): Series[] => {
      const curves = group.runs.map(run => pointsOf(run, layer, key)).filter(points => points.length > 0)
      if (curves.length === 0) return []
      const name = groups.length > 1 ? `${group.name} ${layer}` : layer
      const look = { name, colour: variableColour(l + 1, stage.theme.get()), dash: DASHES[g % DASHES.length] }
      if (curves.length === 1) return [{ ...look, points: curves[0], dots: curves[0].length < 40 }]
      const { mean, band } = meanAndBand(curves)
      return [{ ...look, name: `${name}, mean`, points: mean, band }]
    }),
  )
}

const noteOf = (runs: readonly Curves[]): string => {
  const pairs = runs[0].scores.at(-1)?.agreement ?? {}
  const named = Object.entries(pairs).map(([layer, a]) => `${layer}: Y = ${a.feedback}, W = ${a.forward}`)
  return named.length > 0 ? named.join(' · ') : 'No epoch is finished yet.'
}

const table = (runs: readonly Curves[]): Cells[] => [
  ['run', 'seed', 'epoch', 'layer', 'feedback', 'forward', 'measure', 'value'],
  ...runs.flatMap(run =>
    run.scores.flatMap(score =>
      Object.entries(score.agreement).flatMap(([layer, a]) =>
        Object.entries(a.values).map(
          ([key, value]): Cells => [run.id, run.file.seed, score.epoch, layer, a.feedback, a.forward, key, value],
        ),
      ),
    ),
  ),
]

/** The learning curve, live, with those of earlier runs. */
import { variableColour } from '../colour.ts'
import { h } from '../dom.ts'
import { isShown } from '../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../panel.ts'
import { chart, type Series } from '../panels/chart.ts'
import type { Stage } from '../stage.ts'
import { BEGUN, type Progress } from './progress.ts'
import type { Past, Trainer } from './trainer.ts'

export const curve = (trainer: Trainer): Panel => ({
  id: 'curve',
  title: 'Learning',
  tab: 'learning',
  needs: () => true,
  mount: (place, stage) => mountCurve(place, stage, trainer),
})

const DASHES = ['5 3', '1.5 3', '8 3 1.5 3']

const mountCurve = (place: Place, stage: Stage, trainer: Trainer): Mounted => {
  const made = chart(place.body)
  const status = h('p', { class: 'status', 'data-testid': 'curve-status' })
  place.body.append(status)
  const progress = () => trainer.current.get()?.progress.get() ?? BEGUN
  const series = (): Series[] => seriesOf(progress(), trainer.past.get(), stage)
  const draw = () => {
    if (!isShown(place.body)) return
    const all = series()
    const last = all.reduce((most, one) => Math.max(most, one.points.at(-1)?.[0] ?? 0), 1000)
    made.draw({
      title: 'Error by images shown',
      x: [0, last],
      y: [0, top(all)],
      yFormat: '.0%',
      series: all,
      lines: [{ y: 0.9, about: 'guessing' }],
    })
    status.replaceChildren(...statusOf(progress()))
  }
  return { draw, table: () => tableOf(series()), destroy: () => {} }
}

/** Upper end of the axis: a step that holds all curves, so that it does not creep. */
const top = (all: readonly Series[]): number => {
  const most = Math.max(0, ...all.flatMap(one => one.points.map(p => p[1])))
  return [0.1, 0.2, 0.5].find(y => most <= 0.95 * y) ?? 1
}

const seriesOf = (p: Progress, past: readonly Past[], stage: Stage): Series[] => {
  const theme = stage.theme.get()
  const earlier = past.map(
    (one, i): Series => ({
      name: one.name,
      colour: variableColour(3 + (i % 2), theme),
      points: one.test,
      dash: DASHES[i % DASHES.length],
    }),
  )
  return [
    ...earlier,
    { name: 'training, last 1,000', colour: variableColour(1, theme), points: p.train },
    { name: 'test', colour: variableColour(2, theme), points: p.test, dots: p.test.length < 40 },
  ]
}

const percent = (x: number) => `${(100 * x).toFixed(1)} %`

const statusOf = (p: Progress): HTMLElement[] => {
  const [train, test] = [p.train.at(-1), p.test.at(-1)]
  const of = p.opened?.data ? ` of ${p.opened.data.test.toLocaleString('en')} test images` : ''
  return [
    h('span', { class: 'rows-text' }, test ? `error ${percent(test[1])}${of}` : 'no test yet'),
    ...(train ? [h('span', {}, `training ${percent(train[1])}`)] : []),
  ]
}

const tableOf = (all: readonly Series[]): Cells[] => [
  ['curve', 'images', 'error'],
  ...all.flatMap(one => one.points.map((p): Cells => [one.name, p[0], p[1]])),
]

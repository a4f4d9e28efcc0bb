import type { Estimate } from '../../../src/measure/discontinuity/estimate.ts'
import { variableColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { chart } from '../chart.ts'
import { chooser, chosen } from '../choices.ts'
import type { Series } from '../drawing.ts'
import { lookText, readingText, windowChoosers } from './choosers.ts'
import { estimatorsOf, historyOf, type Known } from './over-time.ts'
import { hasWindows, lookOf, remembered } from './windows.ts'

/** The effect of a neuron's spike as it becomes known, beside the truth. */
export const effect: Panel = {
  id: 'effect',
  title: 'Effect of a spike',
  tab: 'effects',
  needs: hasWindows,
  mount: (place, stage) => mountEffect(place, stage),
}

const mountEffect = (place: Place, stage: Stage): Mounted => {
  const look = windowChoosers(place.head, stage, true)
  const pick = chooser(place.head, stage, 'estimator', 'estimator')
  const made = chart(place.body)
  const note = h('p', { class: 'hint' })
  place.body.append(note)
  const history = remembered(historyOf)
  const draw = () => {
    if (!isShown(place.body)) return
    const now = look()
    if (!now) return
    const known = history(now)
    const estimator = pick(estimatorsOf(known))
    made.draw({
      title: 'Effect on the reward, ± 1 standard error',
      x: [0, Math.max(1, stage.run.length)],
      dt: stage.run.file.dt,
      series: known.length === 0 ? [] : seriesOf(stage, known, estimator),
    })
    const last = known.at(-1)
    note.textContent = `${lookText(now, last?.windows ?? 0)}. ${last ? said(last, estimator) : ''}${readingText(now)}`
  }
  const table = () => {
    const now = lookOf(stage)
    const known = now ? history(now) : []
    return tableOf(stage, known, chosen(stage, 'estimator', estimatorsOf(known)))
  }
  return { draw, table, destroy: () => {} }
}

const seriesOf = (stage: Stage, known: readonly Known[], estimator: string): Series[] => {
  const colour = (i: number) => variableColour(i, stage.theme.get())
  const truth = curve(known, k => k.truth)
  const observed = curve(known, k => k.estimates.observed)
  return [
    ...(truth.points.length > 0 ? [{ name: 'truth', colour: colour(0), ...truth }] : []),
    ...(estimator === 'observed'
      ? []
      : [{ name: 'observed', colour: colour(2), dash: '5 3', points: observed.points }]),
    { name: estimator, colour: colour(1), ...curve(known, k => k.estimates[estimator]) },
  ]
}

/** What is unknown is left out. */
const curve = (known: readonly Known[], of: (k: Known) => Estimate | undefined): Pick<Series, 'points' | 'band'> => {
  const told = known.flatMap(k => {
    const e = of(k)
    return e?.estimate == null ? [] : [{ tick: k.tick, estimate: e.estimate, error: e.error }]
  })
  return {
    points: told.map(t => [t.tick, t.estimate]),
    band: told.flatMap(t => (t.error === null ? [] : [[t.tick, t.estimate - t.error, t.estimate + t.error] as const])),
  }
}

const MOST_DECIMALS = 6

/** An estimate with two digits of its error, and as many of its own as that error leaves. */
export const withError = ({ estimate, error, reason }: Estimate): string => {
  if (estimate === null) return `unknown: ${reason}`
  if (error === null || !(error > 0)) return String(Number(estimate.toPrecision(4)))
  const decimals = Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(error))))
  return `${Number(estimate.toFixed(decimals))} ± ${Number(error.toPrecision(2))}`
}

const said = (last: Known, estimator: string): string => {
  const truth = last.truth.estimate === null ? '' : `, truth ${withError(last.truth)}`
  return `In the end ${estimator} ${withError(last.estimates[estimator])}, observed ${withError(last.estimates.observed)}${truth}.`
}

const tableOf = (stage: Stage, known: readonly Known[], estimator: string): Cells[] => [
  ['tick', 'time_ms', 'windows', 'estimator', 'estimate', 'error', 'truth', 'truth_error'],
  ...known.flatMap(k =>
    [...new Set([estimator, 'observed'])].map((name): Cells => {
      const cells = [k.estimates[name]?.estimate, k.estimates[name]?.error, k.truth.estimate, k.truth.error]
      return [k.tick, k.tick * stage.run.file.dt, k.windows, name, ...cells.map(x => x ?? '')]
    }),
  ),
]

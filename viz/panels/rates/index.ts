import { populationColour } from '../../colour.ts'
import { h, select, setOptions } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import { digits } from '../../page/time-text.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import { patch, type Stage } from '../../stage.ts'
import { chart, type Series } from '../chart.ts'
import { listenTime } from '../time-pointer.ts'
import { onsetsOf, psth } from './psth.ts'
import { binWidth, populationRate } from './rate.ts'

export const rates: Panel = {
  id: 'rates',
  title: 'Rates',
  tab: 'activity',
  needs: columns => columns.some(c => c.endsWith('.spike')),
  mount: (place, stage) => mountRates(place, stage),
}

const mountRates = (place: Place, stage: Stage): Mounted => {
  const { run, view } = stage
  const over = chart(place.body)
  const aligned = chart(place.body)
  listenTime(over.box, stage, over.left, over.plotWidth)
  const align = select('Align the histogram to', ['stimulus'], value => patch(view, { align: value }))
  place.head.append(h('label', {}, 'align to ', align))
  const colour = (i: number) => populationColour(i, stage.theme.get())
  const rateSeries = (): Series[] => {
    const { from, to } = view.get()
    const bin = binWidth(from, to, run.file.dt)
    return run.spikes.map((c, i) => ({
      name: c.population,
      colour: colour(i),
      step: true,
      points: populationRate(c, [from, to], bin, { length: run.length, dt: run.file.dt }),
    }))
  }
  const psthOf = () => {
    const onsets = onsetsOf(stage, view.get().align)
    return {
      onsets,
      series: run.spikes.map(
        (c, i): Series => ({ name: c.population, colour: colour(i), step: true, points: psth(c, onsets, run.file.dt) }),
      ),
    }
  }
  const draw = () => {
    if (!isShown(place.body)) return
    const { from, to } = view.get()
    for (const c of run.spikes) void c.ensure(from, to)
    setOptions(align, alignments(stage))
    align.value = view.get().align
    const bin = binWidth(from, to, run.file.dt) * run.file.dt
    over.draw({
      title: `Hz, bins of ${Number(bin.toPrecision(4))} ms`,
      x: [from, to],
      dt: run.file.dt,
      yFromZero: true,
      series: rateSeries(),
    })
    const { onsets, series } = psthOf()
    const title =
      onsets.at.length === 0
        ? 'No onset in view'
        : `Hz, mean of ${onsets.cut ? 'the first ' : ''}${digits(onsets.at.length)} ${onsets.noun}`
    aligned.draw({
      title,
      x: [-onsets.before * run.file.dt, onsets.after * run.file.dt],
      xLabel: 'ms',
      yFromZero: true,
      series,
      marks: [],
    })
    over.playhead(stage.clock.now.get() || undefined)
    aligned.playhead(0)
  }
  const table = (): Cells[] => [
    ['kind', 'population', 'time_ms', 'rate_Hz'],
    ...rateSeries().flatMap(one => one.points.map((p): Cells => ['rate', one.name, p[0] * run.file.dt, p[1]])),
    ...psthOf().series.flatMap(one =>
      one.points.map((p): Cells => [`aligned to ${view.get().align}`, one.name, p[0], p[1]]),
    ),
  ]
  return { draw, tick: now => over.playhead(now || undefined), table, destroy: () => {} }
}

/** What a histogram may be aligned to: the image, a phase, an event of a population. */
const alignments = (stage: Stage): string[] => {
  const phases = new Set(stage.run.presentations.slice(0, 200).flatMap(p => p.phases.map(f => f.name)))
  return ['stimulus', ...phases, ...stage.run.events.map(e => e.name)]
}

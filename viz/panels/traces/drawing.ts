import { variableColour } from '../../colour.ts'
import type { Samples } from '../../source/traces.ts'
import type { Pin, Stage } from '../../stage.ts'
import type { Drawing, Point, Series } from '../chart.ts'
import { quantity } from '../quantity.ts'
import { presentationsIn } from '../raster/strip.ts'

/** Loaded samples of a pinned unit in the window, one entry a recorded variable. */
export const samplesOf = (pin: Pin, stage: Stage) => {
  const { from, to } = stage.view.get()
  return stage.run.traces
    .filter(t => t.population === pin.population && t.has(pin.unit))
    .map(trace => ({ trace, samples: trace.samples(pin.unit, Math.floor(from), Math.ceil(to)) }))
}

/** Voltages, spikes, plateau marks, averaging windows and threshold of one pinned unit. */
export const drawingOf = (pin: Pin, stage: Stage, width: number): Drawing => {
  const { from, to } = stage.view.get()
  const shown = presentationsIn(stage.run.presentations, from, to)
  const phases = shown.flatMap(p => p.phases)
  const names = [...new Set(phases.map(f => f.name))]
  const params = stage.run.file.populations.find(p => p.name === pin.population)?.params ?? {}
  const window = (quantity(params.window) ?? 0) / stage.run.file.dt
  const threshold = quantity(params.th ?? params.threshold)
  return {
    title: `${pin.population} ${pin.unit}`,
    x: [from, to],
    dt: stage.run.file.dt,
    series: samplesOf(pin, stage).map(
      ({ trace, samples }): Series => ({
        name: trace.unit === '1' ? trace.variable : `${trace.variable} (${trace.unit})`,
        colour: colourOfVariable(trace.variable, stage),
        points: thin(samples, from, to, width),
      }),
    ),
    spans: [
      ...phases.map(f => ({ from: f.start, to: f.end, kind: `phase phase-${names.indexOf(f.name) % 4}` })),
      ...(window > 0
        ? phases.map(f => ({ from: Math.max(f.start, f.end - window), to: f.end, kind: 'averaged' }))
        : []),
    ],
    marks: [...marksOf(pin, stage, 'spikes'), ...marksOf(pin, stage, 'events')],
    lines: threshold === undefined ? [] : [{ y: threshold, about: 'threshold' }],
  }
}

/** At most two points a pixel column, the smallest and the largest, so that no peak is lost. */
const thin = ({ tick, value }: Samples, from: number, to: number, width: number): Point[] => {
  if (tick.length < 4 * width) return tick.map((t, i) => [t, value[i]])
  const perColumn = (to - from) / width
  const out: Point[] = []
  for (let i = 0; i < tick.length; ) {
    const end = from + (Math.floor((tick[i] - from) / perColumn) + 1) * perColumn
    let low = i
    let high = i
    for (; i < tick.length && tick[i] < end; i++) {
      if (value[i] < value[low]) low = i
      if (value[i] > value[high]) high = i
    }
    for (const k of [Math.min(low, high), Math.max(low, high)]) out.push([tick[k], value[k]])
    if (i === Math.min(low, high)) i++
  }
  return out
}

const MOST_MARKS = 3000

const marksOf = (pin: Pin, stage: Stage, which: 'spikes' | 'events') => {
  const { from, to } = stage.view.get()
  const marks: { x: number; kind: string; about: string }[] = []
  for (const column of stage.run[which].filter(c => c.population === pin.population))
    for (const { tick, unit, from: i, to: j } of column.segments(from, to))
      for (let k = i; k < j && marks.length < MOST_MARKS; k++)
        if (unit[k] === pin.unit)
          marks.push({
            x: tick[k],
            kind: which === 'spikes' ? 'spike' : 'plateau',
            about: `${column.event} at ${tick[k] * stage.run.file.dt} ms`,
          })
  return marks
}

export const colourOfVariable = (variable: string, stage: Stage): string =>
  variableColour(
    ['soma.v', 'basal.v', 'apical.v'].indexOf(variable) + (/(soma|basal|apical)\.v/.test(variable) ? 0 : 4),
    stage.theme.get(),
  )

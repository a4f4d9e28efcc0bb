import { variableColour } from '../../colour.ts'
import type { RecomputedTrace } from '../../source/recompute/recomputer.ts'
import type { Samples } from '../../source/traces.ts'
import type { Pin, Stage } from '../../stage.ts'
import type { Drawing, Point, Series } from '../chart.ts'
import { quantity } from '../quantity.ts'
import { presentationsIn } from '../raster/strip.ts'

/** A voltage of a pinned unit in the window. */
export interface Voltage {
  variable: string
  unit: string // physical
  samples: Samples
  source: 'recorded' | 'recomputed'
}

/** Loaded voltages of a pinned unit in the window, one entry a variable; recomputed where none was recorded. */
export const voltagesOf = (pin: Pin, stage: Stage): Voltage[] => {
  const { from, to } = stage.view.get()
  const [first, end] = [Math.floor(from), Math.ceil(to)]
  if (stage.run.recomputed?.isFor(pin)) return recomputedOf(stage.run.recomputed.traces(pin, first, end), first, end)
  return stage.run.traces
    .filter(t => t.population === pin.population && t.has(pin.unit))
    .map(t => ({
      variable: t.variable,
      unit: t.unit,
      samples: t.samples(pin.unit, first, end),
      source: 'recorded' as const,
    }))
}

/** Joins the presentations in view. */
const recomputedOf = (traces: readonly RecomputedTrace[], from: number, to: number): Voltage[] =>
  [...new Set(traces.map(t => t.variable))].map(variable => {
    const parts = traces.filter(t => t.variable === variable)
    const inside = parts.flatMap(({ tick, value }) =>
      Array.from(tick, (t, i): [number, number] => [t, value[i]]).filter(([t]) => t >= from && t < to),
    )
    const samples = { tick: inside.map(([t]) => t), value: inside.map(([, v]) => v) }
    return { variable, unit: parts[0].unit, samples, source: 'recomputed' }
  })

/** Voltages, spikes, plateau marks, averaging windows and threshold of one pinned unit. */
export const drawingOf = (pin: Pin, stage: Stage, width: number): Drawing => {
  const { from, to } = stage.view.get()
  const shown = presentationsIn(stage.run.presentations, from, to)
  const phases = shown.flatMap(p => p.phases)
  const names = [...new Set(phases.map(f => f.name))]
  const params = stage.run.file.populations.find(p => p.name === pin.population)?.params ?? {}
  const window = (quantity(params.window) ?? 0) / stage.run.file.dt
  const threshold = quantity(params.th ?? params.threshold)
  const { recomputed } = stage.run
  const how = recomputed?.isFor(pin) ? `: ${recomputed.state(pin, from, to)}` : ''
  const voltages = voltagesOf(pin, stage)
  const variables = voltages.map(v => v.variable)
  return {
    title: `${pin.population} ${pin.unit}${how}`,
    x: [from, to],
    dt: stage.run.file.dt,
    series: voltages.map(
      ({ variable, unit, samples }): Series => ({
        name: unit === '1' ? variable : `${variable} (${unit})`,
        colour: colourOfVariable(variable, variables, stage),
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

const POTENTIALS = ['soma.v', 'basal.v', 'apical.v']

/** The three potentials have the same colours in every run; other variables take the next ones, in their order. */
const colourOfVariable = (variable: string, all: readonly string[], stage: Stage): string => {
  const known = POTENTIALS.indexOf(variable)
  const others = all.filter(v => !POTENTIALS.includes(v))
  return variableColour(known >= 0 ? known : POTENTIALS.length + others.indexOf(variable), stage.theme.get())
}

import { nounOf } from '../../page/time-text.ts'
import { presentationAt } from '../../source/presentations.ts'
import { eachSpike } from '../../source/segments.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Stage } from '../../stage.ts'
import type { Point } from '../chart.ts'

/** Moments that a histogram is aligned to. `unit` is set for events of single units: then only that unit's spikes count in its own population. */
export interface Onsets {
  at: { tick: number; unit?: number }[]
  population?: string
  before: number // ticks
  after: number
  noun: string
  cut: boolean // not all moments in view are used
}

const MOST = 2000
const EVENT_SPAN = 60 // ms

/** Moments in the window: onsets of images or of a phase, or events. */
export const onsetsOf = (stage: Stage, align: string): Onsets => {
  const { from, to } = stage.view.get()
  const event = stage.run.events.find(e => e.name === align)
  if (event) return eventOnsets(event, from, to, Math.round(EVENT_SPAN / stage.run.file.dt))
  const list = stage.run.presentations
  const shown = list.slice(Math.max(0, presentationAt(list, from)), presentationAt(list, to) + 1)
  const spans = shown.flatMap(p =>
    align === 'stimulus' ? [{ start: p.start, end: p.start + p.length }] : p.phases.filter(f => f.name === align),
  )
  const inside = spans.filter(span => span.start >= from && span.start < to)
  const after = inside.slice(0, MOST).reduce((most, span) => Math.max(most, span.end - span.start), 1)
  const noun = inView(align === 'stimulus' ? nounOf(list[0]) : `${align} phase`, inside.length)
  return { at: inside.slice(0, MOST).map(f => ({ tick: f.start })), before: 0, after, noun, cut: inside.length > MOST }
}

const inView = (what: string, n: number): string => `${what}${n === 1 ? '' : 's'} in view`

const eventOnsets = (event: SpikeColumn, from: number, to: number, span: number): Onsets => {
  const at: Onsets['at'] = []
  const { cut } = eachSpike(event.segments(from, to), (tick, unit) => void at.push({ tick, unit }), MOST)
  return {
    at,
    population: event.population,
    before: span,
    after: span,
    noun: inView(`${event.event} event`, at.length),
    cut,
  }
}

const BINS = 80

/** Mean rate of a unit in Hz around the moments; x in ms. */
export const psth = (column: SpikeColumn, onsets: Onsets, dt: number): Point[] => {
  const bin = Math.max(1, Math.ceil((onsets.before + onsets.after) / BINS))
  const counts = new Float64Array(Math.ceil((onsets.before + onsets.after) / bin))
  const own = onsets.population === column.population
  for (const { tick, unit } of onsets.at) {
    const start = tick - onsets.before
    const add = (t: number, u: number) => {
      if (!own || u === unit) counts[Math.floor((t - start) / bin)]++
    }
    eachSpike(column.segments(start, tick + onsets.after), add)
  }
  const units = own ? 1 : Math.max(1, column.units)
  const scale = 1000 / (dt * units * Math.max(1, onsets.at.length))
  const width = (i: number) => Math.min(bin, onsets.before + onsets.after - i * bin) // the last bin may be shorter
  return Array.from(counts, (n, i): Point => [(i * bin - onsets.before) * dt, (n * scale) / width(i)])
}

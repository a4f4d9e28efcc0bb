import { populationColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { TraceColumn } from '../../source/traces.ts'
import type { Stage } from '../../stage.ts'
import { chart } from '../chart.ts'
import { chooser, chosen } from '../choices.ts'
import type { Drawing, Mark, Series } from '../drawing.ts'
import { presentationsIn } from '../raster/strip.ts'
import { listenTime } from '../time-pointer.ts'
import { hasPotentials, potentialColumns, thresholdOf, unitsOf } from './populations.ts'

/** Potentials of some units over time; each spike is marked at threshold, in the colour of its unit. */
export const potentials: Panel = {
  id: 'potentials',
  title: 'Potentials and spikes',
  tab: 'energy',
  needs: hasPotentials,
  mount: (place, stage) => mountPotentials(place, stage),
}

const MOST_UNITS = 6
const MOST_MARKS = 3000

const columnOf = (stage: Stage): TraceColumn => {
  const columns = potentialColumns(stage)
  const name = chosen(
    stage,
    'potential',
    columns.map(c => c.name),
  )
  return columns.find(c => c.name === name) ?? columns[0]
}

const mountPotentials = (place: Place, stage: Stage): Mounted => {
  const choose = chooser(place.head, stage, 'potential', 'potentials')
  const made = chart(place.body)
  const note = h('p', { class: 'hint' })
  place.body.append(note)
  listenTime(made.box, stage, made.left, made.plotWidth)
  const draw = () => {
    if (!isShown(place.body)) return
    choose(potentialColumns(stage).map(c => c.name))
    const column = columnOf(stage)
    const { from, to } = stage.view.get()
    void column.ensure(from, to)
    for (const spikes of spikesOf(stage, column)) void spikes.ensure(from, to)
    made.draw(drawingOf(stage, column))
    made.playhead(stage.clock.now.get() || undefined)
    note.textContent = noteOf(stage, column)
  }
  const tick = (now: number) => made.playhead(now || undefined)
  return { draw, tick, table: () => table(stage, columnOf(stage)), destroy: () => {} }
}

const spikesOf = ({ run }: Stage, { population }: TraceColumn) => run.spikes.filter(s => s.population === population)

/** Pinned units first, then from the first one on. */
const shownUnits = (stage: Stage, column: TraceColumn): number[] => {
  const all = unitsOf(stage, column)
  const pins = stage.view.get().pins.filter(p => p.population === column.population)
  const pinned = pins.map(p => p.unit).filter(unit => all.includes(unit))
  return [...new Set([...pinned, ...all])].slice(0, MOST_UNITS).sort((a, b) => a - b)
}

const drawingOf = (stage: Stage, column: TraceColumn): Drawing => {
  const { from, to } = stage.view.get()
  const threshold = thresholdOf(stage, column.population)
  const units = shownUnits(stage, column)
  const colour = (unit: number) => populationColour(units.indexOf(unit), stage.theme.get())
  const series = units.map((unit): Series => {
    const { tick, value } = column.samples(unit, Math.floor(from), Math.ceil(to))
    return { name: `unit ${unit}`, colour: colour(unit), points: tick.map((t, i) => [t, value[i]]) }
  })
  const starts = presentationsIn(stage.run.presentations, from, to).flatMap(p => p.phases)
  return {
    title: `${column.name}${column.unit === '1' ? '' : ` (${column.unit})`}`,
    x: [from, to],
    dt: stage.run.file.dt,
    series,
    spans: starts.map((f, i) => ({ from: f.start, to: f.end, kind: `phase phase-${i % 2}` })),
    lines: [{ y: threshold, about: 'threshold' }],
    marks: spikes(stage, column, units).map(
      ({ tick, unit }): Mark => ({
        x: tick,
        y: threshold,
        kind: 'spike at-threshold',
        colour: colour(unit),
        about: `spike of unit ${unit} at ${tick * stage.run.file.dt} ms`,
      }),
    ),
  }
}

const spikes = (stage: Stage, column: TraceColumn, units: readonly number[]): { tick: number; unit: number }[] => {
  const { from, to } = stage.view.get()
  const out: { tick: number; unit: number }[] = []
  for (const events of spikesOf(stage, column))
    for (const s of events.segments(from, to))
      for (let i = s.from; i < s.to && out.length < MOST_MARKS; i++)
        if (units.includes(s.unit[i])) out.push({ tick: s.tick[i], unit: s.unit[i] })
  return out
}

const noteOf = (stage: Stage, column: TraceColumn): string => {
  const units = shownUnits(stage, column)
  const count = spikes(stage, column, units).length
  const all = unitsOf(stage, column).length
  const which = units.length < all ? `units ${units.join(', ')} of ${all} (pinned ones first)` : `${all} units`
  const events = count >= MOST_MARKS ? `the first ${MOST_MARKS} spikes are marked` : `${count} spikes in view`
  return spikesOf(stage, column).length > 0 ? `${which}, ${events}` : `${which}; spikes were not recorded`
}

const table = (stage: Stage, column: TraceColumn): Cells[] => {
  const { from, to } = stage.view.get()
  const units = shownUnits(stage, column)
  const marks = new Set(spikes(stage, column, units).map(s => `${s.tick} ${s.unit}`))
  const rows = units.flatMap(unit => {
    const { tick, value } = column.samples(unit, Math.floor(from), Math.ceil(to))
    return tick.map((t, i): Cells => [unit, t, t * stage.run.file.dt, value[i], marks.has(`${t} ${unit}`) ? 1 : 0])
  })
  return [['unit', 'tick', 'time_ms', column.name, 'spike'], ...rows]
}

import { h } from '../../dom.ts'
import { isShown, schedule } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { TraceColumn } from '../../source/traces.ts'
import type { Matrix } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'
import { chooser, chosen } from '../choices.ts'
import { xyPlot } from '../xy.ts'
import { couplingName, type FixedLine, fixedLines } from './fixed-lines.ts'
import { planeColumns, spikesAlong, type Trajectory, trajectoryOf, valueAt } from './plane-data.ts'
import { drawPlane, moveDot } from './plane-draw.ts'
import { hasPotentials, selfConductance, unitsOf } from './populations.ts'

/** Phase plane: the potential of one unit against that of another, within the window in view. */
export const plane: Panel = {
  id: 'plane',
  title: 'Phase plane',
  tab: 'energy',
  needs: hasPotentials,
  mount: (place, stage) => mountPlane(place, stage),
}

const LAYERS = ['forbidden', 'thresholds', 'fixed-lines', 'trajectory', 'crossings', 'ends']

const mountPlane = (place: Place, stage: Stage): Mounted => {
  const pick = {
    x: chooser(place.head, stage, 'x', 'x'),
    y: chooser(place.head, stage, 'y', 'y'),
  }
  const plot = xyPlot(place.body, LAYERS)
  const note = h('p', { class: 'hint' })
  place.body.append(note)
  const weights = coupling(stage)
  const current = () => {
    const column = columnOf(stage)
    return column && trajectoryOf(stage, column, unitPair(stage, column))
  }
  const lines = (path: Trajectory) => linesOf(stage, path, weights(path.column.population))
  const draw = () => {
    if (!isShown(place.body)) return
    const column = columnOf(stage)
    plot.box.hidden = !column
    if (!column) return void (note.textContent = 'Two units with recorded potentials are needed.')
    const { from, to } = stage.view.get()
    load(stage, column, from, to)
    const names = unitsOf(stage, column).slice(0, 200).map(unitName)
    pick.x(names)
    pick.y(names, names[1])
    const path = trajectoryOf(stage, column, unitPair(stage, column))
    drawPlane(plot, stage, path, spikesAlong(stage, path), lines(path))
    note.textContent = noteOf(path, lines(path))
  }
  const tick = (now: number) => {
    const path = current()
    if (path && isShown(place.body)) moveDot(plot, path, now)
  }
  return { draw, tick, table: () => table(stage, current(), lines), destroy: () => {} }
}

const unitName = (unit: number): string => `unit ${unit}`

const columnOf = (stage: Stage): TraceColumn | undefined => {
  const columns = planeColumns(stage)
  const name = chosen(
    stage,
    'potential',
    columns.map(c => c.name),
  )
  return columns.find(c => c.name === name)
}

const unitPair = (stage: Stage, column: TraceColumn): [number, number] => {
  const units = unitsOf(stage, column)
  const names = units.map(unitName)
  return [units[names.indexOf(chosen(stage, 'x', names))], units[names.indexOf(chosen(stage, 'y', names, names[1]))]]
}

const load = ({ run }: Stage, column: TraceColumn, from: number, to: number): void => {
  void column.ensure(from, to)
  for (const spikes of run.spikes.filter(s => s.population === column.population)) void spikes.ensure(from, to)
  void stimulusOf(run, column.population)?.ensure(0, to)
}

const stimulusOf = (run: Stage['run'], population: string) => run.traces.find(t => t.name === `${population}.drive.b`)

/** Weights of the graded coupling of a population, read once. */
const coupling = (stage: Stage) => {
  const known = new Map<string, Matrix | undefined>()
  return (population: string): Matrix | undefined => {
    if (known.has(population)) return known.get(population)
    known.set(population, undefined)
    const column = stage.run.weights.find(w => w.name === couplingName(stage, population))
    const epoch = column?.epochs().at(-1)
    if (column && epoch !== undefined)
      column.read(epoch).then(
        matrix => {
          known.set(population, matrix)
          schedule(() => stage.run.changed.emit())
        },
        () => {}, // without weights there are no lines
      )
    return undefined
  }
}

const linesOf = (stage: Stage, path: Trajectory, weights: Matrix | undefined): FixedLine[] => {
  const { column, units } = path
  const at = stage.clock.now.get() || stage.view.get().to
  const stimulus = stimulusOf(stage.run, column.population)
  return fixedLines(
    units,
    { weights, self: selfConductance(stage, column.population) },
    unit => valueAt(stimulus, unit, at),
    unit => valueAt(column, unit, at),
  )
}

const noteOf = (path: Trajectory, lines: readonly FixedLine[]): string =>
  `${path.tick.length} steps in view; ring: first, dot: clock or last. ${lines.length > 0 ? 'Dashed: no drive on that unit, below threshold. ' : ''}Shaded: above threshold. Points: steps with a spike.`

const table = (stage: Stage, path: Trajectory | undefined, lines: (path: Trajectory) => FixedLine[]): Cells[] => {
  if (!path) return [['tick', 'time_ms']]
  const { column, units } = path
  const spiking = spikesAlong(stage, path)
  const spiked = (i: number) =>
    spiking
      .filter(s => s.index === i)
      .map(s => s.unit)
      .join(' ')
  const rows = path.tick.map((t, i): Cells => [t, t * stage.run.file.dt, path.x[i], path.y[i], spiked(i)])
  const fixed = lines(path).map(({ unit, a, b, c }): Cells => [`no drive on unit ${unit}`, '', a, b, c])
  return [['tick', 'time_ms', `${column.name} ${units[0]}`, `${column.name} ${units[1]}`, 'spikes'], ...rows, ...fixed]
}

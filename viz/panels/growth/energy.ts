import { variableColour } from '../../colour.ts'
import { h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { TraceColumn } from '../../source/traces.ts'
import type { Stage } from '../../stage.ts'
import { type Chart, chart } from '../chart.ts'
import type { Drawing, Series } from '../drawing.ts'
import { listenTime } from '../time-pointer.ts'
import { energyColumns, isEnergy } from './populations.ts'

/** Energy of each population over time: as its units minimise it, and without the barrier. */
export const energy: Panel = {
  id: 'energy',
  title: 'Energy',
  tab: 'energy',
  needs: columns => columns.some(c => c.startsWith('measures.') && isEnergy(c.slice('measures.'.length))),
  mount: (place, stage) => mountEnergy(place, stage),
}

const MOST = 8
/** 'energy.x' has its partner without the barrier in 'power.x'. */
const partner = ({ run }: Stage, column: TraceColumn) =>
  run.measures.find(m => m.name === column.name.replace(/^energy/, 'power'))

const mountEnergy = (place: Place, stage: Stage): Mounted => {
  const grid = h('div', { class: 'chart-grid energy-grid' })
  const note = h('p', { class: 'hint' }, 'H = ½ v′Qv − b′v, and with the barrier + Ψ·Σ[v]₊; when a step begins')
  place.body.append(grid, note)
  const columns = energyColumns(stage).slice(0, MOST)
  const charts = columns.map((column): [TraceColumn, Chart] => {
    const made = chart(grid)
    listenTime(made.box, stage, made.left, made.plotWidth)
    return [column, made]
  })
  grid.classList.toggle('three', charts.length > 4)
  grid.classList.toggle('one', charts.length === 1)
  const tick = (now: number) => {
    for (const [, made] of charts) made.playhead(now || undefined)
  }
  const draw = () => {
    if (!isShown(place.body)) return
    const { from, to } = stage.view.get()
    for (const [column, made] of charts) {
      void column.ensure(from, to)
      void partner(stage, column)?.ensure(from, to)
      made.draw(drawingOf(stage, column))
    }
    tick(stage.clock.now.get())
  }
  return { draw, tick, table: () => table(stage, columns), destroy: () => {} }
}

const seriesOf = (stage: Stage, column: TraceColumn): Series[] => {
  const { from, to } = stage.view.get()
  const points = (c: TraceColumn | undefined) => {
    const { tick, value } = c?.samples(0, Math.floor(from), Math.ceil(to)) ?? { tick: [], value: [] }
    return tick.map((t, i): [number, number] => [t, value[i]])
  }
  const colour = (i: number) => variableColour(i, stage.theme.get())
  const without = partner(stage, column)
  return [
    { name: 'H', colour: colour(2), points: points(column) },
    ...(without ? [{ name: 'no barrier', colour: colour(1), points: points(without), dash: '5 3' }] : []),
  ]
}

const drawingOf = (stage: Stage, column: TraceColumn): Drawing => {
  const series = seriesOf(stage, column)
  return {
    title: column.name.replace(/^energy\.?/, '') || 'energy',
    x: [stage.view.get().from, stage.view.get().to],
    dt: stage.run.file.dt,
    series,
  }
}

const table = (stage: Stage, columns: readonly TraceColumn[]): Cells[] => {
  const rows = columns.flatMap(column => {
    const [withBarrier, without] = seriesOf(stage, column)
    return withBarrier.points.map(
      ([tick, value], i): Cells => [
        column.population,
        tick,
        tick * stage.run.file.dt,
        value,
        without?.points[i]?.[1] ?? '',
      ],
    )
  })
  return [['population', 'tick', 'time_ms', 'energy', 'energy_without_barrier'], ...rows]
}

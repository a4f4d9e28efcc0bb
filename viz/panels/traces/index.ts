import { button, h } from '../../dom.ts'
import { isShown } from '../../frames.ts'
import { scaled } from '../../letters.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import { type Pin, type Stage, samePin, togglePin } from '../../stage.ts'
import { type Chart, chart } from '../chart.ts'
import { listenTime } from '../time-pointer.ts'
import { drawingOf, voltagesOf } from './drawing.ts'

export const traces: Panel = {
  id: 'traces',
  title: 'Voltages of pinned neurons',
  tab: 'activity',
  // Where only spikes were recorded, voltages are recomputed.
  needs: columns => columns.includes('traces') || (columns.includes('presentations') && columns.some(isSpike)),
  mount: (place, stage) => mountTraces(place, stage),
}

const isSpike = (column: string) => column.endsWith('.spike')

interface Row {
  pin: Pin
  element: HTMLElement
  chart: Chart
}

const MOST = 12
/** The same left and right edges as the raster above, so that times stand one below the other. */
const aligned = () => ({ left: scaled(78), right: 18 })

const mountTraces = (place: Place, stage: Stage): Mounted => {
  const list = h('div', {
    class: 'trace-list',
    tabindex: 0,
    role: 'group',
    'aria-label': 'Voltages of pinned neurons',
  })
  const hint = h('p', { class: 'hint' }, 'Click a neuron in the raster to pin it here.')
  place.body.append(list, hint)
  let rows: Row[] = []
  const pins = () =>
    stage.view
      .get()
      .pins.filter(p => stage.run.recomputed?.isFor(p) || stage.run.traces.some(t => t.population === p.population))
      .slice(0, MOST)
  const update = () => {
    const wanted = pins()
    for (const row of rows.filter(r => !wanted.some(p => samePin(p, r.pin)))) row.element.remove()
    rows = wanted.map(pin => rows.find(r => samePin(r.pin, pin)) ?? addRow(list, pin, stage))
    hint.hidden = rows.length > 0
    list.hidden = rows.length === 0
  }
  return {
    draw: () => {
      if (!isShown(place.body)) return
      update()
      const { from, to } = stage.view.get()
      for (const trace of stage.run.traces) void trace.locate().then(() => trace.ensure(from, to))
      for (const events of stage.run.events) void events.ensure(from, to)
      stage.run.recomputed?.ensure(pins(), from, to)
      rows.forEach((row, i) => {
        row.element.classList.toggle('last', i === rows.length - 1)
        row.chart.draw({ ...drawingOf(row.pin, stage, row.chart.plotWidth()), hideX: i < rows.length - 1 })
      })
      for (const row of rows) row.chart.playhead(stage.clock.now.get() || undefined)
    },
    tick: now => {
      for (const row of rows) row.chart.playhead(now || undefined)
    },
    table: () => table(pins(), stage),
    destroy: () => {},
  }
}

const addRow = (list: HTMLElement, pin: Pin, stage: Stage): Row => {
  const unpin = button('unpin', `Unpin ${pin.population} ${pin.unit}`, () => togglePin(stage.view, pin), {
    class: 'plain unpin',
  })
  const element = h('div', { class: 'trace-row' })
  list.append(element)
  const made = chart(element, aligned())
  element.append(unpin)
  listenTime(made.box, stage, made.left, made.plotWidth)
  return { pin, element, chart: made }
}

const table = (pins: readonly Pin[], stage: Stage): Cells[] => {
  const rows: Cells[] = [['population', 'unit', 'variable', 'tick', 'time_ms', 'value', 'source']]
  for (const pin of pins)
    for (const { variable, samples, source } of voltagesOf(pin, stage))
      samples.tick.forEach((tick, i) => {
        rows.push([pin.population, pin.unit, variable, tick, tick * stage.run.file.dt, samples.value[i], source])
      })
  return rows
}

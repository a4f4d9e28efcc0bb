import { labelColour, pixelOf, populationColour } from '../../colour.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Stage, Theme } from '../../stage.ts'
import { labelledSpan, orderUnits, preferredLabels } from './order.ts'
import { type Group, type RowWindow, stackGroups, unitBands } from './rows.ts'

/** Rows and colours of the raster, worked out again only when they can have changed. */
export interface RasterModel {
  columns(): SpikeColumn[]
  groups(): { groups: Group[]; height: number }
  colours(column: SpikeColumn, theme: Theme): Uint32Array
  bands(group: Group, window: RowWindow): { top: Int32Array; bottom: Int32Array }
  /** Sorts again, by what is in the window now. */
  resort(): void
}

export const rasterModel = (stage: Stage): RasterModel => {
  const orders = new Map<SpikeColumn, { key: string; order: Uint32Array }>()
  const labels = new Map<SpikeColumn, { key: string; labels: Int32Array }>()
  const columns = () => stage.run.spikes.filter(c => !stage.view.get().hidden.includes(c.population))

  const orderOf = (column: SpikeColumn) => {
    const { sort, from, to } = stage.view.get()
    const isDone = sort === 'index' || (sort === 'preferred label' ? hasLabels(column) : column.complete(from, to))
    const key = `${sort} ${isDone}`
    const known = orders.get(column)
    if (known && (known.key === key || known.key === `${sort} true`)) return known.order
    const order = orderUnits(column, sort, from, to, () => labelsOf(column))
    orders.set(column, { key, order })
    return order
  }
  const hasLabels = (column: SpikeColumn) => column.complete(0, labelledSpan(stage.run.presentations).end)
  /** What is missing is asked for; the raster is drawn again when it is there. */
  const labelsOf = (column: SpikeColumn) => {
    const { end } = labelledSpan(stage.run.presentations)
    const key = `${end} ${hasLabels(column)}`
    const known = labels.get(column)
    if (known?.key === key) return known.labels
    if (!hasLabels(column)) void column.ensure(0, end)
    const found = preferredLabels(column, stage.run.presentations)
    labels.set(column, { key, labels: found })
    return found
  }
  const colours = (column: SpikeColumn, theme: Theme) => {
    if (stage.view.get().colour === 'label')
      return Uint32Array.from(labelsOf(column), l => pixelOf(labelColour(l, theme)))
    const index = stage.run.spikes.indexOf(column)
    return new Uint32Array(column.units).fill(pixelOf(populationColour(index, theme)))
  }
  return {
    columns,
    groups: () => stackGroups(columns().map(c => ({ name: c.population, units: c.units, order: orderOf(c) }))),
    colours,
    bands: unitBands,
    resort: () => orders.clear(),
  }
}

import { h } from '../../dom.ts'
import { isShown, schedule } from '../../frames.ts'
import type { Cells, Mounted, Panel, Place } from '../../panel.ts'
import type { Stage } from '../../stage.ts'
import { chooser, chosen } from '../choices.ts'
import { matrixNames, type Table, tablesOf, weightCache } from './matrices.ts'
import { type MatrixPlot, matrixPlot } from './matrix-draw.ts'
import { hasWindows, windowTables } from './windows.ts'

/** Effects as a matrix: neurons by estimators, or a layer's learned feedback beside its forward weights. */
export const matrix: Panel = {
  id: 'matrix',
  title: 'Effects as a matrix',
  tab: 'effects',
  needs: columns => hasWindows(columns) || columns.includes('agreement'),
  mount: (place, stage) => mountMatrix(place, stage),
}

const mountMatrix = (place: Place, stage: Stage): Mounted => {
  const pick = chooser(place.head, stage, 'matrix', 'matrix')
  const body = h('div', { class: 'matrices' })
  const note = h('p', { class: 'hint' })
  place.body.append(body, note)
  const plots: MatrixPlot[] = [0, 1].map(() => matrixPlot(body))
  const weights = weightCache(stage, () => schedule(draw))
  const tables = () => tablesOf(stage, chosen(stage, 'matrix', matrixNames(stage)), weights) ?? []
  const draw = () => {
    if (!isShown(place.body)) return
    for (const table of windowTables(stage)) table.load()
    pick(matrixNames(stage))
    const found = tables()
    plots.forEach((plot, i) => {
      plot.box.hidden = i >= found.length
    })
    found.forEach((table, i) => {
      plots[i].draw(table, stage.theme.get())
    })
    note.textContent = found.length > 0 ? noteOf(found) : 'No effects are known yet.'
  }
  return { draw, table: () => cells(tables()), vector: canvas => vectorOf(plots, canvas), destroy: () => {} }
}

const vectorOf = (plots: readonly MatrixPlot[], canvas: HTMLCanvasElement): SVGElement | undefined =>
  plots.find(p => p.canvas === canvas)?.vector()

const noteOf = (tables: readonly Table[]): string => {
  const [{ rows, columns }] = tables
  return tables.length > 1
    ? `${rows.length} units above by ${columns.length} below; each matrix has a scale of its own. Epoch: as in Weights.`
    : `${columns.length} neurons by ${rows.length} estimates; grey: unknown`
}

const cells = (tables: readonly Table[]): Cells[] => [
  ['matrix', 'row', ...(tables[0]?.columns ?? [])],
  ...tables.flatMap(t =>
    t.rows.map((row, i): Cells => {
      const values = t.values.subarray(i * t.columns.length, (i + 1) * t.columns.length)
      return [t.title, row, ...[...values].map(v => (Number.isFinite(v) ? v : ''))]
    }),
  ),
]

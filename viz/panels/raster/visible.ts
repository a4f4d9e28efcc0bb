import { s } from '../../dom.ts'
import type { Cells } from '../../panel.ts'
import { countSpikes } from '../../source/segments.ts'
import type { Stage } from '../../stage.ts'
import type { Layer } from './job.ts'
import type { RasterModel } from './model.ts'
import { type RowWindow, unitBands } from './rows.ts'

const MOST_ROWS = 500_000
const MOST_MARKS = 40_000

/** The spikes in view: tick, time in ms, population, unit. */
export const visibleTable = (stage: Stage, model: RasterModel, rows: RowWindow): Cells[] => {
  const { from, to } = stage.view.get()
  const out: Cells[] = [['tick', 'time_ms', 'population', 'unit']]
  for (const [i, column] of model.columns().entries()) {
    const { top } = unitBands(model.groups().groups[i], rows)
    for (const seg of column.segments(from, to))
      for (let k = seg.from; k < seg.to && out.length <= MOST_ROWS; k++)
        if (top[seg.unit[k]] >= 0)
          out.push([seg.tick[k], seg.tick[k] * stage.run.file.dt, column.population, seg.unit[k]])
  }
  return out
}

/** One path per colour and population; undefined above the cap, where a picture takes its place. */
export const vectorSpikes = (_stage: Stage, layers: readonly Layer[]): SVGElement | undefined => {
  if (layers.reduce((sum, l) => sum + countSpikes(l.segments), 0) > MOST_MARKS) return undefined
  return s('g', { class: 'vector-spikes' }, ...layers.flatMap(layer => pathsOf(layer)))
}

const pathsOf = ({ mapping: m, segments }: Layer): SVGPathElement[] => {
  const paths = new Map<number, string[]>()
  const scale = m.width / (m.to - m.from)
  for (const seg of segments)
    for (let k = seg.from; k < seg.to; k++) {
      const u = seg.unit[k]
      if (!(m.top[u] >= 0)) continue
      const list = paths.get(m.colour[u]) ?? []
      list.push(`M${((seg.tick[k] - m.from) * scale).toFixed(2)},${m.top[u]}v${m.bottom[u] - m.top[u]}`)
      paths.set(m.colour[u], list)
    }
  return [...paths].map(([colour, list]) =>
    s('path', { d: list.join(''), fill: 'none', stroke: hex(colour), 'stroke-width': Math.max(1, m.mark) }),
  )
}

const hex = (pixel: number): string => {
  const bytes = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
  return `#${bytes.map(b => b.toString(16).padStart(2, '0')).join('')}`
}

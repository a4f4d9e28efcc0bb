import { timeText } from '../../page/time-text.ts'
import { presentationAt } from '../../source/presentations.ts'
import type { SpikeColumn } from '../../source/spike-column.ts'
import type { Stage } from '../../stage.ts'
import { type Group, type RowWindow, rowAt } from './rows.ts'

/** A spike (or only a row) under the pointer. */
export interface Target {
  population: string
  unit: number
  tick?: number // undefined: no spike is near
}

const REACH = 5 // pixels
const MOST = 200_000

/** The row under a point of the plot, and the spike nearest to it. */
export const targetAt = (
  x: number,
  y: number,
  width: number,
  view: { from: number; to: number },
  rows: RowWindow,
  groups: readonly Group[],
  columns: readonly SpikeColumn[],
): Target | undefined => {
  const perPixel = (view.to - view.from) / width
  const tick = view.from + x * perPixel
  for (const [g, group] of groups.entries()) {
    const near = rowsNear(group, y, rows)
    if (near.length === 0) continue
    const units = near.map(row => group.order[row])
    const found = nearest(columns[g], new Set(units), tick, REACH * perPixel)
    const here = rowAt(group, y, rows)
    if (found) return { population: group.name, ...found }
    return here < 0 ? undefined : { population: group.name, unit: group.order[here] }
  }
  return undefined
}

/** The row at y, and those within two pixels where rows are thin. */
const rowsNear = (group: Group, y: number, window: RowWindow): number[] => {
  const rows = [-2, -1, 0, 1, 2].map(d => rowAt(group, y + d, window)).filter(row => row >= 0)
  const [low, high] = [Math.min(...rows), Math.max(...rows)]
  return rows.length === 0 ? [] : Array.from({ length: Math.min(64, high - low + 1) }, (_, i) => low + i)
}

const nearest = (column: SpikeColumn, units: Set<number>, tick: number, reach: number) => {
  let best: { unit: number; tick: number } | undefined
  let seen = 0
  for (const s of column.segments(tick - reach - 1, tick + reach + 1))
    for (let i = s.from; i < s.to && seen < MOST; i++, seen++) {
      if (!units.has(s.unit[i])) continue
      const distance = Math.abs(s.tick[i] + 0.5 - tick)
      if (!best || distance < Math.abs(best.tick + 0.5 - tick)) best = { unit: s.unit[i], tick: s.tick[i] }
    }
  return best
}

/** Lines for the tooltip: unit, time, voltage where it was recorded, the image that was shown. */
export const describe = (target: Target, stage: Stage): string[] => {
  const { run } = stage
  const lines = [`${target.population} ${target.unit}`]
  if (target.tick === undefined) return lines
  lines.push(timeText(target.tick * run.file.dt))
  const trace = run.traces.find(t => t.population === target.population && t.variable === 'soma.v')
  const value = trace?.samples(target.unit, target.tick, target.tick + 1).value[0]
  if (trace && value !== undefined) lines.push(`soma ${value.toFixed(3)}${trace.unit === '1' ? '' : ` ${trace.unit}`}`)
  const p = run.presentations[presentationAt(run.presentations, target.tick)]
  if (p && target.tick < p.start + p.length) {
    lines.push(`+${timeText((target.tick - p.start) * run.file.dt)} after the image`)
    if (p.label >= 0) lines.push(`label ${p.label}`)
  }
  return lines
}

import { nounOf, timeText } from '../../page/time-text.ts'
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

const MOST_VOLTAGES = 3

/** The recorded variables of the unit at a tick, or those that were recomputed for it; none where neither is. */
const voltagesAt = ({ population, unit }: Target, tick: number, { run }: Stage): string[] => {
  const recorded = run.traces
    .filter(t => t.population === population && t.has(unit))
    .map(t => ({ ...t, values: t.samples(unit, tick, tick + 1).value }))
  const pin = { population, unit }
  const again = run.recomputed?.isFor(pin) ? run.recomputed.traces(pin, tick, tick + 1) : []
  const told = again.map(t => ({ ...t, values: [t.value[t.tick.indexOf(tick)]] }))
  return [...recorded, ...told]
    .slice(0, MOST_VOLTAGES)
    .flatMap(({ variable, unit: in_, values: [value] }) =>
      value === undefined ? [] : [`${variable} ${value.toFixed(3)}${in_ === '1' ? '' : ` ${in_}`}`],
    )
}

/** Lines for the tooltip: unit, time, voltage where it was recorded, the image that was shown. */
export const describe = (target: Target, stage: Stage): string[] => {
  const { run } = stage
  const lines = [`${target.population} ${target.unit}`]
  if (target.tick === undefined) return lines
  lines.push(timeText(target.tick * run.file.dt))
  lines.push(...voltagesAt(target, target.tick, stage))
  const p = run.presentations[presentationAt(run.presentations, target.tick)]
  if (p && target.tick < p.start + p.length) {
    lines.push(`+${timeText((target.tick - p.start) * run.file.dt)} after the ${nounOf(p)} began`)
    if (p.label >= 0) lines.push(`label ${p.label}`)
  }
  return lines
}

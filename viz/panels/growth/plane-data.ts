import type { TraceColumn } from '../../source/traces.ts'
import type { Stage } from '../../stage.ts'
import { potentialColumns, unitsOf } from './populations.ts'

export interface Trajectory {
  column: TraceColumn
  units: [number, number]
  tick: number[]
  x: number[]
  y: number[]
}

/** Columns of potentials of which at least two units are recorded. */
export const planeColumns = (stage: Stage): TraceColumn[] =>
  potentialColumns(stage).filter(c => unitsOf(stage, c).length >= 2)

/** The path of two units within the window in view. */
export const trajectoryOf = (stage: Stage, column: TraceColumn, units: [number, number]): Trajectory => {
  const { from, to } = stage.view.get()
  const [a, b] = units.map(unit => column.samples(unit, Math.floor(from), Math.ceil(to)))
  return { column, units, tick: a.tick, x: a.value, y: b.value }
}

/** The last sample at or before a tick. */
export const sampleAt = (tick: readonly number[], at: number): number => {
  let i = tick.length - 1
  while (i > 0 && tick[i] > at) i--
  return i
}

/** Indices of the samples from which a step began in which one of the two units spiked. */
export const spikesAlong = (stage: Stage, { column, units, tick }: Trajectory): { index: number; unit: number }[] => {
  const { from, to } = stage.view.get()
  const index = new Map(tick.map((t, i) => [t, i]))
  const out: { index: number; unit: number }[] = []
  for (const events of stage.run.spikes.filter(s => s.population === column.population))
    for (const s of events.segments(from, to))
      for (let i = s.from; i < s.to; i++) {
        const at = index.get(s.tick[i] - 1) ?? index.get(s.tick[i])
        if (at !== undefined && units.includes(s.unit[i])) out.push({ index: at, unit: s.unit[i] })
      }
  return out
}

/** Value of a trace of one unit at a tick, if it is recorded and loaded. */
export const valueAt = (column: TraceColumn | undefined, unit: number, at: number): number | undefined => {
  if (!column?.has(unit)) return undefined
  const { tick, value } = column.samples(unit, 0, Math.floor(at) + 1)
  return value[tick.length - 1]
}

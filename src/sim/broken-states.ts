/** States of units that are no numbers any more: a network runs on with them, and what it shows means nothing (weights end a run: checkFinite). */
import type { Machine } from '../backend/backend.ts'
import type { Planned } from '../plan/protocol.ts'

export interface BrokenState {
  column: string // 'cell.soma.v'
  epoch: number // from 1: it was seen at the end of this one
  units: number // in which it is NaN or infinite
  size: number
  unit: number // the first of them
  value: string // of that one: 'NaN', 'Infinity', '-Infinity'
}

/** Looks at the states and traces of the first lane, and tells of each column once. */
export const brokenStates = ({ plan }: Planned): ((machine: Machine, epoch: number) => Promise<BrokenState[]>) => {
  const isFloat = (c: (typeof plan.columns)[number]) => c.type === 'f32' && (c.role === 'state' || c.role === 'trace')
  const sound = new Set(plan.columns.filter(isFloat).map(c => c.name))
  return async (machine, epoch) => {
    const names = [...sound]
    const all = await Promise.all(names.map(name => machine.read(name)))
    const broken = names.flatMap((name, k) => brokenIn(name, all[k], epoch) ?? [])
    for (const { column } of broken) sound.delete(column)
    return broken
  }
}

const brokenIn = (column: string, values: ArrayLike<number>, epoch: number): BrokenState | undefined => {
  let [units, unit] = [0, -1]
  for (let i = values.length - 1; i >= 0; i--)
    if (!Number.isFinite(values[i])) {
      units++
      unit = i
    }
  return units ? { column, epoch, units, size: values.length, unit, value: String(values[unit]) } : undefined
}

/** For people. */
export const brokenText = (b: BrokenState): string =>
  `${b.column} is no number in ${b.units} of ${b.size} units at the end of epoch ${b.epoch} (unit ${b.unit}: ${b.value}), and what they show means nothing: look for a division by 0, a time constant below 0, or a dt too long for Euler's method`

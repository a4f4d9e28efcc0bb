/** Checks initial values against the limits of the models. */
import { SpecError } from '../errors.ts'
import { eachSynapse } from '../plan/connect.ts'
import type { Arriving, LimitCheck, Reach } from '../plan/limits.ts'
import type { Column, Plan } from '../plan/plan.ts'
import type { Planned } from '../plan/protocol.ts'

const sides = {
  above: { holds: (x: number, bound: number) => x > bound, words: 'more than' },
  from: { holds: (x: number, bound: number) => x >= bound, words: 'at least' },
  below: { holds: (x: number, bound: number) => x < bound, words: 'less than' },
  upTo: { holds: (x: number, bound: number) => x <= bound, words: 'at most' },
} as const

/** Throws SpecError with the value to keep to and the unit that needs it most. */
export const checkLimits = ({ limits }: Pick<Planned, 'limits'>, plan: Plan): void => {
  const columns = new Map(plan.columns.map(c => [c.name, c]))
  for (const limit of limits) checkLimit(limit, plan, columns)
}

const checkLimit = (limit: LimitCheck, plan: Plan, columns: ReadonlyMap<string, Column>): void => {
  const initial = (column: string, unit: number) => initialAt(columns.get(column), unit)
  const reach = reachOf(limit, plan, columns)
  const { holds, words } = sides[limit.side]
  const { value } = limit
  let worst: { unit: number; x: number; bound: number } | undefined
  for (let unit = 0; unit < limit.size; unit++) {
    const x = typeof value === 'function' ? value(unit) : initial(value.column, unit)
    const bound = limit.bound(unit, initial, reach)
    const misses = !holds(x, bound)
    if (misses && (!worst || Math.abs(x - bound) > Math.abs(worst.x - worst.bound))) worst = { unit, x, bound }
  }
  if (!worst) return
  const which = limit.size > 1 ? ` in unit ${worst.unit}` : ''
  const why = limit.why ? ` (${limit.why})` : ''
  throw new SpecError(limit.path, `${words} ${rounded(worst.bound)}${which}${why}`, `${rounded(worst.x)}`)
}

const rounded = (x: number): number => Number(x.toPrecision(9))

/** A column that nothing in the plan needs has no value: nothing can go wrong with it. */
const initialAt = (column: Column | undefined, unit: number): number => {
  const initial = column?.initial ?? 0
  return typeof initial === 'number' ? initial : initial[unit]
}

/** Sums of absolute weights by compartment and unit, as if every sender were at 1. */
const reachOf = ({ reaches, size }: LimitCheck, plan: Plan, columns: ReadonlyMap<string, Column>): Reach => {
  const sums = Object.fromEntries(
    Object.entries(reaches).map(([compartment, all]) => {
      const sum = new Float64Array(size)
      for (const one of all) addAbsolute(sum, one, plan, columns)
      return [compartment, sum]
    }),
  )
  return (compartment, unit) => sums[compartment][unit]
}

const addAbsolute = (
  sum: Float64Array,
  { column, layout, transposed }: Arriving,
  plan: Plan,
  columns: ReadonlyMap<string, Column>,
): void => {
  const found = plan.layouts.find(l => l.name === layout)
  const weights = columns.get(column)
  if (!found || !weights) return
  eachSynapse(found, (pre, post, element) => {
    sum[transposed ? pre : post] += Math.abs(initialAt(weights, element))
  })
}

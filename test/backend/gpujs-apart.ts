/** How far two outcomes of a plan are apart. */
import type { Plan } from '../../src/plan/plan.ts'
import { elementsOf, type Outcome } from './compare.ts'

export interface Apart {
  /** The largest |got - expected| / |expected|. */
  readonly relative: number
  /** The element where it is, with both values. */
  readonly where: string
}

export const NEAR: Apart = { relative: 0, where: '' }

/** Numbers below this are 0 to every back end (the plan's flush): they are compared as if they were this large. */
const TINY = 2 ** -100

const apart = (expected: number, got: number): number =>
  expected === got ? 0 : Math.abs(got - expected) / Math.max(Math.abs(expected), TINY)

export const larger = (a: Apart, b: Apart): Apart => (b.relative <= a.relative ? a : b)

/** The worst element; infinite where lengths differ. `ignore`: columns that are undefined in part. */
export const apartOf = (
  plan: Plan,
  expected: Partial<Outcome>,
  got: Partial<Outcome>,
  ignore: string[] = [],
): Apart => {
  const others = visible(plan, got, ignore)
  let worst = NEAR
  for (const [name, values] of Object.entries(visible(plan, expected, ignore))) {
    const given = others[name]
    if (given?.length !== values.length) return { relative: Number.POSITIVE_INFINITY, where: `${name}: length` }
    for (let i = 0; i < values.length; i++) {
      const relative = apart(values[i], given[i])
      if (relative <= worst.relative) continue
      worst = { relative, where: `${name}[${i}]: expected ${values[i]}, got ${given[i]}` }
    }
  }
  return worst
}

/** What of an outcome is defined: no padding of layouts, no column that is ignored. */
const visible = (plan: Plan, { saved = {}, logged = {} }: Partial<Outcome>, ignore: string[]) => {
  const all: Record<string, ArrayLike<number>> = {}
  for (const [name, values] of Object.entries(saved)) {
    const column = plan.columns.find(c => `column:${c.name}` === name)
    if (column && ignore.includes(column.name)) continue
    const layout = plan.layouts.find(l => l.name === column?.layout)
    all[name] = layout ? Float64Array.from(elementsOf(layout), i => values[i]) : values
  }
  for (const [probe, { counts, entries, values }] of Object.entries(logged))
    for (const [part, lanes] of Object.entries({ counts, entries, values }))
      for (const [lane, numbers] of lanes.entries()) all[`${probe} ${part} of lane ${lane}`] = numbers
  return all
}

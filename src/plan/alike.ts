/**
 * Plans that differ in numbers only, as one: a back end runs the networks side by side as replicas. Where constants of equations differ,
 * the one plan reads them from a column, in which each replica has its own. A value that changes what is computed (a size, a delay, a
 * factor of 0, which drops its term) makes another plan.
 */
import { Differ, merger, type Numbers, numbersOf } from './alike-merge.ts'
import type { Column, Plan } from './plan.ts'

export interface Alike {
  /** What they have in common, with the initial values of the first. */
  plan: Plan
  /** That plan with the initial values and the numbers of one of them. */
  of(replica: number): Plan
  /** Columns that none of the plans has: the numbers in which they differ. */
  added: readonly string[]
}

/** Undefined where one of the plans computes something else. */
export const alike = (plans: readonly Plan[]): Alike | undefined => {
  const numbers = numbersOf(plans.length)
  try {
    const plan = mergedPlan(plans, numbers)
    const added = numbers.columns()
    const of = (replica: number): Plan => ({
      ...plan,
      columns: [...withInitial(plan.columns, plans[replica].columns), ...added.map(c => c.of(replica))],
    })
    const columns = [...plan.columns, ...added.map(c => c.of(0))]
    return { plan: { ...plan, columns }, of, added: added.map(c => c.name) }
  } catch (error) {
    if (error instanceof Differ) return undefined
    throw error
  }
}

const mergedPlan = (plans: readonly Plan[], numbers: Numbers): Plan => {
  const merge = merger(numbers)
  const rest = merge(plans.map(({ columns: _, ...other }) => other)) as Omit<Plan, 'columns'>
  const columns = merge(plans.map(p => p.columns.map(({ initial: _, ...column }) => column))) as Column[]
  return { ...rest, columns: columns.map((c, i) => ({ ...c, ...initialOf(plans.map(p => p.columns[i].initial)) })) }
}

/** Back ends lay out a column whose initial values differ as one that has some, even where the first network has 0. */
const initialOf = (all: readonly Column['initial'][]): Pick<Column, 'initial'> => {
  const [first] = all
  if (all.every(initial => initial === first)) return first === undefined ? {} : { initial: first }
  return {
    initial: typeof first === 'object' ? first : (all.find(initial => typeof initial === 'object' || initial) ?? 0),
  }
}

const withInitial = (columns: readonly Column[], own: readonly Column[]): Column[] =>
  own.map((column, i) => ({ ...columns[i], initial: column.initial ?? 0 }))

/** Which weights no kernel changes: only the host writes them, so that a copy in another order stays good between its writes. */
import type { Kernel, Plan } from '../../plan/plan.ts'
import { kernelsOf, type Names, stored } from '../names.ts'

const written = (kernel: Kernel): readonly string[] => {
  if (kernel.verb === 'learn' || kernel.verb === 'step') return stored(kernel.body)
  if (kernel.verb === 'routine') return kernel.writes
  return 'into' in kernel ? [kernel.into] : 'column' in kernel && kernel.verb !== 'log' ? [kernel.column] : []
}

const known = new WeakMap<Plan, Set<string>>()

const changing = (plan: Plan): Set<string> => {
  const made = known.get(plan) ?? new Set(kernelsOf(plan).flatMap(written))
  known.set(plan, made)
  return made
}

export const isFixed = (weights: string, names: Names): boolean => {
  const { perLane, slots } = names.column(weights)
  return !perLane && slots === 1 && !changing(names.plan).has(weights)
}

/**
 * Columns that a fused phase keeps in the memory of its workgroup, S, for all its ticks: state and parameters of units that its steps
 * read or store most often. It copies them there before its first tick and back after its last.
 */
import type { Kernel } from '../../plan/plan.ts'
import { type Names, nodesBelow, padded, rootsOf, stored } from '../names.ts'

/** Word of S where each column begins. */
export type Resident = ReadonlyMap<string, number>

/** What every adapter allows a workgroup, without what rounding up may cost. */
const MOST_BYTES = 16384 - 64
/** A column that is read once a tick is not worth the copies of a short phase. */
const LEAST_USES = 2

/** `taken`: bytes that the kernels need themselves. */
export const residentOf = (tick: readonly Kernel[], names: Names, taken: number): Resident => {
  const uses = new Map<string, number>()
  for (const column of tick.flatMap(usedBy)) uses.set(column, (uses.get(column) ?? 0) + 1)
  const isFit = (name: string) => names.column(name).type === 'f32' && names.column(name).slots === 1
  const wanted = [...uses.keys()].filter(name => uses.get(name)! >= LEAST_USES && isFit(name))
  const most = Math.floor((MOST_BYTES - taken) / 4)
  const kept = new Map<string, number>()
  let words = 0
  for (const name of wanted.toSorted((a, b) => uses.get(b)! - uses.get(a)!)) {
    const size = padded(names.column(name).size)
    if (words + size > most) continue
    kept.set(name, words)
    words += size
  }
  return kept
}

export const residentWords = (resident: Resident, names: Names): number =>
  [...resident.keys()].reduce((sum, name) => sum + padded(names.column(name).size), 0)

/** The columns that a step reads at its unit, and those that it stores. */
const usedBy = (kernel: Kernel): string[] => {
  if (kernel.verb !== 'step') return []
  const read = nodesBelow(rootsOf(kernel.body)).flatMap(({ leaf }) =>
    leaf?.read === 'load' && leaf.at !== 'fixed' ? [leaf.column] : [],
  )
  return [...read, ...stored(kernel.body)]
}

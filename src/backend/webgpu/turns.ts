/**
 * Positions of rings. A ring moves on at kernels that stand fixed in a program, so where it stands is counted, not stored: the
 * host gives the position at the beginning of a phase, and the text of a kernel adds how often the ring has moved since.
 */
import type { Kernel, Program } from '../../plan/plan.ts'
import { flatten, type Names } from '../names.ts'

/** A ring: `column:<name>` or `list:<name>`. */
export type Ring = string

export interface Rings {
  /** Rings of more than one slot, in the order in which their positions are given. */
  readonly all: readonly Ring[]
  index(ring: Ring): number
  slots(ring: Ring): number
  /** Whether all lanes share it. */
  shared(ring: Ring): boolean
}

export const ringsOf = (names: Names): Rings => {
  const slots = new Map<Ring, number>()
  const shared = new Set<Ring>()
  for (const column of names.plan.columns) {
    slots.set(`column:${column.name}`, column.slots)
    if (!column.perLane) shared.add(`column:${column.name}`)
  }
  for (const list of names.plan.lists) slots.set(`list:${list.name}`, list.slots)
  const all = [...slots.keys()].filter(ring => slots.get(ring)! > 1)
  const index = new Map(all.map((ring, i) => [ring, i]))
  return {
    all,
    index: ring => index.get(ring)!,
    slots: ring => slots.get(ring)!,
    shared: ring => shared.has(ring),
  }
}

/** The rings that a kernel moves on before it does anything else. */
export const turnedBy = (kernel: Kernel): Ring[] => {
  if (kernel.verb === 'turn') return [`column:${kernel.column}`]
  if (kernel.verb === 'replay') return [`list:${kernel.event}`]
  if (kernel.verb !== 'step') return []
  return flatten(kernel.body).flatMap(s => (s.do === 'raise' ? [`list:${s.event}`] : []))
}

export type Turns = ReadonlyMap<Ring, number>

/** How often each ring moves on in these kernels. */
export const turnsOf = (kernels: readonly Kernel[]): Turns => {
  const turns = new Map<Ring, number>()
  for (const ring of kernels.flatMap(turnedBy)) turns.set(ring, (turns.get(ring) ?? 0) + 1)
  return turns
}

export interface ProgramTurns {
  readonly begin: Turns
  readonly tick: Turns
}

export const programTurns = (program: Program): ProgramTurns => ({
  begin: turnsOf(program.begin),
  tick: turnsOf(program.tick),
})

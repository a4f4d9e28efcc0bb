/** Runs a plan on two back ends and compares everything that can be seen: columns, rings, lists, clocks, logs. */
import { expect } from 'vitest'
import type { Backend, Logged, Machine } from '../../src/backend/backend.ts'
import type { Layout, Plan } from '../../src/plan/plan.ts'

export interface Case {
  name: string
  plan: Plan
  /** What to do with the machine; without it: `ticks` ticks of program 'run' in each lane. */
  run?: (machine: Machine) => void | Promise<void>
  ticks?: number
  /** Columns that are undefined in part: what they mean is seen elsewhere. */
  ignore?: string[]
}

export type Same = (expected: ArrayLike<number>, got: ArrayLike<number>, name: string) => void

/** Equal to the last bit; every NaN is as good as another. */
export const sameBits: Same = (expected, got, name) => {
  expect(got.length, `${name}: length`).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(got[i], expected[i])) expect.fail(`${name}[${i}]: expected ${expected[i]}, got ${got[i]}`)
}

export interface Outcome {
  saved: Record<string, ArrayLike<number>>
  logged: Record<string, Logged>
}

export const outcome = async (backend: Backend, { plan, run, ticks = 5 }: Case): Promise<Outcome> => {
  const machine = await backend.load(plan)
  if (run) await run(machine)
  else machine.advance('run', Array(plan.lanes).fill(ticks))
  const logged = await machine.drain()
  const saved = (await machine.save()) as unknown as Record<string, ArrayLike<number>>
  machine.close()
  return { saved, logged }
}

export const compare = ({ plan, ignore = [] }: Case, expected: Outcome, got: Outcome, same: Same): void => {
  expect(Object.keys(got.saved).sort()).toEqual(Object.keys(expected.saved).sort())
  for (const [name, values] of Object.entries(expected.saved)) {
    if (ignore.some(column => name === `column:${column}`)) continue
    const keep = synapses(plan, name)
    same(keep(values), keep(got.saved[name]), name)
  }
  expect(Object.keys(got.logged).sort()).toEqual(Object.keys(expected.logged).sort())
  for (const [probe, logged] of Object.entries(expected.logged))
    for (const part of ['counts', 'entries', 'values'] as const)
      logged[part].forEach((values, lane) => {
        same(values, got.logged[probe][part][lane], `${probe} ${part} of lane ${lane}`)
      })
}

/** Leaves out the padding of a layout, which is undefined. */
const synapses = (plan: Plan, name: string): ((values: ArrayLike<number>) => ArrayLike<number>) => {
  const column = plan.columns.find(c => `column:${c.name}` === name)
  const layout = plan.layouts.find(l => l.name === column?.layout)
  if (!layout) return values => values
  const elements = elementsOf(layout)
  return values => elements.map(i => values[i])
}

export const elementsOf = (layout: Layout): number[] => {
  const found: number[] = []
  for (let p = 0; p < layout.pres; p++)
    if (layout.kind === 'dense') for (let q = 0; q < layout.posts; q++) found.push(p * layout.stride + q)
    else
      for (let r = layout.rowStart[p]; r < layout.rowStart[p + 1]; r++)
        for (let i = 0; i < layout.runLength[r]; i++) found.push(layout.runOffset[r] + i)
  return found
}

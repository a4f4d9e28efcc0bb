/** A plan loaded into a machine, with the initial values of a seed. */
import type { Backend, Machine } from '../backend/backend.ts'
import { eachSynapse } from '../plan/connect.ts'
import type { Plan } from '../plan/plan.ts'
import type { Planned } from '../plan/protocol.ts'
import { keysOf } from '../plan/weights.ts'

export type Files = (name: string) => ArrayLike<number>
const noFiles: Files = name => {
  throw new Error(`no file '${name}' was given`)
}

/** The plan with every initial value filled in: weights, learned state and keys of a seed and replica. */
export const withInitialValues = (planned: Planned, seed: number, replica: number, files: Files = noFiles): Plan => {
  const keys = keysOf(planned.plan.streams, seed, replica)
  const values = new Map(planned.initial.map(i => [i.column, i.values(keys, files)]))
  const columns = planned.plan.columns.map(c =>
    c.name === 'keys' ? { ...c, initial: keys.length ? keys : 0 } : values.has(c.name) ? { ...c, initial: values.get(c.name)! } : c,
  )
  return { ...planned.plan, columns }
}

/** Learned columns by name: what a test needs of a trained network. What lies between rows of weights is 0. */
export type Learned = Record<string, Float32Array | Float64Array | Int32Array>

export const readLearned = async (machine: Machine, planned: Planned): Promise<Learned> =>
  Object.fromEntries(await Promise.all(planned.learned.map(async name => [name, withoutPadding(planned, name, await machine.read(name))] as const)))

/** Back ends may leave anything in the padding of rows; files and digests must not see it. */
const withoutPadding = <T extends Learned[string]>(planned: Planned, name: string, values: T): T => {
  const layout = planned.plan.layouts.find(l => l.name === planned.plan.columns.find(c => c.name === name)?.layout)
  if (!layout) return values
  const clean = new (values.constructor as new (n: number) => T)(values.length)
  eachSynapse(layout, (_pre, _post, element) => {
    clean[element] = values[element]
  })
  return clean
}

export const writeLearned = (machine: Machine, learned: Learned): void => {
  for (const [name, values] of Object.entries(learned)) machine.write(name, values)
}

export const loadNetwork = (backend: Backend, planned: Planned, seed: number, replica = 0, files?: Files): Promise<Machine> =>
  backend.load(withInitialValues(planned, seed, replica, files))

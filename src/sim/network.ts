/** A plan loaded into a machine, with the initial values of a seed. */
import type { Backend, Machine } from '../backend/backend.ts'
import { DataError, RunError, SpecError } from '../errors.ts'
import { eachRun, eachSynapse } from '../plan/connect.ts'
import { keysOf } from '../plan/initial.ts'
import type { Plan } from '../plan/plan.ts'
import type { Planned } from '../plan/protocol.ts'
import { checkLimits } from './limits.ts'
import { loadTurned } from './turned-machine.ts'

export type Files = (name: string) => ArrayLike<number>
const noFiles: Files = name => {
  throw new DataError(name, 'a reader of files (option files)', 'none')
}

const most = 2 ** 32 // bytes: what WebAssembly can address

/** Throws SpecError where the columns of a network do not fit in memory. */
const checkFits = ({ columns, lists, lanes }: Plan): void => {
  const parts = [
    ...columns.map(c => ({ name: c.name, bytes: 4 * c.size * c.slots * (c.perLane ? lanes : 1) })),
    ...lists.map(l => ({ name: l.name, bytes: 4 * (l.units + 1) * l.slots * lanes })), // spikes that are on their way
  ]
  const bytes = parts.reduce((sum, p) => sum + p.bytes, 0)
  if (bytes <= most) return
  const largest = parts.reduce((a, b) => (b.bytes > a.bytes ? b : a))
  throw new SpecError(
    'populations',
    `a network of at most ${gigabytes(most)}`,
    `one of ${gigabytes(bytes)}, ${gigabytes(largest.bytes)} of it for '${largest.name}' (sizes, delays, lanes)`,
  )
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** The plan with every initial value filled in: weights, learned state and keys of a seed and replica. */
export const withInitialValues = (planned: Planned, seed: number, replica: number, files: Files = noFiles): Plan => {
  checkFits(planned.plan)
  const keys = keysOf(planned.plan.streams, seed, replica)
  const values = new Map(planned.initial.map(i => [i.column, i.values(keys, files)]))
  const columns = planned.plan.columns.map(c =>
    c.name === 'keys'
      ? { ...c, initial: keys.length ? keys : 0 }
      : values.has(c.name)
        ? { ...c, initial: values.get(c.name)! }
        : c,
  )
  for (const [name, initial] of values) checkStart(planned, name, initial)
  const plan = { ...planned.plan, columns }
  checkLimits(planned, plan)
  return plan
}

/** Learned columns by name: what a test needs of a trained network. What lies between rows of weights is 0. */
export type Learned = Record<string, Float32Array | Float64Array | Int32Array>

export const readLearned = async (machine: Machine, planned: Planned): Promise<Learned> =>
  Object.fromEntries(
    await Promise.all(
      planned.learned.map(async name => [name, withoutPadding(planned, name, await machine.read(name))] as const),
    ),
  )

/** Back ends may leave anything in the padding of rows; files and digests must not see it. */
const withoutPadding = <T extends Learned[string]>(planned: Planned, name: string, values: T): T => {
  const layout = planned.plan.layouts.find(l => l.name === planned.plan.columns.find(c => c.name === name)?.layout)
  if (!layout) return values
  const clean = new (values.constructor as new (n: number) => T)(values.length)
  eachRun(layout, (_pre, _post, element, length) => {
    clean.set(values.subarray(element, element + length), element)
  })
  return clean
}

export const writeLearned = (machine: Machine, learned: Learned): void => {
  for (const [name, values] of Object.entries(learned)) machine.write(name, values)
}

export const loadNetwork = (
  backend: Backend,
  planned: Planned,
  seed: number,
  replica = 0,
  files?: Files,
): Promise<Machine> => loadTurned(backend, withInitialValues(planned, seed, replica, files))

/** Weights that are no numbers any more end the run. Throws RunError with the name of the column, the synapse or unit, and the tick. */
export const checkFinite = (learned: Learned, planned: Planned, at: { tick: number; presentation: number }): void => {
  for (const [name, values] of Object.entries(learned)) {
    const bad = firstBad(planned, name, values)
    if (bad) throw notFinite(`${bad} by tick ${at.tick} (presentation ${at.presentation})`)
  }
}

/** Weights that are no numbers any more, with the place and the time. */
export class NotFinite extends RunError {}
export const notFinite = (what: string): NotFinite => new NotFinite(`${what}: lower the learning rate`)

/** The first learned value of a machine that is no number: "'w.w' became NaN at the synapse from unit 0 to unit 1". */
export const badPlace = async (machine: Machine, planned: Planned): Promise<string | undefined> => {
  for (const name of planned.learned) {
    const bad = firstBad(planned, name, await machine.read(name))
    if (bad) return bad
  }
  return undefined
}

/** A network does not begin with what is no number in float32: log(-1), a file with NaN in it. */
const checkStart = (planned: Planned, name: string, values: Float64Array): void => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.fround(values[i]) - Math.fround(values[i])
  if (sum === 0) return
  const bad = values.findIndex(x => !Number.isFinite(Math.fround(x)))
  throw new SpecError(
    `initial values of '${name}'`,
    'finite numbers',
    `${values[bad]} at ${placeOf(planned, name, bad)}`,
  )
}

const firstBad = (planned: Planned, name: string, values: Learned[string]): string | undefined => {
  if (isAllFinite(values)) return undefined
  const layout = planned.plan.layouts.find(l => l.name === planned.plan.columns.find(c => c.name === name)?.layout)
  const element = layout ? badSynapse(layout, values) : values.findIndex(x => !Number.isFinite(x))
  return element < 0 ? undefined : `'${name}' became ${values[element]} at ${placeOf(planned, name, element)}`
}

/** x - x is 0 for every number but NaN and the infinities; their sum stays NaN. */
const isAllFinite = (values: Learned[string]): boolean => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i]
  return sum === 0
}

/** Back ends may leave anything in the padding of rows. */
const badSynapse = (layout: Plan['layouts'][number], values: Learned[string]): number => {
  let found = -1
  eachSynapse(layout, (_pre, _post, element) => {
    if (found < 0 && !Number.isFinite(values[element])) found = element
  })
  return found
}

const placeOf = (planned: Planned, name: string, wanted: number): string => {
  const layout = planned.plan.layouts.find(l => l.name === planned.plan.columns.find(c => c.name === name)?.layout)
  let place = `unit ${wanted}`
  if (layout)
    eachSynapse(layout, (pre, post, element) => {
      if (element === wanted) place = `the synapse from unit ${pre} to unit ${post}`
    })
  return place
}

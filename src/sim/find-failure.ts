/**
 * Where a run began to go wrong: weights that are no numbers are looked for only now and then, as looking costs time. Once they are found, the
 * run is repeated from the last place that was good, bit for bit, until the presentation and the tick are known.
 */
import type { Machine } from '../backend/backend.ts'
import { ApicalError } from '../errors.ts'
import type { Statement } from '../plan/plan.ts'
import type { Planned } from '../plan/protocol.ts'
import { badPlace } from './network.ts'
import { runSession, type SessionOptions } from './session.ts'

/** A state of the machine and the position that belongs to it, between two presentations. */
export interface Good {
  state: Record<string, ArrayBufferView>
  position: SessionOptions['position']
}

export interface Failing {
  planned: Planned
  machine: Machine
  session: Pick<SessionOptions, 'data' | 'seed' | 'epochs' | 'hash' | 'replica'>
}

type Operation = { name: 'write' | 'clock' | 'advance' | 'fire' | 'clear' | 'drain'; args: unknown[] }

export const goodNow = async (machine: Machine, position: Good['position']): Promise<Good> => ({
  state: await machine.save(),
  position: position && structuredClone(position),
})

/** What became no number first, and when, in words; undefined where the repetition stays good. The machine is left as it then is. */
export const findFailure = async (run: Failing, good: Good): Promise<string | undefined> => {
  let last = good
  for (const step of [128, 1]) last = await lastGood(run, last, step)
  const operations = await nextPresentation(run, last)
  return whenBad(run, last, operations)
}

const hasBad = async ({ machine, planned }: Failing): Promise<boolean> =>
  (await badPlace(machine, planned)) !== undefined

/** The last good place of those that are looked at: after every `step` presentations. */
const lastGood = async (run: Failing, from: Good, step: number): Promise<Good> => {
  let good = from
  let shown = 0
  let isBad = false
  await repeated(run, from, run.machine, {
    chunk: async ({ position, images }) => {
      if (++shown % step !== 0) return
      isBad ||= await hasBad(run)
      // What ends a stage has been done at the last image: the run could not go on from there.
      if (!isBad && position.image < images) good = await goodNow(run.machine, position)
    },
    epoch: async (_score, { position }) => {
      isBad ||= await hasBad(run)
      if (!isBad) good = await goodNow(run.machine, position)
    },
    stop: () => isBad,
  })
  return good
}

/** Runs from a place with a chunk after each presentation. Errors end it: at the end of an epoch the session itself finds what is bad. */
const repeated = async (run: Failing, from: Good, machine: Machine, listener: SessionOptions['listener']) => {
  machine.restore(from.state)
  let clock = 0
  const position = from.position && structuredClone(from.position)
  const now = () => 50 * clock++
  const options = { ...run.session, planned: run.planned, machine, now, listener, ...(position ? { position } : {}) }
  try {
    await runSession({ ...options, record: () => false })
  } catch (error) {
    if (!(error instanceof ApicalError)) throw error
  }
}

/** Everything that the next presentation asks of the machine. */
const nextPresentation = async (run: Failing, from: Good): Promise<Operation[]> => {
  const operations: Operation[] = []
  let isShown = false
  const told = new Proxy(run.machine, {
    get: (machine, name: keyof Machine) => {
      if (!traced.has(name)) return machine[name]
      return (...args: unknown[]) => {
        if (!isShown) operations.push({ name: name as Operation['name'], args: structuredClone(args) })
        return (machine[name] as (...args: unknown[]) => unknown)(...args)
      }
    },
  })
  await repeated(run, from, told, {
    chunk: () => {
      isShown = true
    },
    stop: () => isShown,
  })
  return operations
}

const traced = new Set<keyof Machine>(['write', 'clock', 'advance', 'fire', 'clear', 'drain'])

const apply = async (machine: Machine, { name, args }: Operation): Promise<void> => {
  await (machine[name] as (...args: unknown[]) => unknown)(...args)
}

const whenBad = async (run: Failing, from: Good, operations: Operation[]): Promise<string | undefined> => {
  const { machine, planned } = run
  machine.restore(from.state)
  const presentation = from.position?.presentation ?? 0
  let tick = from.position?.tick ?? 0
  for (const operation of operations) {
    const before = operation.name === 'advance' ? await machine.save() : undefined
    await apply(machine, operation)
    const bad = await badPlace(machine, planned)
    if (bad && before) {
      const ticks = learnsInTicks(planned, operation) ? await firstBadTick(run, before, operation) : longest(operation)
      return `${bad} in tick ${tick + ticks - 1}, of presentation ${presentation} (phase '${phaseOf(operation)}', tick ${ticks - 1}; all counted from 0)`
    }
    if (bad) return `${bad} at the end of presentation ${presentation}, after tick ${tick - 1} (counted from 0)`
    if (operation.name === 'advance') tick += longest(operation)
  }
  return undefined
}

/** Whether ticks of the phase change what is learned, and not only its end. */
const learnsInTicks = ({ plan, learned }: Planned, { args }: Operation): boolean => {
  const stores = (s: Statement): string[] =>
    s.do === 'store' ? [s.column] : s.do === 'when' ? s.body.flatMap(stores) : []
  const columns = plan.programs[String(args[0])].tick.flatMap(k => ('body' in k ? k.body.flatMap(stores) : []))
  return columns.some(column => learned.includes(column))
}

const longest = ({ args }: Operation): number => Math.max(...Array.from(args[1] as ArrayLike<number>))
const phaseOf = ({ args }: Operation): string => String(args[0]).replace(/!.*/, '').split('.').at(-1)!

/** How many ticks of the phase it takes; by halves, as what is bad stays bad. What the phase's end does is done at each of these ends. */
const firstBadTick = async (run: Failing, before: Good['state'], { args }: Operation): Promise<number> => {
  const [program, lengths] = args as [string, ArrayLike<number>]
  let [good, bad] = [0, Math.max(...Array.from(lengths))]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    run.machine.restore(before)
    run.machine.advance(
      program,
      Array.from(lengths, n => Math.min(n, middle)),
    )
    await run.machine.drain()
    if (await hasBad(run)) bad = middle
    else good = middle
  }
  return bad
}

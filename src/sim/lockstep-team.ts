/** Members of a set of replicas that go on together: what they ask is carried out when all of them wait. */
import type { Logged } from '../backend/backend.ts'
import type { Replicas } from '../backend/webgpu.ts'

type Own =
  | { do: 'write'; column: string; values: ArrayLike<number>; lane: number | undefined }
  | { do: 'clock'; lane: number; clocks: { presentation?: number; tick?: number } }

/** What all members do at the same time. */
type Joint = { do: 'advance'; program: string; lengths: number[] } | { do: 'fire'; program: string } | { do: 'clear' }

export interface Member {
  add(asked: Own | Joint): void
  /** Resolves when all that was asked has been given to the device. */
  settled(): Promise<void>
  /** The same for what was logged since. All members drain together. */
  drained(): Promise<Record<string, Logged>>
  leave(): void
}

interface State {
  asked: (Own | Joint)[]
  left: boolean
  waits: Wait | undefined
}

interface Wait {
  for: 'settled' | 'drained'
  done(logged: Record<string, Logged>): void
  fail(error: unknown): void
}

/** The members of a set, in its order. The set is closed when the last has left. */
export const team = (set: Replicas, lanes: number): Member[] => {
  const states = Array.from({ length: set.count }, (): State => ({ asked: [], left: false, waits: undefined }))
  const goOn = () => {
    const here = states.filter(s => !s.left)
    if (here.length === 0) return set.close()
    if (here.every(s => s.waits)) void carryOut(set, lanes, states)
  }
  return states.map(state => {
    const wait = (what: Wait['for']) =>
      new Promise<Record<string, Logged>>((done, fail) => {
        state.waits = { for: what, done, fail }
        goOn()
      })
    return {
      add: asked => state.asked.push(asked),
      settled: async () => {
        if (state.asked.length > 0) await wait('settled')
      },
      drained: () => wait('drained'),
      leave: () => {
        if (state.left) return
        state.left = true
        state.asked = []
        goOn()
      },
    }
  })
}

/** Carries out what all have asked, and answers them. */
const carryOut = async (set: Replicas, lanes: number, states: readonly State[]): Promise<void> => {
  const waits = states.map(s => (s.left ? undefined : s.waits))
  const asked = states.map(s => s.asked)
  for (const state of states) {
    state.waits = undefined
    state.asked = []
  }
  try {
    const what = new Set(waits.flatMap(w => (w ? [w.for] : [])))
    if (what.size > 1) throw new Error('replicas in lockstep wait for different things')
    while (step(set, lanes, asked)) {}
    const logged = what.has('drained') ? await set.drain() : []
    waits.forEach((w, i) => {
      w?.done(logged[i] ?? {})
    })
  } catch (error) {
    for (const w of waits) w?.fail(error)
  }
}

const isOwn = (asked: Own | Joint): asked is Own => asked.do === 'write' || asked.do === 'clock'

/** What each asks for itself, up to what all do together, and that; false at the end. */
const step = (set: Replicas, lanes: number, asked: (Own | Joint)[][]): boolean => {
  asked.forEach((own, replica) => {
    for (let next = own[0]; next && isOwn(next); next = own[0]) {
      if (next.do === 'write') set.write(next.column, next.values, replica, next.lane)
      else set.clock(replica, next.lane, next.clocks)
      own.shift()
    }
  })
  const joint = asked.map(own => own.shift() as Joint | undefined)
  const first = joint.find(j => j)
  if (!first) return false
  const program = (j: Joint) => ('program' in j ? `${j.do} ${j.program}` : j.do)
  if (joint.some(j => j && program(j) !== program(first))) throw new Error('replicas in lockstep do different things')
  // Those that have left stand still.
  const lengths = joint.flatMap(j => (j?.do === 'advance' ? j.lengths : new Array<number>(lanes).fill(0)))
  if (first.do === 'advance') set.advance(first.program, lengths)
  else if (first.do === 'fire') set.fire(first.program)
  else set.clear()
  return true
}

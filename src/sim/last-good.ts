/** The last place at which a run was sound, kept in memory: from there it is found where weights became no numbers. */
import type { Machine } from '../backend/backend.ts'
import { ApicalError } from '../errors.ts'
import type { Planned } from '../plan/protocol.ts'
import { findFailure, goodNow } from './find-failure.ts'
import { badPlace, checkFinite, notFinite, readLearned } from './network.ts'
import type { Position, SessionOptions } from './session.ts'
import { spaced } from './spaced.ts'

/** Milliseconds: weights that are no numbers are found within this time. */
const lookEvery = 5000

export interface LastGood {
  /** Looks whether all is sound, every few seconds. Throws RunError. `isWithin`: the place is between two presentations of a stage. */
  look(position: Position, isWithin: boolean): Promise<void>
  /** The run is sound here, between two presentations. */
  keep(position: Position): Promise<void>
  /** The error to throw for one that ended the run: if weights are no numbers, with the column, the unit and the tick. */
  explain(error: unknown): Promise<unknown>
}

/** The same for a network that cannot be repeated by itself: the error says what was seen by then. */
export const watchedOnly = (machine: Machine, planned: Planned): LastGood => {
  const isTime = looks()
  return {
    look: async position => {
      if (isTime()) checkFinite(await readLearned(machine, planned), planned, position)
    },
    keep: async () => {},
    explain: async error => error,
  }
}

/** Not before the first interval is over. */
const looks = (): (() => boolean) => {
  const isTime = spaced(lookEvery)
  isTime()
  return isTime
}

export const lastGood = async (
  machine: Machine,
  planned: Planned,
  session: Pick<SessionOptions, 'data' | 'seed' | 'replica' | 'epochs' | 'position' | 'hash'>,
): Promise<LastGood> => {
  let good = await goodNow(machine, session.position)
  const isTime = looks()
  const keep = async (position: Position) => {
    good = await goodNow(machine, position)
  }
  return {
    look: async (position, isWithin) => {
      if (!isTime()) return
      checkFinite(await readLearned(machine, planned), planned, position)
      if (isWithin) await keep(position)
    },
    keep,
    explain: async error => {
      if (!(error instanceof ApicalError) || !(await badPlace(machine, planned))) return error
      const found = await findFailure({ planned, machine, session }, good)
      return found ? notFinite(found) : error
    },
  }
}

/** The last place at which a run was sound, kept in memory: from there it is found where weights became no numbers. */
import type { Machine } from '../backend/backend.ts'
import { ApicalError } from '../errors.ts'
import type { Planned } from '../plan/protocol.ts'
import { findFailure, goodNow } from '../sim/find-failure.ts'
import { badPlace, notFinite } from '../sim/network.ts'
import type { Position, SessionOptions } from '../sim/session.ts'
import { rawSha256 } from './hash.ts'

export interface LastGood {
  /** The run is sound here, between two presentations. */
  keep(position: Position): Promise<void>
  /** The error to throw for one that ended the run: if weights are no numbers, with the column, the unit and the tick. */
  explain(error: unknown): Promise<unknown>
}

export const lastGood = async (
  machine: Machine,
  planned: Planned,
  session: Pick<SessionOptions, 'data' | 'seed' | 'replica' | 'epochs' | 'position'>,
): Promise<LastGood> => {
  let good = await goodNow(machine, session.position)
  return {
    keep: async position => {
      good = await goodNow(machine, position)
    },
    explain: async error => {
      if (!(error instanceof ApicalError) || !(await badPlace(machine, planned))) return error
      const found = await findFailure({ planned, machine, session: { ...session, hash: rawSha256 } }, good)
      return found ? notFinite(found) : error
    },
  }
}

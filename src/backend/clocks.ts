/** The clocks of a lane, at lane * clocks.length of an array: how the host moves them. */
import { clocks, LEFT, NEXT, TICK, TIME } from './names.ts'

const at = (lane: number) => lane * clocks.length

/** Refuses lengths of a phase that are not one for each lane, or below 0: back ends would not agree on what those mean. */
export const checkLengths = (lengths: ArrayLike<number>, lanes: number): void => {
  if (lengths.length !== lanes) throw new RangeError(`expected ${lanes} lengths, one a lane, got ${lengths.length}`)
  for (let lane = 0; lane < lanes; lane++)
    if (lengths[lane] < 0) throw new RangeError(`expected lengths from 0, got ${lengths[lane]} in lane ${lane}`)
}

/** To the first tick of a phase of `length` ticks. */
export const startClocks = (all: Int32Array, lane: number, length: number): void => {
  all[at(lane) + TICK] = all[at(lane) + NEXT]
  all[at(lane) + TIME] = 0
  all[at(lane) + LEFT] = length - 1
}

/** From one tick of a phase to the next. */
export const moveClocks = (all: Int32Array, lane: number): void => {
  all[at(lane) + TICK]++
  all[at(lane) + TIME]++
  all[at(lane) + LEFT]--
}

/** The last tick of a phase is over. The clocks stand, for what runs at its end. */
export const stopClocks = (all: Int32Array, lane: number, length: number): void => {
  if (length > 0) all[at(lane) + NEXT] = all[at(lane) + TICK] + 1
}

/** What Machine.clock says. */
export const setClocks = (all: Int32Array, lane: number, given: { presentation?: number; tick?: number }): void => {
  if (given.presentation !== undefined) all[at(lane)] = given.presentation
  if (given.tick === undefined) return
  all[at(lane) + TICK] = given.tick
  all[at(lane) + NEXT] = given.tick
}

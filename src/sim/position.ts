/** Where a run stands between two presentations. */
import { newTally, type Tally } from './tally.ts'

/** Where a run stands: all of it is plain data. */
export interface Position {
  work: number // index in the schedule
  image: number // presentations shown of this work
  presentation: number // shown since the run began
  tick: number // simulated in training since the run began
  recordedTick: number
  tests: number
  chain: string // digest so far, hexadecimal
  tally: Tally
}

export const firstPosition = (classes: number): Position => ({
  work: 0,
  image: 0,
  presentation: 0,
  tick: 0,
  recordedTick: 0,
  tests: 0,
  chain: '0'.repeat(64),
  tally: newTally(classes),
})

/** Chance on the host, keyed like the draws of units: by seed, replica, stream and presentation, so order does not matter. */
import { hostRandom, streamKey } from '../lang/random.ts'
import { pcg4d } from '../lang/random-host.ts'
import type { Lengths } from '../plan/protocol.ts'

export interface Chance {
  /** Ticks of phase number `phase` of a presentation. */
  ticks(lengths: Lengths, presentation: number, phase: number): number
  /** Order of n samples in an epoch. */
  order(n: number, work: number): Uint32Array
  /** A number generator for one presentation, for shifts, crops and choices. */
  of(presentation: number, what: string): ReturnType<typeof hostRandom>
}

export const chanceOf = (seed: number, replica: number): Chance => {
  const lengthKey = streamKey(seed, replica, 'phase lengths')
  const orderKey = streamKey(seed, replica, 'order of samples')
  const keyed = (key: number, a: number, b: number) => hostRandom(pcg4d(a, b, 0, key)[0])
  return {
    ticks: ({ base, wald }, presentation, phase) => {
      if (!wald) return base
      const extra = keyed(lengthKey, presentation, phase).wald(wald.mean, wald.shape)
      return base + (wald.floor ? Math.floor(extra) : Math.round(extra))
    },
    order: (n, work) => keyed(orderKey, work, 0).shuffle(n),
    of: (presentation, what) => keyed(streamKey(seed, replica, what), presentation, 0),
  }
}

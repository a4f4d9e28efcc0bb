/** Initial values that the host computes in double from the draw keys of a seed. */
import { streamKey } from '../lang/random.ts'

/** Values of a column, without padding (by element for layouts), given the draw keys and a reader of files. */
export type Initial = (keys: ArrayLike<number>, files: (name: string) => ArrayLike<number>) => Float64Array

export interface InitialColumn {
  column: string
  values: Initial
}

/** The draw keys of a seed and replica, by stream number. */
export const keysOf = (streams: readonly string[], seed: number, replica: number): Int32Array =>
  Int32Array.from(streams, name => streamKey(seed, replica, name))

/** Random numbers of the data layer: integer arithmetic only, so that they are equal in every JavaScript engine. */

/** The output permutation RXS-M-XS of PCG (O'Neill 2014, HMC-CS-2014-0905, section 6.3.4) as a hash of 32 bits. */
export const hash32 = (value: number): number => {
  const state = (Math.imul(value, 747796405) + 2891336453) | 0
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) | 0, 277803737)
  return ((word >>> 22) ^ word) >>> 0
}

/** Uniform numbers from 0 to below 1. */
export type Random = () => number

/** A stream of its own for each list of keys; the order of the keys matters. */
export const randomStream = (...keys: readonly number[]): Random => {
  const key = keys.reduce((hash, k) => hash32(hash ^ hash32(k)), 0x9e3779b9)
  let counter = 0
  return () => hash32(key ^ hash32(counter++)) / 4294967296
}

/** Uniform from `low` to `high`. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random()

/** A whole number from 0 to n - 1. */
export const choice = (random: Random, n: number): number => Math.floor(random() * n)

/** Bell-shaped with mean 0 and standard deviation 1: the sum of three uniform numbers, within +-3. */
export const bell = (random: Random): number => 2 * (random() + random() + random()) - 3

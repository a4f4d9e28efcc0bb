/** A generator of chance on the host, in double: weights, shuffles and phase lengths. The same numbers in every JavaScript engine. */
import { cosTurns, log } from './double.ts'
import { pcg4d } from './random-host.ts'

export interface HostRandom {
  /** From 0 to 1 - 2^-53. */
  uniform(): number
  /** Standard normal (Box & Muller 1958). */
  normal(): number
  /** Whole, from 0 to n - 1, each equally likely; n up to 2^32. */
  integer(n: number): number
  /** Inverse Gaussian with this mean and shape (Michael, Schucany & Haas 1976); the variance is mean^3 / shape. */
  wald(mean: number, shape: number): number
  /** 0 .. n - 1 in random order (Fisher & Yates). */
  shuffle(n: number): Uint32Array
}

/** Draws are pcg4d of (how many there were before, key): two generators of one key give the same numbers. */
export const hostRandom = (key: number): HostRandom => {
  let count = 0
  const next = () => {
    const [a, b] = pcg4d(count | 0, Math.floor(count / 2 ** 32) | 0, 0, key)
    count++
    return [a >>> 0, b >>> 0]
  }
  const uniform = () => {
    const [a, b] = next()
    return ((a >>> 5) * 2 ** 26 + (b >>> 6)) * 2 ** -53
  }
  const normal = () => Math.sqrt(-2 * log(1 - uniform())) * cosTurns(uniform())
  const integer = (n: number) => {
    const most = 2 ** 32 - (2 ** 32 % n)
    for (;;) {
      const [bits] = next()
      if (bits < most) return bits % n
    }
  }
  return { uniform, normal, integer, wald: waldFrom(uniform, normal), shuffle: shuffleFrom(integer) }
}

const waldFrom = (uniform: () => number, normal: () => number) => (mean: number, shape: number) => {
  const z = normal()
  const root = smallerRoot(mean, mean * z * z, shape)
  return uniform() <= mean / (mean + root) ? root : (mean * mean) / root
}

/**
 * mean (1 + q - sqrt(2 q + q^2)) with q = y / (2 shape), y = mean z^2. Written as a quotient, because the difference
 * cancels for large q.
 */
const smallerRoot = (mean: number, y: number, shape: number): number => {
  const q = y / (2 * shape)
  return mean / (1 + q + Math.sqrt(q * (2 + q)))
}

const shuffleFrom = (integer: (n: number) => number) => (n: number) => {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = integer(i + 1)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}

/**
 * Draws on the host, from + - * / and Math.imul alone, the same in every engine. `drawBits`, `uniform`, `normal` and `poissonCount`
 * give the numbers of the graphs of random.ts to the bit, `normalDouble` those of the graph at precision 64.
 */
import { cosTurns, log } from './double.ts'
import { cosTurns32, exp32, logPositive32 } from './host32.ts'
import { jsHelpers } from './ops.ts'

export type Four = [x: number, y: number, z: number, w: number]

const step = (v: number) => (Math.imul(v, 1664525) + 1013904223) | 0
const fold = (v: number) => v ^ (v >>> 16)

const mix = (x0: number, y0: number, z0: number, w0: number): Four => {
  const x = (x0 + Math.imul(y0, w0)) | 0
  const y = (y0 + Math.imul(z0, x)) | 0
  const z = (z0 + Math.imul(x, y)) | 0
  return [x, y, z, (w0 + Math.imul(y, z)) | 0]
}

/** Four i32 hashes of four integers (Jarzynski & Olano 2020, JCGT 9(3)). */
export const pcg4d = (a: number, b: number, c: number, d: number): Four => {
  const [x, y, z, w] = mix(step(a), step(b), step(c), step(d))
  return mix(fold(x), fold(y), fold(z), fold(w))
}

/** FNV-1a (Fowler, Noll & Vo) over the UTF-16 code units of a name. */
const hashText = (text: string): number => {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** The i32 key of a stream of draws. Not symmetric: seed 1, stream 2 has nothing to do with seed 2, stream 1. Seeds up to 2^53. */
export const streamKey = (seed: number, replica: number, stream: number | string): number => {
  const number = typeof stream === 'number' ? stream : hashText(stream)
  const [x, y] = pcg4d(seed | 0, replica, number, Math.floor(seed / 2 ** 32) | 0)
  return pcg4d(x, y, number, typeof stream === 'number' ? 0 : stream.length + 1)[0]
}

/** What a draw is a hash of. */
export interface DrawNumbers {
  unit: number
  tick: number
  presentation: number
  key: number
}

const hashed = ({ unit, tick, presentation, key }: DrawNumbers) => pcg4d(unit, tick, presentation, key)

export const drawBits = (input: DrawNumbers): number => hashed(input)[0]

export const uniform = (input: DrawNumbers): number => (drawBits(input) >>> 8) * 2 ** -24

/** A standard normal number in float32. */
export const normal = (input: DrawNumbers): number => {
  const [x, y] = hashed(input)
  const radius = Math.fround(Math.sqrt(Math.fround(-2 * logPositive32(((x >>> 8) + 1) * 2 ** -24))))
  return Math.fround(radius * cosTurns32((y >>> 8) * 2 ** -24))
}

/** A standard normal number in double. */
export const normalDouble = (input: DrawNumbers): number => {
  const [x, y] = hashed(input)
  return Math.sqrt(log(((x >>> 8) + 1) * 2 ** -24) * -2) * cosTurns((y >>> 8) * 2 ** -24)
}

/** The count of a Poisson draw: mean and u as float32 numbers. */
export const poissonCount = (mean: number, u: number): number => {
  const m = Math.fround(mean)
  return jsHelpers.poisson32(m, Math.fround(u), exp32(-m))
}

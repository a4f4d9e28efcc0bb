/**
 * Weights that are made from other weights: transposes, signs, steps towards a transpose, products. `reads[1]` says where element e of
 * the result finds its value: an element of `reads[0]`, or -1 for padding.
 */
import type { Routine } from '../routines.ts'

/** What an assignment writes: 0 where |x| < 2^-100, as everywhere. */
const flushed = (x: number): number => (Math.abs(x) < 2 ** -100 ? 0 : x)

const each = (places: Float64Array, visit: (element: number, from: number) => void): void => {
  places.forEach((from, element) => {
    if (from >= 0) visit(element, from)
  })
}

/** w = scale * other, transposed. */
export const transpose: Routine = ([other, places], [w], { scale = 1 }) => {
  each(places, (element, from) => {
    w[element] = flushed(scale * other[from])
  })
}

/** w = scale * sign(other), transposed; `rms` > 0: times the root mean square of the other. */
export const sign: Routine = ([other, places], [w], { scale = 1, rms = 0 }) => {
  const size = rms > 0 ? scale * rootMeanSquare(other, places) : scale
  each(places, (element, from) => {
    w[element] = flushed(size * Math.sign(other[from]))
  })
}

const rootMeanSquare = (other: Float64Array, places: Float64Array): number => {
  let sum = 0
  let count = 0
  each(places, (_, from) => {
    sum += other[from] * other[from]
    count++
  })
  return Math.sqrt(sum / Math.max(1, count))
}

/** w = w + rate * scale * other - decay * w, the other transposed: a step towards it (Kunin et al. 2020, 'self' and 'decay'). */
export const toward: Routine = ([other, places], [w], { rate, decay = rate, scale = 1 }) => {
  each(places, (element, from) => {
    w[element] = flushed(w[element] + rate * scale * other[from] - decay * w[element])
  })
}

/**
 * w[pre][post] = scale * sum over m of second[pre][m] * first[m][post]. Reads: second, its elements [pre][m], first, its elements
 * [m][post], the elements of w [pre][post]; `middle` units between.
 */
export const product: Routine = ([second, seconds, first, firsts, places], [w], { middle, scale = 1 }) => {
  const posts = firsts.length / middle
  places.forEach((element, k) => {
    if (element < 0) return
    const pre = Math.floor(k / posts)
    const post = k % posts
    let sum = 0
    for (let m = 0; m < middle; m++) {
      const a = seconds[pre * middle + m]
      const b = firsts[m * posts + post]
      if (a >= 0 && b >= 0) sum += second[a] * first[b]
    }
    w[element] = flushed(scale * sum)
  })
}

/** Kernel matrices of a batch [m][d] and their derivatives. */
import { exp } from '../../lang/double.ts'

/** k(a, b) = exp(-|a - b|^2 / (2 width)); width = sigma^2, times d where the kernel is scaled by the dimension. */
export const gaussian = (x: Float64Array, m: number, width: number): Float64Array => {
  const d = x.length / m
  const k = new Float64Array(m * m)
  for (let a = 0; a < m; a++) {
    k[a * m + a] = 1
    for (let b = 0; b < a; b++) {
      let square = 0
      for (let i = 0; i < d; i++) square += (x[a * d + i] - x[b * d + i]) ** 2
      k[a * m + b] = exp(-square / (2 * width))
      k[b * m + a] = k[a * m + b]
    }
  }
  return k
}

/** Gradient with respect to x of a function whose derivative by the kernel matrix is `by` (symmetric): -(2/width)(rowsum(G) x - G x), G = by * k. */
export const gaussianGradient = (
  by: Float64Array,
  k: Float64Array,
  x: Float64Array,
  m: number,
  width: number,
): Float64Array => {
  const d = x.length / m
  const out = new Float64Array(x.length)
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) {
      const g = (-2 / width) * by[a * m + b] * k[a * m + b]
      if (g === 0) continue
      for (let i = 0; i < d; i++) out[a * d + i] += g * (x[a * d + i] - x[b * d + i])
    }
  return out
}

/** Cosine of the angle between rows, each less its mean. */
export const cosine = (x: Float64Array, m: number): Float64Array => {
  const d = x.length / m
  const u = directions(x, m)
  const k = new Float64Array(m * m)
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) for (let i = 0; i < d; i++) k[a * m + b] += u[a * d + i] * u[b * d + i]
  return k
}

const directions = (x: Float64Array, m: number): Float64Array => {
  const d = x.length / m
  const out = new Float64Array(x.length)
  for (let a = 0; a < m; a++) {
    const row = x.subarray(a * d, (a + 1) * d)
    const mean = row.reduce((s, v) => s + v, 0) / d
    const norm = Math.sqrt(row.reduce((s, v) => s + (v - mean) ** 2, 0)) + 1e-8
    row.forEach((v, i) => {
      out[a * d + i] = (v - mean) / norm
    })
  }
  return out
}

/** Kernel matrices of a batch [m][d] and their derivatives. */
import { exp } from '../../lang/double.ts'

/** Where the values of each row that are not 0 stand: pixels and rectified rates are mostly 0. Row a holds at[first[a]] .. at[first[a + 1] - 1]. */
interface Filled {
  at: Int32Array
  first: Int32Array
}

const filled = (x: Float64Array, m: number): Filled => {
  const d = x.length / m
  const at = new Int32Array(x.length)
  const first = new Int32Array(m + 1)
  let count = 0
  for (let a = 0; a < m; a++) {
    first[a] = count
    for (let i = 0; i < d; i++) if (x[a * d + i] !== 0) at[count++] = i
  }
  first[m] = count
  return { at, first }
}

/** Products of rows, lower half: [a][b] for b <= a. Additions to a row of results follow each other without waiting, and zeros are left out. */
const gram = (x: Float64Array, m: number): Float64Array => {
  const d = x.length / m
  const turned = new Float64Array(x.length)
  for (let a = 0; a < m; a++) for (let i = 0; i < d; i++) turned[i * m + a] = x[a * d + i]
  const out = new Float64Array(m * m)
  for (let a = 0; a < m; a++)
    for (let i = 0; i < d; i++) {
      const factor = x[a * d + i]
      if (factor === 0) continue
      for (let b = 0; b <= a; b++) out[a * m + b] += factor * turned[i * m + b]
    }
  return out
}

/** k(a, b) = exp(-|a - b|^2 / (2 width)), |a - b|^2 = |a|^2 + |b|^2 - 2 ab; width = sigma^2, times d where the kernel is scaled by the dimension. */
export const gaussian = (x: Float64Array, m: number, width: number): Float64Array => {
  const k = gram(x, m)
  const squares = Float64Array.from({ length: m }, (_, a) => k[a * m + a])
  for (let a = 0; a < m; a++) {
    k[a * m + a] = 1
    for (let b = 0; b < a; b++) {
      const square = Math.max(squares[a] + squares[b] - 2 * k[a * m + b], 0)
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
  const places = filled(x, m)
  const out = new Float64Array(x.length)
  for (let a = 0; a < m; a++) {
    let total = 0
    for (let b = 0; b < m; b++) {
      const g = (2 / width) * by[a * m + b] * k[a * m + b]
      total += g
      addRow(out, x, d, places, a, b, g)
    }
    addRow(out, x, d, places, a, a, -total)
  }
  return out
}

/** Adds g times row b of x to row a of out. */
const addRow = (
  out: Float64Array,
  x: Float64Array,
  d: number,
  { at, first }: Filled,
  a: number,
  b: number,
  g: number,
) => {
  const [rowA, rowB, end] = [a * d, b * d, first[b + 1]]
  for (let k = first[b]; k < end; k++) out[rowA + at[k]] += g * x[rowB + at[k]]
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

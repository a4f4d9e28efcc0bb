/** Square matrices in double, row by row. */

export const product = (a: Float64Array, b: Float64Array, m: number): Float64Array => {
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k]
      if (factor === 0) continue
      const row = k * m
      for (let j = 0; j < m; j++) out[i * m + j] += factor * b[row + j]
    }
  return out
}

/** q n q of two symmetric matrices, which is symmetric too: half of it is computed, the other half mirrored. */
export const sandwich = (q: Float64Array, n: Float64Array, m: number): Float64Array => {
  const qn = product(q, n, m)
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = qn[i * m + k]
      for (let j = 0; j <= i; j++) out[i * m + j] += factor * q[k * m + j]
    }
  return mirrored(out, m)
}

/** The lower half, copied to the upper one, in place. */
const mirrored = (a: Float64Array, m: number): Float64Array => {
  for (let i = 0; i < m; i++) for (let j = i + 1; j < m; j++) a[i * m + j] = a[j * m + i]
  return a
}

/** H a H with H = I - 1/m: rows and columns with mean 0. */
export const centred = (a: Float64Array, m: number): Float64Array => {
  const rows = new Float64Array(m)
  const columns = new Float64Array(m)
  let all = 0
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      rows[i] += a[i * m + j] / m
      columns[j] += a[i * m + j] / m
      all += a[i * m + j] / (m * m)
    }
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) out[i * m + j] = a[i * m + j] - rows[i] - columns[j] + all
  return out
}

/** a less the mean of all its elements. */
export const lessMean = (a: Float64Array): Float64Array => {
  const mean = a.reduce((sum, x) => sum + x, 0) / a.length
  return a.map(x => x - mean)
}

export const trace = (a: Float64Array, b: Float64Array, m: number): number => {
  let sum = 0
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) sum += a[i * m + j] * b[j * m + i]
  return sum
}

/** Inverse of a symmetric positive definite matrix, by its Cholesky factor L: inverse = L^-T L^-1. */
export const inverse = (a: Float64Array, m: number): Float64Array => {
  const l = cholesky(a, m)
  const inverted = lowerInverse(l, m)
  const out = new Float64Array(m * m)
  for (let k = 0; k < m; k++)
    for (let i = 0; i <= k; i++) {
      const factor = inverted[k * m + i]
      for (let j = 0; j <= i; j++) out[i * m + j] += factor * inverted[k * m + j]
    }
  return mirrored(out, m)
}

const cholesky = (a: Float64Array, m: number): Float64Array => {
  const l = new Float64Array(m * m)
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * m + j]
      for (let k = 0; k < j; k++) sum -= l[i * m + k] * l[j * m + k]
      l[i * m + j] = i === j ? Math.sqrt(sum) : sum / l[j * m + j]
    }
  return l
}

const lowerInverse = (l: Float64Array, m: number): Float64Array => {
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    const row = i * m
    out[row + i] = 1 / l[row + i]
    for (let k = 0; k < i; k++) {
      const factor = l[row + k] / l[row + i]
      for (let j = 0; j <= k; j++) out[row + j] -= factor * out[k * m + j]
    }
  }
  return out
}

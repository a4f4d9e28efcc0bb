/** Symmetric positive definite systems. */

/** Lower factor L of r = L Lᵀ, k x k, row-major; null where a pivot is below `least`. */
export const cholesky = (r: Float64Array, k: number, least = 0): Float64Array | null => {
  const L = new Float64Array(k * k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = r[i * k + j]
      for (let a = 0; a < j; a++) rest -= L[i * k + a] * L[j * k + a]
      if (i === j && !(rest > least)) return null
      L[i * k + j] = i === j ? Math.sqrt(rest) : rest / L[j * k + j]
    }
  }
  return L
}

/** Solves L y = b. */
export const forward = (L: Float64Array, b: Float64Array): Float64Array => {
  const k = b.length
  const y = b.slice()
  for (let i = 0; i < k; i++) {
    for (let a = 0; a < i; a++) y[i] -= L[i * k + a] * y[a]
    y[i] /= L[i * k + i]
  }
  return y
}

/** Solves Lᵀ x = y. */
export const back = (L: Float64Array, y: Float64Array): Float64Array => {
  const k = y.length
  const x = y.slice()
  for (let i = k - 1; i >= 0; i--) {
    for (let a = i + 1; a < k; a++) x[i] -= L[a * k + i] * x[a]
    x[i] /= L[i * k + i]
  }
  return x
}

/** Solves L Lᵀ x = b. */
export const solveWith = (L: Float64Array, b: Float64Array): Float64Array => back(L, forward(L, b))

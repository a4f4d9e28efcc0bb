/**
 * How well feedback weights Y, [pre][post], agree with forward weights W, [post][pre]. n = pre units, m = post units.
 * Measures of Guerguiev, Kording & Richards 2020 and Kunin et al. 2020.
 */
export interface Agreement {
  /** Share of the non-zero Y_ij with the sign of W_ji; null where all are zero. */
  sign: number | null
  /** ΣY_ij W_ji / (‖Y‖‖W‖), signed; null where either is zero. */
  cosine: number | null
  /** ‖Y‖ / ‖W‖: the gain of feedback; null where W is zero. */
  size: number | null
  /** -tr(Y W). */
  self: number
  /** ‖W - Yᵀ‖². */
  symmetric: number
  /** ‖W‖² + ‖Y‖². */
  sparse: number
}

/** @param Y n x m, row i contiguous. @param W m x n, row j contiguous. */
export const agreement = (Y: ArrayLike<number>, W: ArrayLike<number>, n: number, m: number): Agreement =>
  agreementOfPairs(Y, transposed(W, m, n))

/** @param Y @param W Both n x m, row i contiguous. */
export const agreementOfPairs = (Y: ArrayLike<number>, W: ArrayLike<number>): Agreement => {
  let same = 0
  let used = 0
  let dot = 0
  let yy = 0
  let ww = 0
  for (let k = 0; k < Y.length; k++) {
    const y = Y[k]
    const w = W[k]
    dot += y * w
    yy += y * y
    ww += w * w
    if (y !== 0) used += 1
    if (y !== 0 && Math.sign(y) === Math.sign(w)) same += 1
  }
  const length = Math.sqrt(yy * ww)
  return {
    sign: used > 0 ? same / used : null,
    cosine: length > 0 ? dot / length : null,
    size: ww > 0 ? Math.sqrt(yy / ww) : null,
    self: -dot,
    symmetric: ww + yy - 2 * dot,
    sparse: ww + yy,
  }
}

/** A matrix of rows as one of columns, 16 rows at a time: the lines of memory that they share are used while they are at hand. */
export const transposed = (matrix: ArrayLike<number>, rows: number, columns: number): Float64Array => {
  const out = new Float64Array(rows * columns)
  for (let first = 0; first < rows; first += 16)
    for (let j = 0; j < columns; j++)
      for (let i = first; i < Math.min(rows, first + 16); i++) out[j * rows + i] = matrix[i * columns + j]
  return out
}

/**
 * Measures along one random direction x in [0, 1)^n: decay ‖Wx‖² + ‖xᵀY‖², amplification -xᵀYWx, information loss ‖x - YWx‖².
 */
export const agreementAlong = (x: ArrayLike<number>, Y: ArrayLike<number>, W: ArrayLike<number>, m: number) => {
  const n = x.length
  const forward = Float64Array.from({ length: m }, (_, j) => dotOf(n, i => W[j * n + i] * x[i]))
  const feedback = Float64Array.from({ length: m }, (_, j) => dotOf(n, i => Y[i * m + j] * x[i]))
  const returned = Float64Array.from({ length: n }, (_, i) => dotOf(m, j => Y[i * m + j] * forward[j]))
  return {
    decay: dotOf(m, j => forward[j] ** 2 + feedback[j] ** 2),
    amplification: -dotOf(m, j => feedback[j] * forward[j]),
    information: dotOf(n, i => (x[i] - returned[i]) ** 2),
  }
}

const dotOf = (size: number, term: (at: number) => number): number => {
  let sum = 0
  for (let at = 0; at < size; at++) sum += term(at)
  return sum
}

/**
 * Whether feedback lets a hidden layer learn: the largest eigenvalue of (I - U)'(I - U), U the mean over recent images of J_beta J_gamma
 * (Guerguiev, Lillicrap & Richards 2017, theorem 1 and figure 5, supplement 1). Below 1: the hidden targets help the output.
 */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const slope = (x: number): number => sigmoid(x) * (1 - sigmoid(x))

export interface FeedbackLoop {
  hidden: number
  outputs: number
  out: ArrayLike<number> // [hidden][outputs]
  feedback: ArrayLike<number> // [outputs][hidden]
  rate: number // maximal rate, spikes per ms
  gain: number // k_d: of the output's dendrite to its soma
}

/** `voltages`: mean output voltages of recent images [images][outputs]. Undefined without images. */
export const largestEigenvalue = (loop: FeedbackLoop, voltages: readonly ArrayLike<number>[]): number | undefined => {
  if (voltages.length === 0) return undefined
  const n = loop.outputs
  const U = new Float64Array(n * n)
  for (const v of voltages) addLoop(U, loop, v, 1 / voltages.length)
  const M = U.map((u, k) => (Math.floor(k / n) === k % n ? 1 : 0) - u)
  return largestOf(times(M, n))
}

/** U += weight * diag(rate s'(v)) gain W diag(s'(Y rate s(v))) Y. */
const addLoop = (
  U: Float64Array,
  { hidden, outputs, out, feedback, rate, gain }: FeedbackLoop,
  v: ArrayLike<number>,
  weight: number,
): void => {
  for (let h = 0; h < hidden; h++) {
    let drive = 0
    for (let o = 0; o < outputs; o++) drive += feedback[o * hidden + h] * rate * sigmoid(v[o])
    const s = slope(drive)
    for (let i = 0; i < outputs; i++) {
      const beta = weight * rate * slope(v[i]) * gain * out[h * outputs + i] * s
      for (let j = 0; j < outputs; j++) U[i * outputs + j] += beta * feedback[j * hidden + h]
    }
  }
}

/** M'M as rows. */
const times = (M: Float64Array, n: number): number[][] =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += M[k * n + i] * M[k * n + j]
      return sum
    }),
  )

/** Power iteration on a symmetric matrix without negative eigenvalues. */
const largestOf = (A: number[][]): number => {
  let x = A.map((_, i) => 1 + i / A.length)
  let value = 0
  for (let step = 0; step < 1000; step++) {
    const y = A.map(row => row.reduce((sum, a, j) => sum + a * x[j], 0))
    const norm = Math.hypot(...y)
    if (norm === 0) return 0
    x = y.map(v => v / norm)
    if (Math.abs(norm - value) <= 1e-13 * norm) return norm
    value = norm
  }
  return value
}

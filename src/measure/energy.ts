/** Energy of growth-transform populations (Gangopadhyay, Mehta & Chakrabartty 2020, eq. 1). Q[post][pre]; potentials in units of v_c. */

export type Matrix = readonly (readonly number[])[]

const times = (Q: Matrix, v: readonly number[]): number[] => Q.map(row => row.reduce((sum, q, j) => sum + q * v[j], 0))

/** H = v' Q v / 2 - b' v + psi * sum of [v]+; psi 0: without the barrier. */
export const energy = (Q: Matrix, b: readonly number[], v: readonly number[], psi = 0): number => {
  const drive = times(Q, v)
  return v.reduce((sum, x, i) => sum + 0.5 * x * drive[i] - b[i] * x + psi * Math.max(x, 0), 0)
}

/** Residual of the averaged law: largest |b - Q mean(v) - mean(psi)| over units. It falls like psi / window. */
export const residual = (
  Q: Matrix,
  b: readonly number[],
  meanPotential: readonly number[],
  meanBarrier: readonly number[],
): number => {
  const drive = times(Q, meanPotential)
  return Math.max(...b.map((x, i) => Math.abs(x - drive[i] - meanBarrier[i])))
}

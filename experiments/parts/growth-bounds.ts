/**
 * What lambda must exceed in a growth-transform population, and which guarantees a matrix costs. The condition for the energy to fall when all
 * units step at once is stricter than the printed one (Gangopadhyay, Mehta & Chakrabartty 2020): see docs/growth-transform.md.
 * Q[post][pre]; potentials in units of v_c.
 */
export type Matrix = readonly (readonly number[])[]

export const isSymmetric = (Q: Matrix): boolean => Q.every((row, i) => row.every((q, j) => q === Q[j][i]))

/** Largest and smallest eigenvalue of the symmetric part of Q, to about 1e-9 of the larger, by cyclic Jacobi rotations. */
export const eigenvalues = (Q: Matrix): { largest: number; smallest: number } => {
  const a = Q.map((row, i) => row.map((q, j) => (q + Q[j][i]) / 2))
  for (let sweep = 0; sweep < 60 && offDiagonal(a) > 1e-22 * (1e-300 + total(a)); sweep++)
    for (let p = 0; p < a.length; p++) for (let q = p + 1; q < a.length; q++) rotate(a, p, q)
  const diagonal = a.map((row, i) => row[i])
  return { largest: Math.max(...diagonal), smallest: Math.min(...diagonal) }
}

const total = (a: number[][]): number => a.flat().reduce((sum, x) => sum + x * x, 0)
const offDiagonal = (a: number[][]): number => total(a.map((row, i) => row.map((x, j) => (i === j ? 0 : x))))

/** Makes a[p][q] zero. */
const rotate = (a: number[][], p: number, q: number): void => {
  if (a[p][q] === 0) return
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]]
  const [up, uq] = [a[p], a[q]]
  a[p] = up.map((x, k) => c * x - s * uq[k])
  a[q] = up.map((x, k) => s * x + c * uq[k])
}

export interface Bounds {
  /** The largest drive that unit `unit` can meet: |b| + sum of |Q| + psi. A smaller lambda may let potentials out of (-1, 1). */
  drive: number
  unit: number
  /** With lambda above this, all units stepped at once never raise the energy between spikes: drive + f rho / 2. */
  descent: number
  /** The same for one unit at a time: drive + f max Q_ii / 2. */
  oneByOne: number
}

/** What lambda must exceed, by the static bound on the drive; f in (0, 1]. */
export const boundsOf = (Q: Matrix, b: readonly number[], { psi = 0, f = 1 } = {}): Bounds => {
  const drives = Q.map((row, i) => Math.abs(b[i]) + row.reduce((sum, q) => sum + Math.abs(q), 0) + psi)
  const drive = Math.max(...drives)
  const rho = Math.max(0, eigenvalues(Q).largest)
  const own = Math.max(0, ...Q.map((row, i) => row[i]))
  return { drive, unit: drives.indexOf(drive), descent: drive + (f * rho) / 2, oneByOne: drive + (f * own) / 2 }
}

/** For people: which guarantee a matrix costs; empty where none is lost. */
export const lostGuarantees = (Q: Matrix): string[] => [
  ...(isSymmetric(Q)
    ? []
    : ['Q is not symmetric: there is no energy that falls; mean rates still obey the averaged law']),
  ...(eigenvalues(Q).smallest < 0
    ? ['Q is not positive semidefinite: several steady states; which one is reached depends on the start']
    : []),
]

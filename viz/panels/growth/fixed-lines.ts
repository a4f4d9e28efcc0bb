import type { Matrix } from '../../source/weights.ts'
import type { Stage } from '../../stage.ts'

/** a v₁ + b v₂ = c: where one unit's drive is zero, below threshold. */
export interface FixedLine {
  unit: number
  a: number
  b: number
  c: number
}

export interface Coupling {
  /** Weights [sender][receiver] of the graded coupling of a population to itself. */
  weights: Matrix | undefined
  self: number // self-conductance
}

/** The projection of a population's potentials to its own drive. */
export const couplingName = ({ run }: Stage, population: string): string | undefined => {
  const isOwn = (p: { from: string; to: string }) =>
    p.from.startsWith(`${population}.soma.`) && p.to === `${population}.drive`
  const names = run.file.projections.filter(isOwn).map(p => p.name)
  return names.find(name => run.weights.some(w => w.name === name))
}

/**
 * The lines on which the drive of the one and of the other unit is zero: Q_ii v_i + Q_ij v_j = b_i - Σ Q_ik v_k. `stimulus` and `potential` give
 * b and v of a unit at the moment, undefined where they are not recorded: then there is no line.
 */
export const fixedLines = (
  units: readonly [number, number],
  { weights, self }: Coupling,
  stimulus: (unit: number) => number | undefined,
  potential: (unit: number) => number | undefined,
): FixedLine[] => {
  if (!weights) return []
  const q = (receiver: number, sender: number) =>
    weights.values[sender * weights.posts + receiver] + (sender === receiver ? self : 0)
  return units.flatMap(unit => {
    let c = stimulus(unit)
    for (let k = 0; k < weights.pres && c !== undefined; k++) {
      if (units.includes(k) || q(unit, k) === 0) continue
      const v = potential(k)
      c = v === undefined ? undefined : c - q(unit, k) * v
    }
    return c === undefined ? [] : [{ unit, a: q(unit, units[0]), b: q(unit, units[1]), c }]
  })
}

/** The two ends of a line within a window, or undefined where it does not cross it. */
export const cutLine = (
  { a, b, c }: FixedLine,
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
): [number, number][] | undefined => {
  const points: [number, number][] = []
  const add = (x: number, y: number) => {
    if (x >= left && x <= right && y >= low && y <= high) points.push([x, y])
  }
  if (b !== 0) for (const x of [left, right]) add(x, (c - a * x) / b)
  if (a !== 0) for (const y of [low, high]) add((c - b * y) / a, y)
  // A line through a corner meets it twice: the other end is the point that is farthest.
  const [first] = points
  const far = (p: [number, number]) => Math.abs(p[0] - first[0]) + Math.abs(p[1] - first[1])
  const other = points.reduce((best, p) => (far(p) > far(best) ? p : best), first)
  return first && far(other) > 0 ? [first, other] : undefined
}

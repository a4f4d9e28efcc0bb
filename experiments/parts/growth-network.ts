/** Growth-transform populations coupled by a matrix, checked when they are made. */

import { SpecError } from '../../src/errors.ts'
import type { Neuron, Population, Projection } from '../../src/spec/types.ts'
import { boundsOf, lostGuarantees, type Matrix } from './growth-bounds.ts'

export interface CoupledOptions {
  name: string
  neuron: Neuron
  /** Trans-conductances [post][pre], the self-conductance included. */
  Q: Matrix
  b: readonly number[]
  lambda: number
  psi?: number
  f?: number
  v0?: number
  clamp?: boolean
}

export interface Coupled {
  population: Population
  projection: Projection
  /** What is not guaranteed, a line each: for `about` or for a person. */
  notes: string[]
}

/**
 * A population and the projection to itself. Throws SpecError where lambda does not exceed the largest drive that a unit can meet,
 * with the unit and the value to exceed. A lambda that is enough for the bound but not for descent, or a matrix that costs a guarantee, is noted.
 */
export const coupled = ({
  name,
  neuron,
  Q,
  b,
  lambda,
  psi = 0,
  f = 1,
  v0 = -0.1,
  clamp = false,
}: CoupledOptions): Coupled => {
  const path = `populations.${name}`
  if (Q.length !== b.length || Q.some(row => row.length !== b.length))
    throw new SpecError(`${path}.Q`, `${b.length} x ${b.length} numbers`, `${Q.length} x ${Q[0]?.length ?? 0}`)
  if (!(f > 0 && f <= 1)) throw new SpecError(`${path}.set.f0`, 'a step size above 0 and up to 1', String(f))
  if (!(Math.abs(v0) < 1)) throw new SpecError(`${path}.set.v0`, 'a potential between -1 and 1', String(v0))
  const bounds = boundsOf(Q, b, { psi, f })
  if (!(lambda > bounds.drive))
    throw new SpecError(
      `${path}.set.lambda`,
      `more than ${bounds.drive}, the largest drive of unit ${bounds.unit}`,
      String(lambda),
    )
  const weights = { values: b.map((_, pre) => Q.map(row => row[pre])) }
  const set = { lambda, psi, q: 0, f0: f, v0, clamp: clamp ? 1 : 0 }
  return {
    population: { neuron, size: b.length, set, init: { 'drive.b': [...b] } },
    projection: { name, from: `${name}.soma.y`, to: `${name}.drive`, weights },
    notes: [
      ...(lambda > bounds.descent
        ? []
        : [`lambda is not above ${bounds.descent}: simultaneous steps may raise the energy`]),
      ...lostGuarantees(Q),
    ],
  }
}

import { expect } from 'vitest'
import type { Estimate } from '../../../src/measure/discontinuity.ts'

/** The estimate lies within 4 combined standard errors of the value of the specification. */
export const expectWithin4 = (name: string, got: Estimate, value: number, error: number): void => {
  const combined = Math.hypot(got.error!, error)
  const z = (got.estimate! - value) / combined
  expect(Math.abs(z), `${name}: ${got.estimate} ± ${got.error} against ${value} ± ${error}`).toBeLessThan(4)
}

/** Equal to `relative` of the larger magnitude. */
export const expectClose = (got: number | null, value: number, relative = 1e-6, floor = 0): void => {
  const tolerance = relative * Math.max(Math.abs(value), floor)
  expect(Math.abs(got! - value), `${got} against ${value}`).toBeLessThanOrEqual(tolerance)
}

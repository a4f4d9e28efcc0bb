import { describe, expect, test } from 'vitest'
import { E4, learnFromGrid } from '../measure/reference/learning.ts'

const STARTS = 100

describe('weights learned from the cost, 100 starts (E4, T22)', () => {
  for (const [c, p, rule, distance, near] of E4) {
    test(`c = ${c}, p = ${p}, ${rule}`, () => {
      const got = learnFromGrid({ c, p, rule, seed: 31 })
      for (const [t, value] of distance.entries()) {
        // Table and test are one run of 100 starts each, so both have the same standard error.
        expect(Math.abs(got.distance[t] - value), `distance ${got.distance[t]}`).toBeLessThan(
          4 * Math.SQRT2 * got.error[t],
        )
        const share = Math.min(0.98, near[t])
        const error = Math.sqrt((share * (1 - share)) / STARTS)
        expect(Math.abs(got.near[t] - near[t]), `share ${got.near[t]}`).toBeLessThan(4 * Math.SQRT2 * error)
      }
    }, 600_000)
  }
})

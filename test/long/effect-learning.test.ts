import { describe, expect, test } from 'vitest'
import { E4, learnFromGrid } from '../measure/reference/learning.ts'

const STARTS = 100
const LONG = 600_000
/** Printed standard error of the table's mean distances. They have heavy tails: a straggler of 100 moves the mean by 0.1. */
const PRINTED = 0.3

describe('weights learned from the cost, 100 starts (E4, T22)', () => {
  const last = new Map<string, number>()
  for (const [c, p, rule, distance, near] of E4) {
    test(
      `c = ${c}, p = ${p}, ${rule}`,
      () => {
        const got = learnFromGrid({ c, p, rule, seed: 31 })
        last.set(`${rule} ${c} ${p}`, got.distance[4])
        for (const [t, value] of distance.entries()) {
          const tolerance = 4 * Math.hypot(got.error[t], PRINTED)
          expect(Math.abs(got.distance[t] - value), `distance ${got.distance[t]}`).toBeLessThan(tolerance)
          const share = Math.min(0.98, near[t])
          const error = Math.sqrt((2 * share * (1 - share)) / STARTS)
          expect(Math.abs(got.near[t] - near[t]), `share ${got.near[t]}`).toBeLessThan(4 * error)
        }
      },
      LONG,
    )
  }

  test('the published rule favours the discontinuity everywhere, the fair one only under correlation', () => {
    const gain = (rule: string, c: number) => last.get(`${rule} ${c} 1`)! - last.get(`${rule} ${c} 0.1`)!
    for (const c of [0.01, 0.5, 0.99]) expect(gain('published', c)).toBeGreaterThan(0.5)
    expect(gain('twoMeans', 0.01)).toBeLessThan(0)
    for (const c of [0.5, 0.99]) expect(gain('twoMeans', c)).toBeGreaterThan(0)
  })
})

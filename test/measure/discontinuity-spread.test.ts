import { describe, expect, test } from 'vitest'
import { eachKnownWindow } from './reference/known-effect.ts'
import { learnFromGrid } from './reference/learning.ts'
import { mean, oneRun, sd } from './reference/one-run.ts'
import { generalRule } from './reference/rules.ts'
import { fitToys } from './reference/toy-fit.ts'

/** A standard deviation from n runs has a relative standard error of 1/√(2n); the printed one comes from 300 runs. */
const spreadError = (n: number) => Math.hypot(1 / Math.sqrt(2 * n), 1 / Math.sqrt(600))

describe('spread of one estimate from 100 s (E2), 30 runs', () => {
  test('constant and linear over the margin', () => {
    const margins = [0.01, 0.03, 0.1, 0.3, 1]
    const runs = Array.from({ length: 30 }, (_, k) => oneRun(0.5, margins, 200 + k))
    const constant = [0.476, 0.282, 0.154, 0.092, 0.07]
    const linear = [0.98, 0.55, 0.32, 0.18, 0.115]
    for (const [at] of margins.entries()) {
      expect(Math.abs(sd(runs.map(r => r.constant[at])) / constant[at] - 1)).toBeLessThan(4 * spreadError(30))
      expect(Math.abs(sd(runs.map(r => r.linear[at])) / linear[at] - 1)).toBeLessThan(4 * spreadError(30))
    }
    const counts = [
      [30, 32],
      [90, 97],
      [275, 348],
      [653, 1250],
      [1030, 3953],
    ]
    for (const [at, [above, below]] of counts.entries()) {
      // The printed counts are rounded; ours are means over 30 runs of Poisson-like counts.
      expect(Math.abs(mean(runs.map(r => r.above[at])) - above)).toBeLessThan(0.5 + 4 * Math.sqrt(above / 30))
      expect(Math.abs(mean(runs.map(r => r.below[at])) - below)).toBeLessThan(0.5 + 4 * Math.sqrt(below / 30))
    }
  })

  test('the cost that silence would lead to explains a third of the spread (2.3)', () => {
    const runs = Array.from({ length: 30 }, (_, k) => oneRun(0.01, [0.1, 0.03], 300 + k))
    for (const [at, value] of [0.106, 0.205].entries())
      expect(Math.abs(sd(runs.map(r => r.covariate[at])) / value - 1)).toBeLessThan(4 * spreadError(30))
    expect(sd(runs.map(r => r.covariate[0]))).toBeLessThan(0.85 * sd(runs.map(r => r.constant[0])))
  })
})

test('general rule, time average of four runs of 500 s (T11)', () => {
  const averages = Array.from({ length: 4 }, (_, run) => {
    const rule = generalRule(0.01, false)
    let [sum, n, k] = [0, 0, 0]
    eachKnownWindow(0.5, 1100 + run, 25_000, (drive, _, reward) => {
      const x = drive[0] - 1
      if (Math.abs(x) < 0.3) rule.add(x, reward)
      k += 1
      if (k > 2500) sum += rule.effect()
      if (k > 2500) n += 1
    })
    return sum / n
  })
  expect(Math.abs(mean(averages) - 2.843)).toBeLessThan(4 * Math.hypot(0.029 / 2, 0.004))
})

test('toy of two onto one, 20 trials (T23)', () => {
  const { counts, constant, published } = fitToys(1, 20, 23)
  expect(Math.abs(counts.rate - 30.2)).toBeLessThan(0.5)
  expect(Math.abs(counts.spiking / 478 - 1)).toBeLessThan(0.03)
  expect(Math.abs(counts.silent / 160 - 1)).toBeLessThan(0.05)
  expect(Math.abs(constant.slope - 1.16e-4)).toBeLessThan(4 * Math.hypot(constant.slopeError, 0.045e-4))
  expect(Math.abs(published.slope - 7.5e-5)).toBeLessThan(4 * Math.hypot(published.slopeError, 0.32e-5))
  expect(Math.abs(published.intercept - 0.127)).toBeLessThan(0.0127)
})

test('two weights find the minimum of the cost, 9 starts (T22)', () => {
  const { distance, near } = learnFromGrid({ c: 0.01, p: 1, rule: 'twoMeans', seed: 22 }, 3)
  // The table has 0.56 and 1.00 after 500 s; no start may be far off.
  expect(near[4]).toBe(1)
  expect(distance[4]).toBeLessThan(1)
  expect(distance[0]).toBeGreaterThan(distance[4])
})

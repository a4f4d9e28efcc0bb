/**
 * Spread of one estimate of 100 s against the margin, through the engine (E2), over 1,500 runs. Received: constant 0.500 0.285 0.160 0.0939 0.0686, linear
 * 1.052 0.590 0.304 0.187 0.1236: five of ten within the stated 5 %, the others within 7.5 %. Ours have a relative error of 1.8 %, those of
 * the table, if from 300 runs, 4.1 %; the stated law sd = sqrt(0.0024 / p) gives 0.490 0.283 0.155 for the constant one. So +-5 % cannot be held: 300 of
 * our own runs (seed 1: 0.483 0.280 0.162 0.0905 0.0683, 1.056 0.559 0.289 0.190 0.120) differ by up to 5.2 % from the 1,500 that they are part of.
 */
import { expect, test } from 'vitest'
import correlation from '../../experiments/rdd-correlation.ts'
import { sd } from '../measure/reference/one-run.ts'
import { measured } from '../support/effects.ts'

const margins = [0.01, 0.03, 0.1, 0.3, 1]
const table = {
  constant: [0.476, 0.282, 0.154, 0.092, 0.07],
  linear: [0.98, 0.55, 0.32, 0.18, 0.115],
}

test('standard deviation over runs, unit 1, c = 0.5', { timeout: 1_200_000 }, async () => {
  const runs: Awaited<ReturnType<typeof measured>>['runs'] = []
  for (const seed of [1, 2, 3, 4, 5]) runs.push(...(await measured(correlation, { seed }, margins)).runs)
  for (const [form, values] of Object.entries(table))
    for (const [k, value] of values.entries()) {
      const got = sd(runs.map(run => run[0][`${form} p=${margins[k]}`].estimate!))
      // Two combined standard errors.
      expect(Math.abs(got / value - 1), `${form} p=${margins[k]}: ${got}`).toBeLessThan(2 * Math.hypot(0.018, 0.041))
    }
})

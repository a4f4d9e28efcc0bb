import { describe, expect, test } from 'vitest'
import {
  addInnovation,
  addSampledInnovation,
  effectAt,
  forgetInnovation,
  type Innovation,
  innovationEffects,
  mergeInnovation,
  noInnovation,
  noResponse,
  pushResponse,
  readMean,
} from '../../src/measure/discontinuity.ts'
import { confounded } from './reference/confounded.ts'
import { kappa } from './reference/kappa.ts'
import { expectClose } from './reference/near.ts'
import { uniform } from './reference/random.ts'

const EFFECTS = [0.5, -1]

/** Two Bernoulli units under a common drive that also drives the response. The plain average over spikes is far off. */
const simulate = (
  seed: number,
  ticks: number,
  add: (spikes: number[], phi: number[], R: number[], t: number) => void,
) => {
  const random = uniform(seed)
  for (let t = 0; t < ticks; t++) {
    const drive = random() < 0.5 ? 0.1 : 0.4
    const phi = [drive, drive / 2]
    const spikes = phi.map(p => (random() < p ? 1 : 0))
    const R = EFFECTS[0] * spikes[0] + EFFECTS[1] * spikes[1] + 10 * (drive - 0.25) + random() - 0.5
    add(spikes, phi, [R], t)
  }
}

const dense = (seed: number, ticks: number): Innovation => {
  const sums = noInnovation(2, 1, 'bernoulli')
  simulate(seed, ticks, (spikes, phi, R) => addInnovation(sums, spikes, phi, R))
  return sums
}

const sampled = (seed: number, ticks: number): Innovation => {
  const sums = noInnovation(2, 1, 'bernoulli')
  simulate(seed, ticks, (spikes, phi, R, t) => {
    const units = [0, 1].filter(i => spikes[i] > 0)
    addSampledInnovation(sums, units, t % 4 === 0 ? phi : null, R, 4)
  })
  return sums
}

describe('innovation (5.1)', () => {
  test('unbiased under a drive common to spike and response', () => {
    const matrix = innovationEffects(dense(1, 40_000))
    for (const i of [0, 1]) {
      const { estimate, error } = effectAt(matrix, i, 0)
      expect(Math.abs(estimate! - EFFECTS[i])).toBeLessThan(4 * error!)
      expect(error).toBeLessThan(0.05)
    }
  })

  test('Poisson counts: divided by their expectation', () => {
    const sums = noInnovation(1, 1)
    addInnovation(sums, [2], [0.5], [3])
    addInnovation(sums, [0], [0.5], [1])
    expectClose(effectAt(innovationEffects(sums), 0, 0).estimate, (1.5 * 3 - 0.5) / 1, 1e-12)
  })

  test('sampling the expectation every fourth tick agrees', () => {
    const [full, cheap] = [dense(2, 40_000), sampled(2, 40_000)].map(innovationEffects)
    for (const i of [0, 1]) {
      const [a, b] = [full, cheap].map(matrix => effectAt(matrix, i, 0))
      expect(Math.abs(a.estimate! - b.estimate!)).toBeLessThan(4 * Math.hypot(a.error!, 2 * b.error!))
    }
  })

  test('replicas merge to one pass; forgetting keeps the effect', () => {
    const whole = noInnovation(2, 1, 'bernoulli')
    for (const seed of [1, 2]) simulate(seed, 300, (spikes, phi, R) => addInnovation(whole, spikes, phi, R))
    const merged = mergeInnovation(dense(1, 300), dense(2, 300))
    const before = effectAt(innovationEffects(merged), 0, 0)
    expectClose(before.estimate, effectAt(innovationEffects(whole), 0, 0).estimate!, 1e-12, 1)
    forgetInnovation(merged, 0.5)
    expectClose(effectAt(innovationEffects(merged), 0, 0).estimate, before.estimate!, 1e-12, 1)
    expect(() => mergeInnovation(whole, noInnovation(3, 1, 'bernoulli'))).toThrow(/2 units x 1 responses/)
  })

  test('unknown', () => {
    const reasonOf = (sums: Innovation, unit = 0) => {
      const found = effectAt(innovationEffects(sums), unit, 0)
      expect(found.estimate).toBeNull()
      return found.reason
    }
    const sums = noInnovation(2, 1, 'bernoulli')
    expect(reasonOf(sums)).toBe('no tick was recorded')
    addInnovation(sums, [0, 1], [0.2, 1], [3])
    addInnovation(sums, [0, 1], [0.2, 1], [3])
    expect(reasonOf(sums)).toBe('the neuron never spiked in 2 ticks')
    expect(reasonOf(sums, 1)).toBe('the neuron spiked exactly as expected in 2 ticks: it has no noise')
    addInnovation(sums, [1, 1], [0.2, 0], [Number.NaN])
    expect(reasonOf(sums)).toBe('1 responses are not finite numbers')
    addInnovation(sums, [1, 1], [Number.NaN, 0], [1])
    expect(reasonOf(sums)).toBe('the expected rate of the neuron is not a finite number')
  })
})

test('mean response with lag 0', () => {
  const ring = noResponse(1, 3)
  const mean = new Float64Array(1)
  for (const [t, q] of [5, 1, 2, 6, 10].entries()) {
    if (pushResponse(ring, [q])) readMean(ring, mean)
    if (t === 3) expectClose(mean[0], 3, 1e-12)
  }
  expectClose(mean[0], 6, 1e-12)
  expect(() => noResponse(1, 0)).toThrow(/span: expected a whole number/)
})

test('voltage response to one spike in the segregated-dendrite network (T21)', () => {
  const expected = [
    0.016141, 0.031012, 0.04127, 0.047243, 0.049972, 0.050432, 0.049382, 0.047373, 0.044793, 0.041913, 0.012574,
    0.003772,
  ]
  let v = 0
  let sum = 0
  for (const [t, value] of expected.entries()) {
    v = 0.3 * v + (t < 10 ? 0.6 * kappa(t + 1) : 0)
    sum += v
    expect(v).toBeCloseTo(value, 6)
  }
  expect(sum / 12).toBeCloseTo(0.036323, 6)
})

test('confounded Poisson units, one seed (T19)', () => {
  const table: [mu: number, ...cosines: number[]][] = [
    [0, 0.914, 0.914, 0.909],
    [1, 0.538, 0.848, 0.827],
  ]
  for (const [mu, ...cosines] of table) {
    const got = confounded(mu, 3)
    // The printed ± 0.02 is for the mean of four seeds.
    for (const [k, cosine] of cosines.entries()) expect(Math.abs(got[k] - cosine), `μ = ${mu}, ${k}`).toBeLessThan(0.04)
  }
})

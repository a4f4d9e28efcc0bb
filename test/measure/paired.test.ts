import { describe, expect, test } from 'vitest'
import { mean, standardDeviation } from '../../src/measure/average.ts'
import { paired, twoSided } from '../../src/measure/paired.ts'

describe("Student's t, two-sided (tables)", () => {
  test.each([
    [12.706, 1, 0.05],
    [4.303, 2, 0.05],
    [2.776, 4, 0.05],
    [2.228, 10, 0.05],
    [3.169, 10, 0.01],
    [1.96, 1e6, 0.05],
  ])('t = %f with %i degrees of freedom: %f', (t, df, p) => {
    expect(Math.abs(twoSided(t, df) - p)).toBeLessThan(1e-4)
    expect(twoSided(-t, df)).toBe(twoSided(t, df))
  })
  test('0 is no evidence', () => expect(twoSided(0, 3)).toBeCloseTo(1, 12))
})

describe('pairs', () => {
  test('three seeds', () => {
    const r = paired([2.1, 2.4, 2.2], [1.9, 2, 2.1])
    expect(r.difference).toBeCloseTo(0.7 / 3, 12)
    expect(r.t).toBeCloseTo(2.6457513, 6)
    expect(r.p).toBeCloseTo(0.118, 3)
    expect(r.permutation).toBe(0.25)
  })
  test('equal values, one pair, unequal lists', () => {
    expect(paired([1, 2], [1, 2])).toMatchObject({ difference: 0, p: 1, permutation: 1 })
    expect(paired([2], [1])).toMatchObject({ difference: 1, permutation: 1, p: Number.NaN })
    expect(() => paired([1], [])).toThrow('one length, got 1 and 0')
  })
  test('mean and deviation', () => {
    expect(mean([1, 2, 6])).toBe(3)
    expect(standardDeviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12)
    expect(standardDeviation([1])).toBeNaN()
  })
})

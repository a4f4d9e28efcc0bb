/** The answer that is read from the scores of units or of candidates. */
import { expect, test } from 'vitest'
import type { Logged } from '../../src/backend/backend.ts'
import { answerIn, answerOf } from '../../src/sim/present.ts'

const logs = (scores: number[]): Record<string, Logged> => ({
  answer: { counts: [], entries: [], values: [Float32Array.from(scores)] } as unknown as Logged,
})

const none = Number.NaN

test('the class with the largest mean, the first on ties; a score that is no number never wins', () => {
  expect(answerOf([1, 2, 3, 3, 0, 9], 3)).toEqual({ answer: 2, scores: Float64Array.of(1.5, 3, 4.5) })
  expect([[1, 3, 3], [none, 2, 1], [1, none, 2], [none, none, none]].map(s => answerOf(s, 3).answer)).toEqual([1, 1, 2, 0]) // biome-ignore format: a line
})

test('of candidates too: each test image has an answer', () => {
  const of = (...all: number[][]) => answerIn({ ticks: [], logs: {}, candidates: all.map(logs) }, 0, 2)
  expect(of([0, 9], [9, 1])).toBe(1)
  expect(of([none, 9], [9, 1])).toBe(1)
  expect(of([0, 9], [9, none])).toBe(0)
  expect(of([none, 9], [9, none])).toBe(0)
})

test('units that are no blocks of one size are refused', () => {
  expect(() => answerOf([1, 2, 3], 2)).toThrow('answer.of: expected a multiple of 2 units, got 3')
  expect(() => answerOf([1], 2)).toThrow('answer.of: expected a multiple of 2 units, got 1')
})

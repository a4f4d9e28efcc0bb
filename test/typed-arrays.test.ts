/** The equality of typed arrays that test/support gives to all tests: what toEqual says of them without it. */
import { expect, test } from 'vitest'

const a = () => Float32Array.of(1, 0, Number.NaN)

test('alone and inside of others', () => {
  expect(a()).toEqual(a())
  expect({ logs: [a()] }).toEqual({ logs: [a()] })
})

test.each<[string, unknown]>([
  ['a value', Float32Array.of(1, 2, Number.NaN)],
  ['the sign of 0', Float32Array.of(1, -0, Number.NaN)],
  ['the last value', Float32Array.of(1, 0, 3)],
  ['the length', Float32Array.of(1, 0)],
  ['the type', Float64Array.of(1, 0, Number.NaN)],
  ['an array of another kind', [1, 0, Number.NaN]],
])('%s that differs is told', (_, other) => {
  expect(() => expect({ logs: [a()] }).toEqual({ logs: [other] })).toThrow()
  expect(() => expect(a()).toStrictEqual(other)).toThrow()
})

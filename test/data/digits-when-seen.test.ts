/** Embedded digits that are drawn when they are looked at are those that are drawn all at once. */
import { expect, test } from 'vitest'
import { slice } from '../../src/data/dataset.ts'
import { digitsWhenSeen, embeddedDigits } from '../../src/data/digits.ts'
import { imageOf } from '../../src/data/encode.ts'

const asked = { train: 8, test: 4, seed: 3 }
const all = embeddedDigits(asked)

test('each image comes as it is looked at, in any order', () => {
  const seen = digitsWhenSeen(asked)
  expect(seen.train.labels).toEqual(all.train.labels)
  for (const i of [5, 0, 5, 7]) expect(imageOf(seen.train, i)).toEqual(imageOf(all.train, i))
  expect(seen.train.images.subarray(0, 784)).toEqual(imageOf(all.train, 0))
  expect(seen.train.images.subarray(784, 2 * 784).every(byte => byte === 0)).toBe(true)
})

test('a part of them is whole, with its digest', () => {
  const part = slice(digitsWhenSeen(asked).test, 1, 3)
  expect(part).toEqual(slice(all.test, 1, 3))
})

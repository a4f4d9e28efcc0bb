import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as encode from '../../src/data/encode.ts'
import { between, choice, hash32, randomStream } from '../../src/data/random.ts'
import { DataError } from '../../src/errors.ts'

const size = { rows: 3, columns: 4 }
const image = Uint8Array.from({ length: 12 }, (_, i) => i + 1)

test('bytes become float32 from 0 to 1', () => {
  expect([...encode.toUnitInterval(Uint8Array.of(0, 1, 128, 255))]).toEqual([0, 1 / 255, 128 / 255, 1].map(Math.fround))
})

test('a label becomes a block of units', () => {
  expect([...encode.oneHot(1, 3, 6)]).toEqual([0, 0, 1, 1, 0, 0])
  expect([...encode.oneHot(2, 3, 3)]).toEqual([0, 0, 1])
  expect(() => encode.oneHot(1, 3, 7)).toThrow(DataError)
  expect(() => encode.oneHot(3, 3, 6)).toThrow(DataError)
})

test('a shift moves every pixel and fills with 0', () => {
  const around = fc.integer({ min: -5, max: 5 })
  fc.assert(
    fc.property(around, around, (right, down) => {
      const moved = encode.shift(image, size, right, down)
      moved.forEach((ink, i) => {
        const row = Math.floor(i / 4) - down
        const column = (i % 4) - right
        const inside = row >= 0 && row < 3 && column >= 0 && column < 4
        expect(ink).toBe(inside ? image[row * 4 + column] : 0)
      })
    }),
  )
})

test('a crop is the part at its corner', () => {
  expect([...encode.crop(image, size, { rows: 2, columns: 2 }, 1, 2)]).toEqual([7, 8, 11, 12])
  expect(() => encode.randomCrop(image, size, { rows: 4, columns: 1 }, randomStream(1))).toThrow(DataError)
})

test('random shifts and crops follow their stream and reach every place', () => {
  const shifts = (seed: number) => {
    const random = randomStream(seed)
    return Array.from({ length: 200 }, () => encode.randomShift(image, size, 1, random).join())
  }
  expect(shifts(1)).toEqual(shifts(1))
  expect(shifts(1)).not.toEqual(shifts(2))
  expect(new Set(shifts(1)).size).toBe(9)
  const random = randomStream(3)
  const corners = Array.from({ length: 200 }, () => encode.randomCrop(image, size, { rows: 2, columns: 3 }, random)[0])
  expect([...new Set(corners)].sort((a, b) => a - b)).toEqual([1, 2, 5, 6])
})

test('random streams differ by every key and its place', () => {
  const first = (...keys: number[]) => randomStream(...keys)()
  expect(new Set([first(1, 2), first(2, 1), first(1), first(1, 2, 0), first(0, 1, 2)]).size).toBe(5)
  expect(hash32(0)).not.toBe(hash32(1))
})

test('uniform numbers have the mean and spread of uniform numbers', () => {
  const random = randomStream(7)
  const draws = Array.from({ length: 20_000 }, () => between(random, 0, 1))
  const mean = draws.reduce((a, b) => a + b) / draws.length
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01) // 5 standard errors
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.005)
  expect(new Set(Array.from({ length: 500 }, () => choice(random, 7))).size).toBe(7)
})

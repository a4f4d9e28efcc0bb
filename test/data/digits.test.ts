import { describe, expect, test } from 'vitest'
import { embeddedDigits } from '../../src/data/digits.ts'
import { imageOf } from '../../src/data/encode.ts'

const { train, test: testing } = embeddedDigits({ train: 2000, test: 300 })

const centreOfMass = (image: Uint8Array): readonly [number, number] => {
  let [x, y, mass] = [0, 0, 0]
  image.forEach((ink, i) => {
    x += ink * ((i % 28) + 0.5)
    y += ink * (Math.floor(i / 28) + 0.5)
    mass += ink
  })
  return [x / mass, y / mass]
}

/** Centres of the classes in the training images: the simplest classifier there is. */
const means = (): Float64Array[] => {
  const sums = Array.from({ length: 10 }, () => new Float64Array(784))
  const counts = Array(10).fill(0)
  for (let i = 0; i < train.count; i++) {
    counts[train.labels[i]]++
    imageOf(train, i).forEach((ink, k) => {
      sums[train.labels[i]][k] += ink
    })
  }
  return sums.map((sum, label) => sum.map(s => s / counts[label]))
}

const nearestMean = (image: Uint8Array, centres: readonly Float64Array[]): number => {
  const distances = centres.map(c => c.reduce((sum, v, k) => sum + (v - image[k]) ** 2, 0))
  return distances.indexOf(Math.min(...distances))
}

describe('embedded digits', () => {
  test('have the shape of MNIST', () => {
    expect(train).toMatchObject({ count: 2000, rows: 28, columns: 28, classes: 10, name: 'digits' })
    expect(train.images.length).toBe(2000 * 784)
    expect(testing.labels.length).toBe(300)
  })

  test('are the same on every machine', () => {
    expect(embeddedDigits({ train: 50, test: 50 })).toMatchObject({
      train: { digest: '1e271d88cf8c1f06074242c77e644431e2b3dc5f1ed4083136f26cf3e1312cc7' },
      test: { digest: 'aae2092fa4b9bf4880cdfdbb5f55e4149af6dcf29cbb7ad74e7d01d50f6ea6dc' },
    })
  })

  test('the first n are the same for every n', () => {
    const few = embeddedDigits({ train: 20, test: 3 })
    expect(few.train.images).toEqual(train.images.subarray(0, 20 * 784))
    expect(few.train.labels).toEqual(train.labels.subarray(0, 20))
    expect(few.test.images).toEqual(testing.images.subarray(0, 3 * 784))
  })

  test('another seed and the test set give other digits', () => {
    expect(embeddedDigits({ train: 20, test: 1, seed: 2 }).train.images).not.toEqual(train.images.subarray(0, 20 * 784))
    expect(testing.images.subarray(0, 20 * 784)).not.toEqual(train.images.subarray(0, 20 * 784))
  })

  test('have every class about equally often', () => {
    for (let label = 0; label < 10; label++) {
      const count = train.labels.filter(l => l === label).length
      expect(count).toBeGreaterThan(150) // 200 expected, standard deviation 13
      expect(count).toBeLessThan(250)
    }
  })

  test('lie in the middle, as large and as dark as MNIST', () => {
    for (let i = 0; i < 200; i++) {
      const [x, y] = centreOfMass(imageOf(train, i))
      expect(Math.abs(x - 14)).toBeLessThan(1.5)
      expect(Math.abs(y - 14)).toBeLessThan(1.5)
    }
    const mean = train.images.reduce((sum, ink) => sum + ink, 0) / train.images.length / 255
    expect(mean).toBeGreaterThan(0.1)
    expect(mean).toBeLessThan(0.15)
  })

  test('can be told apart, but not all of them by the mean of a class', () => {
    const centres = means()
    let wrong = 0
    for (let i = 0; i < testing.count; i++) if (nearestMean(imageOf(testing, i), centres) !== testing.labels[i]) wrong++
    expect(wrong / testing.count).toBeGreaterThan(0.1) // MNIST: 0.18
    expect(wrong / testing.count).toBeLessThan(0.35)
  })
})

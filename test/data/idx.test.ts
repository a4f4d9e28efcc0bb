import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { datasetFromIdx, digestOf, slice } from '../../src/data/dataset.ts'
import { gunzip } from '../../src/data/gunzip.ts'
import { readIdx } from '../../src/data/idx.ts'
import { DataError } from '../../src/errors.ts'

const u32 = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
const images = (n: number, rows = 2, columns = 3) =>
  Uint8Array.from([0, 0, 8, 3, ...u32(n), ...u32(rows), ...u32(columns), ...Array(n * rows * columns).fill(9)])
const labels = (...values: number[]) => Uint8Array.from([0, 0, 8, 1, ...u32(values.length), ...values])
const origin = { name: 'toy', source: 'a test' }
const pair = (a: Uint8Array, b: Uint8Array) => datasetFromIdx(a, b, ['i', 'l'], origin)

describe('readIdx', () => {
  test('gives dimensions and a view of the data', () => {
    const bytes = images(4)
    const read = readIdx(bytes, 'images', 'f')
    expect(read.dims).toEqual([4, 2, 3])
    expect(read.data.buffer).toBe(bytes.buffer)
    expect(read.data.length).toBe(24)
  })

  test.each([
    ['labels given as images', labels(1, 2), 'images', 'f: expected IDX images (magic 0x00000803), got labels'],
    ['images given as labels', images(1), 'labels', 'f: expected IDX labels (magic 0x00000801), got images'],
    ['gzip data', gzipSync(images(1)), 'images', /got gzip data that was not decompressed/],
    ['another type', Uint8Array.of(0, 0, 13, 3), 'images', /got magic 0x00000d03/],
    ['an empty file', new Uint8Array(0), 'labels', /got a file of 0 bytes/],
    ['half a header', images(1).subarray(0, 9), 'images', /header of 16 bytes, got a file of 9 bytes/],
    ['a truncated file', images(2).subarray(0, 20), 'images', /12 bytes of images \(2 x 2 x 3\), got 4/],
    ['an oversized file', Uint8Array.of(...labels(1), 0), 'labels', /1 bytes of labels \(1\), got 2/],
    ['no images', images(0), 'images', /dimensions of 1 or more, got 0 x 2 x 3/],
    ['huge dimensions', images(1).fill(255, 4, 16), 'images', /bytes of images/],
  ] as const)('refuses %s', (_, bytes, kind, message) => {
    expect(() => readIdx(bytes, kind, 'f')).toThrow(message)
  })

  test('throws nothing but DataError on any bytes', () => {
    const headed = fc.uint8Array({ maxLength: 40 }).map(rest => Uint8Array.of(0, 0, 8, 3, 0, 0, 0, ...rest))
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 40 }), headed),
        fc.constantFrom('images', 'labels'),
        (bytes, kind) => {
          try {
            readIdx(bytes, kind as 'images', 'f')
          } catch (error) {
            expect(error).toBeInstanceOf(DataError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a data set', () => {
  test('pairs images and labels and has a digest of both', () => {
    const data = pair(images(3), labels(0, 9, 4))
    expect(data).toMatchObject({ name: 'toy', count: 3, rows: 2, columns: 3, classes: 10 })
    expect(data.digest).toBe(digestOf(data.images, data.labels))
    expect(digestOf(new TextEncoder().encode('a'), new TextEncoder().encode('bc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', // FIPS 180-2, example B.1
    )
  })

  test('refuses unequal lengths and labels out of range', () => {
    expect(() => pair(images(3), labels(1, 2))).toThrow('l: expected 3 labels, one for each image of i, got 2')
    expect(() => pair(images(2), labels(1, 10))).toThrow('l: expected labels from 0 to 9, got 10 at place 1')
  })

  test('has slices with digests of their own', () => {
    const data = pair(images(3), labels(0, 9, 4))
    const part = slice(data, 1, 3)
    expect(part.count).toBe(2)
    expect([...part.labels]).toEqual([9, 4])
    expect(part.images.length).toBe(12)
    expect(part.digest).not.toBe(data.digest)
    expect(() => slice(data, 0, 4)).toThrow(DataError)
    expect(() => slice(data, 2, 2)).toThrow(DataError)
    expect(() => slice(data, 0, Number.NaN)).toThrow(DataError)
  })
})

describe('gunzip', () => {
  const good = gzipSync(images(100))
  test('gives the content', async () => expect(await gunzip(good, 'f')).toEqual(images(100)))
  test('refuses what is not gzip', async () => {
    await expect(gunzip(labels(1), 'f')).rejects.toThrow('f: expected gzip data, got bytes 00 00 08 01 ...')
    await expect(gunzip(new Uint8Array(0), 'f')).rejects.toThrow('got an empty file')
  })
  test.each([3, 11, 20, good.length - 9, good.length - 1])('refuses a file cut after %i bytes', async n => {
    await expect(gunzip(good.subarray(0, n), 'f')).rejects.toThrow('f: expected a whole gzip file')
  })
  test('refuses a wrong checksum', async () => {
    const bad = Uint8Array.from(good)
    bad[bad.length - 6] ^= 1
    await expect(gunzip(bad, 'f')).rejects.toThrow(DataError)
  })
})

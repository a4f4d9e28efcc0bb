/** IDX files that somebody drops on a page. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadData } from '../../src/browser/load-data.ts'
import { embeddedDigits } from '../../src/data/digits.ts'

const { train, test: tested } = embeddedDigits({ train: 12, test: 4 })

const idx = (dims: number[], data: Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(4 + 4 * dims.length + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x800 + dims.length)
  dims.forEach((n, i) => {
    view.setUint32(4 + 4 * i, n)
  })
  bytes.set(data, 4 + 4 * dims.length)
  return bytes
}
const images = idx([12, 28, 28], train.images)
const labels = idx([12], train.labels)
const file = (name: string, bytes: Uint8Array) => new File([new Uint8Array(bytes)], name)
const four = [
  file('train-images-idx3-ubyte', images),
  file('train-labels-idx1-ubyte.gz', gzipSync(labels)),
  file('t10k-labels-idx1-ubyte', idx([4], tested.labels)),
  file('t10k-images-idx3-ubyte.gz', gzipSync(idx([4, 28, 28], tested.images))),
]

describe('files', () => {
  test('two pairs, packed or not, in any order', async () => {
    const data = await loadData({ files: four })
    expect([data.train.images, data.train.labels]).toEqual([train.images, train.labels])
    expect([data.test.images, data.test.labels]).toEqual([tested.images, tested.labels])
    expect(data.train.source).toBe('train-images-idx3-ubyte, train-labels-idx1-ubyte.gz')
  })

  test('no more than are asked for', async () => {
    const data = await loadData({ files: four, train: 7, test: 100 })
    expect([data.train.count, data.test.count]).toEqual([7, 4])
    expect([...data.train.labels]).toEqual([...train.labels.subarray(0, 7)])
  })

  test('of one pair alone the last sixth is for testing', async () => {
    const data = await loadData({ files: [file('a', images), file('b', labels)] })
    expect([data.train.count, data.test.count]).toEqual([10, 2])
    expect([...data.train.labels, ...data.test.labels]).toEqual([...train.labels])
  })

  test.each<[string, File[], RegExp]>([
    ['no file', [], /expected a file of IDX images and a file of IDX labels.*got 0 files/],
    ['an empty one', [file('a', new Uint8Array())], /^a: expected an IDX file of images or labels, got an empty file/],
    ['a picture', [file('x.png', Uint8Array.of(137, 80, 78, 71, 13, 10))], /^x.png: .*begins with the bytes 89 50 4e 47/],
    ['images without labels', [file('a', images)], /^a: expected one file of labels beside the other, got none/],
    ['labels twice', [file('a', images), file('b', labels), file('c', labels)], /one file of labels.*got 2/],
    ['images that are cut short', [file('a', images.subarray(0, 500)), file('b', labels)], /^a: expected 9408 bytes of images/],
    ['a gzip file that is cut short', [file('a.gz', gzipSync(images).subarray(0, 90))], /^a.gz: expected a whole gzip file/],
    ['other numbers', [file('a', images), file('b', idx([3], labels.subarray(0, 3)))], /^b: expected 12 labels/],
    ['a label too large', [file('a', images), file('b', idx([12], train.labels.map(() => 99)))], /labels from 0 to 9, got 99/],
    ['a header that lies', [file('a', idx([2 ** 31, 28, 28], new Uint8Array(9))), file('b', labels)], /^a: expected \d+ bytes/],
    ['too few to divide', [file('a', idx([1, 2, 2], new Uint8Array(4))), file('b', idx([1], new Uint8Array(1)))], /6 images or more/],
  ])('%s: says so', async (_, files, message) => {
    await expect(loadData({ files })).rejects.toThrow(message)
  })
}) // biome-ignore format: a table

/** IDX files for the tests of the playground. */
import { gzipSync } from 'node:zlib'
import { embeddedDigits } from '../../src/data/digits.ts'

export interface NamedBytes {
  name: string
  mimeType: string
  buffer: Buffer
}

const idx = (dims: number[], data: Uint8Array): Buffer => {
  const header = Buffer.alloc(4 + 4 * dims.length)
  header.writeUInt32BE(0x800 + dims.length)
  dims.forEach((n, i) => {
    header.writeUInt32BE(n, 4 + 4 * i)
  })
  return Buffer.concat([header, data])
}

export const named = (name: string, buffer: Buffer): NamedBytes => ({
  name,
  mimeType: 'application/octet-stream',
  buffer,
})

/** A few digits as the four files of MNIST, packed. */
export const idxFiles = (train: number, test: number): NamedBytes[] => {
  const data = embeddedDigits({ train, test, seed: 3 })
  return [
    named('train-images-idx3-ubyte.gz', gzipSync(idx([train, 28, 28], data.train.images))),
    named('train-labels-idx1-ubyte.gz', gzipSync(idx([train], data.train.labels))),
    named('t10k-images-idx3-ubyte.gz', gzipSync(idx([test, 28, 28], data.test.images))),
    named('t10k-labels-idx1-ubyte.gz', gzipSync(idx([test], data.test.labels))),
  ]
}

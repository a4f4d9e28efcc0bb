/** Labelled images in memory, whatever their source. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { DataError } from '../errors.ts'
import { type Idx, readIdx } from './idx.ts'

export interface Dataset {
  name: string // 'mnist'
  source: string // where it came from, for people
  digest: string // SHA-256 of images, then labels, in hexadecimal
  images: Uint8Array // [count, rows, columns]
  labels: Uint8Array // [count], each below `classes`
  count: number
  rows: number
  columns: number
  classes: number
  /** Samples of each part, in order, where the set was recorded in parts (batches, sessions). */
  parts?: readonly number[]
  /** Makes image `index` in `images`, where images are made when they are first looked at. */
  make?: (index: number) => void
}

/** `digest` may be a faster SHA-256 than the portable one. */
export type Digest = (...parts: readonly Uint8Array[]) => string
export type Origin = { name: string; source: string; classes?: number; digest?: Digest }

/** Images and labels read from IDX files. Throws DataError where their lengths differ or a label is not below `classes` (10). */
export const pairIdx = (images: Idx, labels: Idx, origin: Origin): Dataset => {
  const [count, rows, columns] = images.dims
  if (labels.dims[0] !== count)
    throw new DataError(labels.file, `${count} labels, one for each image of ${images.file}`, `${labels.dims[0]}`)
  const { name, source, classes = 10, digest } = origin
  const parts = { name, source, classes, images: images.data, labels: labels.data, rows, columns }
  return dataset(parts, labels.file, digest)
}

/** The bytes of an images file and a labels file as a data set; `files` name them in messages. */
export const datasetFromIdx = (
  images: Uint8Array,
  labels: Uint8Array,
  files: readonly [string, string],
  origin: Origin,
): Dataset => pairIdx(readIdx(images, 'images', files[0]), readIdx(labels, 'labels', files[1]), origin)

type Parts = Omit<Dataset, 'digest' | 'count'>

/** Completes a data set with its count and digest. Throws DataError, naming `file`, on a label out of range. */
export const dataset = (parts: Parts, file = parts.name, digest: Digest = digestOf): Dataset => {
  const count = parts.labels.length
  const wrong = parts.labels.findIndex(label => label >= parts.classes)
  if (wrong >= 0)
    throw new DataError(file, `labels from 0 to ${parts.classes - 1}`, `${parts.labels[wrong]} at place ${wrong}`)
  return { ...parts, count, digest: digest(parts.images, parts.labels) }
}

/** The samples first .. last - 1 of part `number`, from 1; all of a set without parts is its first. Throws DataError naming the data set. */
export const partOf = ({ name, count, parts = [count] }: Dataset, number: number): { first: number; last: number } => {
  if (!(number >= 1 && number <= parts.length))
    throw new DataError(name, `one of its parts, 1 to ${parts.length}`, `part ${number}`)
  const first = parts.slice(0, number - 1).reduce((sum, n) => sum + n, 0)
  return { first, last: first + parts[number - 1] }
}

/** What is left of each part between two places; parts without a sample stay, with 0. */
const partsWithin = (parts: readonly number[], first: number, last: number): number[] => {
  let start = 0
  return parts.map(n => {
    const left = Math.min(start + n, last) - Math.max(start, first)
    start += n
    return Math.max(0, left)
  })
}

/** The images first .. last - 1, in order, as views with a digest of their own. Throws DataError where there are too few. */
export const slice = (data: Dataset, first: number, last: number, digest?: Digest): Dataset => {
  if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last <= first || last > data.count)
    throw new DataError(data.name, `a part of its ${data.count} images`, `images ${first} to ${last - 1}`)
  const size = data.rows * data.columns
  for (let i = first; data.make && i < last; i++) data.make(i)
  const images = data.images.subarray(first * size, last * size)
  const labels = data.labels.subarray(first, last)
  const parts = data.parts && { parts: partsWithin(data.parts, first, last) }
  const { make: _, ...made } = data
  return dataset({ ...made, images, labels, ...parts }, data.name, digest)
}

/** SHA-256 of the parts laid end to end. */
export const digestOf: Digest = (...parts) => {
  const hash = sha256.create()
  for (const part of parts) hash.update(part)
  return bytesToHex(hash.digest())
}

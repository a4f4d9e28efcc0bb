/** The parts of a data set that are used: the first images, or the last ones of training to validate with. */
import { type Dataset, slice } from '../data/dataset.ts'
import { SpecError } from '../errors.ts'
import { sha256 } from './hash.ts'

export interface Loaded {
  train: Dataset
  test: Dataset
  digest: string // SHA-256 over the images and labels of both, as used
  note: string // which data this is, for people
  /** Whether the files are the published ones; undefined where that cannot be told. */
  published: boolean | undefined
  /** Why embedded digits stand in for the data set that was asked for. */
  missing?: string
}

/** A data set as it was found. */
export interface Pair {
  published?: boolean
  missing?: string
  train: Dataset
  test: Dataset
  note: string
}

export interface Parts {
  train?: number // images, default all
  test?: number
  validation?: number // the last n training images become the test set
}

/** How many images that is; throws SpecError where there are not as many. */
export const wanted = (n: number | undefined, all: number, path: string): number => {
  if (n !== undefined && (!Number.isInteger(n) || n < 1 || n > all))
    throw new SpecError(path, `a whole number from 1 to ${all}`, `${n}`)
  return n ?? all
}

/** SHA-256 over the images and labels of both. */
export const digestOf = (train: Dataset, test: Dataset): string =>
  sha256(train.images, train.labels, test.images, test.labels)

/** Cuts the parts that are asked for. */
export const part = ({ train, test, note, published, missing }: Pair, options: Parts): Loaded => {
  const held = options.validation ? wanted(options.validation, train.count - 1, 'validation') : 0
  const left = train.count - held
  const used = slice(train, 0, wanted(options.train, left, 'dataset.train'), sha256)
  const tested = held
    ? slice(train, left, left + wanted(options.test, held, 'dataset.test'), sha256)
    : slice(test, 0, wanted(options.test, test.count, 'dataset.test'), sha256)
  const digest = digestOf(used, tested)
  const split = held ? `, validating on the last ${held} training images` : ''
  return {
    train: used,
    test: tested,
    digest,
    note: `${note}: ${used.count} + ${tested.count} images${split}`,
    published,
    ...(missing === undefined ? {} : { missing }),
  }
}

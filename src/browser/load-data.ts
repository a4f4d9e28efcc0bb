/** Images for a training in a page: made from a seed, or read from the IDX files that somebody dropped on it. */
import { type Dataset, pairIdx, slice } from '../data/dataset.ts'
import { digitsWhenSeen } from '../data/digits.ts'
import { gunzip, isGzip } from '../data/gunzip.ts'
import { type Idx, type IdxKind, readIdx } from '../data/idx.ts'
import { DataError } from '../errors.ts'
import type { DataSource, FileSource, NamedFile } from './messages.ts'

export interface Split {
  train: Dataset
  test: Dataset
}

/** Throws DataError: files that are not IDX, are damaged, or do not fit together. */
export const loadData = async (source: DataSource): Promise<Split> => {
  if ('digits' in source) return digitsWhenSeen(source.digits)
  return 'files' in source ? limited(await fromFiles(source.files), source) : source
}

const limited = ({ train, test }: Split, most: FileSource): Split => ({
  train: firstOf(train, most.train),
  test: firstOf(test, most.test),
})

const firstOf = (data: Dataset, most = data.count): Dataset => (most < data.count ? slice(data, 0, most, none) : data)

/** Nobody asks for the digest of images in a page, and that of a whole MNIST takes a second. */
const none = () => ''

const most = 8 // files: two pairs are enough

/**
 * A pair of images and labels for training and one for testing, told apart by what is in them and by 'train', 't10k' or 'test' in their
 * names. Of one pair alone the last sixth is for testing.
 */
const fromFiles = async (files: readonly NamedFile[]): Promise<Split> => {
  if (files.length === 0 || files.length > most) throw new DataError('files', wanted, `${files.length} files`)
  const read = await Promise.all(files.map(readOne))
  const isTest = (idx: Idx) => /t10k|test/i.test(idx.file)
  const train = pairOf(read.filter(idx => !isTest(idx)))
  const test = pairOf(read.filter(isTest))
  if (train && test) return { train, test }
  const only = train ?? test
  if (!only) throw new DataError('files', wanted, files.map(f => f.name).join(', '))
  const cut = Math.floor((only.count * 5) / 6)
  if (cut === 0 || cut === only.count) throw new DataError(only.source, '6 images or more', `${only.count}`)
  return { train: slice(only, 0, cut, none), test: slice(only, cut, only.count, none) }
}

const wanted = 'a file of IDX images and a file of IDX labels, for training and for testing (.gz too)'

const readOne = async (file: NamedFile): Promise<Idx> => {
  const raw = new Uint8Array(await file.arrayBuffer())
  const bytes = isGzip(raw) ? await gunzip(raw, file.name) : raw
  return readIdx(bytes, kindOf(bytes, file.name), file.name)
}

/** By the number of dimensions, the fourth byte. */
const kindOf = (bytes: Uint8Array, file: string): IdxKind => {
  const isIdx = bytes.length > 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8
  if (!isIdx || (bytes[3] !== 1 && bytes[3] !== 3))
    throw new DataError(file, 'an IDX file of images or labels', about(bytes))
  return bytes[3] === 3 ? 'images' : 'labels'
}

const about = (bytes: Uint8Array): string => {
  const start = [...bytes.subarray(0, 4)].map(b => b.toString(16).padStart(2, '0')).join(' ')
  return bytes.length === 0 ? 'an empty file' : `one that begins with the bytes ${start}`
}

/** Images and labels that belong together; undefined where there are none. */
const pairOf = (all: readonly Idx[]): Dataset | undefined => {
  if (all.length === 0) return undefined
  const [images, labels] = [one(all, 'images'), one(all, 'labels')]
  return pairIdx(images, labels, { name: 'files', source: `${images.file}, ${labels.file}`, digest: none })
}

const one = (all: readonly Idx[], kind: IdxKind): Idx => {
  const found = all.filter(idx => (idx.dims.length === 3) === (kind === 'images'))
  if (found.length === 1) return found[0]
  const names = all.map(idx => idx.file).join(', ')
  throw new DataError(names, `one file of ${kind} beside the other`, found.length === 0 ? 'none' : `${found.length}`)
}

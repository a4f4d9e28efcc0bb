/** Data sets by name, from the first place that has them. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type CatalogueEntry, catalogue, type FileKey, fileNames } from '../data/catalogue.ts'
import { type Dataset, datasetFromIdx } from '../data/dataset.ts'
import { embeddedDigits } from '../data/digits.ts'
import { isGzip } from '../data/gunzip.ts'
import { taskData, tasks } from '../data/tasks.ts'
import { DataError, oneOf, RunError, SpecError } from '../errors.ts'
import { type Loaded, type Pair, type Parts, part, wanted } from './data-parts.ts'
import { download } from './download.ts'
import { driftSets, loadDrift } from './gas.ts'
import { sha256 } from './hash.ts'
import { readBytes, sizeOf } from './store.ts'

export type { Loaded }

export interface SourceOptions extends Parts {
  data?: string // a folder that has a folder of the data set's name (--data)
  seed?: number // of the embedded digits, default 1
  download?: boolean // default true
  standIn?: boolean // the embedded digits in place of a known data set, wherever that is: a run that began with them goes on with them
  env?: Record<string, string | undefined> // default process.env
  onProgress?: (file: string, received: number, total: number | undefined) => void // bytes
  patience?: number // ms, see Download
  entry?: Partial<CatalogueEntry> // in place of the catalogue's
}

export const datasetNames: readonly string[] = [...catalogue.keys(), 'digits', ...tasks.keys(), ...driftSets.keys()]

/**
 * Looks in `data`, APICAL_DATA, the user's cache, the folder of Debian's package; else downloads into the cache; else makes digits.
 * Throws SpecError for an unknown name; DataError where a folder that was named has broken files, or has too few images.
 */
export const loadDataset = async (name: string, options: SourceOptions = {}): Promise<Loaded> => {
  if (tasks.has(name)) return part({ ...taskData(name, options.seed, () => ''), note: tasks.get(name)!.about }, options)
  if (driftSets.has(name)) return part(loadDrift(name, options), options)
  if (name === 'digits') return part(embedded(options, `embedded digits, seed ${options.seed ?? 1}`), options)
  const known = catalogue.get(name)
  if (!known) throw new SpecError('dataset.name', oneOf(name, datasetNames), `'${name}'`)
  const entry = { ...known, ...options.entry }
  if (options.standIn) return part(instead(entry, options, 'when this run began'), options)
  return part(fromFolders(name, entry, options) ?? (await fromNetwork(name, entry, options)), options)
}

/** The folder of the user's cache: $XDG_CACHE_HOME/apical or ~/.cache/apical. */
export const cacheFolder = (env: Record<string, string | undefined> = process.env): string =>
  join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'apical')

const fromFolders = (name: string, entry: CatalogueEntry, options: SourceOptions): Pair | undefined => {
  const env = options.env ?? process.env
  if (options.data !== undefined) return fromNamedFolder(name, entry, join(options.data, name), true)
  const named = env.APICAL_DATA ? fromNamedFolder(name, entry, join(env.APICAL_DATA, name), false) : undefined
  return named ?? fromOwnFolder(name, entry, join(cacheFolder(env), name)) ?? fromOwnFolder(name, entry, entry.system)
}

/** A folder that the user named: broken files are an error; so is an absent one if `must`. */
const fromNamedFolder = (name: string, entry: CatalogueEntry, folder: string, must: boolean): Pair | undefined => {
  if (must || hasSome(folder)) return readFolder(name, entry, folder)
  return undefined
}

/** A folder that we chose: what is broken there is passed over. */
const fromOwnFolder = (name: string, entry: CatalogueEntry, folder: string | undefined): Pair | undefined => {
  if (folder === undefined || !hasSome(folder)) return undefined
  try {
    return readFolder(name, entry, folder)
  } catch (error) {
    if (error instanceof DataError) return undefined
    throw error
  }
}

const hasSome = (folder: string): boolean =>
  Object.values(fileNames).some(f => sizeOf(join(folder, f)) + sizeOf(join(folder, `${f}.gz`)) > 0)

interface Found {
  path: string
  content: Uint8Array // not compressed
  canonical: boolean | undefined // undefined: cannot be told
}

const readFolder = (name: string, entry: CatalogueEntry, folder: string): Pair => {
  const find = (key: FileKey): Found => readEither(folder, key, entry)
  const files = {
    trainImages: find('trainImages'),
    trainLabels: find('trainLabels'),
    testImages: find('testImages'),
    testLabels: find('testLabels'),
  }
  const pair = (images: Found, labels: Found): Dataset =>
    datasetFromIdx(images.content, labels.content, [images.path, labels.path], {
      name,
      source: folder,
      digest: () => '', // that of the part in use is computed later
    })
  const train = pair(files.trainImages, files.trainLabels)
  const test = pair(files.testImages, files.testLabels)
  if (train.rows !== test.rows || train.columns !== test.columns)
    throw new DataError(
      files.testImages.path,
      `images of ${train.rows} x ${train.columns}`,
      `${test.rows} x ${test.columns}`,
    )
  const published = allPublished(Object.values(files))
  return { train, test, note: `${entry.title} from ${folder} (${verdict(published)})`, published }
}

const allPublished = (files: readonly Found[]): boolean | undefined =>
  files.some(f => f.canonical === false) ? false : files.every(f => f.canonical) || undefined

const verdict = (published: boolean | undefined): string => {
  if (published === false) return 'NOT the published files: their SHA-256 differs'
  return published ? 'SHA-256 as published' : 'SHA-256 not checked: the published ones are of the .gz files'
}

const readEither = (folder: string, key: FileKey, entry: CatalogueEntry): Found => {
  const plain = join(folder, fileNames[key])
  const content = readBytes(plain)
  if (content) return { path: plain, content, canonical: matches(entry, key, content, undefined) }
  const packed = readBytes(`${plain}.gz`)
  if (!packed) throw new DataError(plain, 'this file or one ending in .gz', 'neither')
  const inside = unzip(packed, `${plain}.gz`)
  return { path: `${plain}.gz`, content: inside, canonical: matches(entry, key, inside, packed) }
}

const matches = (
  { pins }: CatalogueEntry,
  key: FileKey,
  content: Uint8Array,
  gzip: Uint8Array | undefined,
): boolean | undefined => {
  const pinned = pins.of === 'content' ? content : gzip
  return pinned && sha256(pinned) === pins[key]
}

const unzip = (bytes: Uint8Array, path: string): Uint8Array => {
  if (!isGzip(bytes)) throw new DataError(path, 'gzip data', 'other bytes')
  try {
    return gunzipSync(bytes, { maxOutputLength: 1024 ** 3 })
  } catch {
    throw new DataError(path, 'a whole gzip file', 'a damaged or truncated one')
  }
}

/** Downloads into the cache; without success gives digits, and says so loudly. */
const fromNetwork = async (name: string, entry: CatalogueEntry, options: SourceOptions): Promise<Pair> => {
  if (options.download === false) return instead(entry, options, 'downloading is switched off')
  const folder = join(cacheFolder(options.env), name)
  try {
    await downloadAll(entry, folder, options)
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    return instead(entry, options, error.message)
  }
  return readFolder(name, entry, folder)
}

const downloadAll = async (entry: CatalogueEntry, folder: string, options: SourceOptions): Promise<void> => {
  let mirrors = [...entry.mirrors]
  for (const key of Object.keys(fileNames) as FileKey[]) {
    const file = `${fileNames[key]}.gz`
    const present = readBytes(join(folder, file))
    if (present && !faultOf(present, entry, key)) continue
    const url = await download({
      urls: mirrors.map(m => `${m}${file}`),
      path: join(folder, file),
      check: bytes => faultOf(bytes, entry, key),
      onProgress: options.onProgress && ((received, total) => options.onProgress?.(file, received, total)),
      patience: options.patience,
    })
    // The mirror that answered goes first, so that a silent one costs its patience once.
    mirrors = [...mirrors].sort((a, b) => Number(url.startsWith(b)) - Number(url.startsWith(a)))
  }
}

const faultOf = (bytes: Uint8Array, entry: CatalogueEntry, key: FileKey): string | undefined => {
  try {
    return matches(entry, key, unzip(bytes, fileNames[key]), bytes) ? undefined : 'its SHA-256 is not the published one'
  } catch {
    return 'sent a file that is not whole gzip data'
  }
}

const instead = (entry: CatalogueEntry, options: SourceOptions, why: string): Pair => ({
  missing: why,
  ...embedded(
    options,
    `EMBEDDED DIGITS IN PLACE OF ${entry.title}, which was not found (${why}). ` +
      'Their error is not that of the named data set. Give its folder with --data or APICAL_DATA',
  ),
})

/** All training images only where a validation set is cut from their end. */
const embedded = ({ train, test, validation, seed }: SourceOptions, note: string): Pair => ({
  ...embeddedDigits({
    train: validation ? undefined : wanted(train, 60_000, 'dataset.train'),
    test: validation ? 1 : wanted(test, 10_000, 'dataset.test'),
    seed,
    digest: () => '',
  }),
  note,
})

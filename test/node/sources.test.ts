import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type FileKey, fileNames } from '../../src/data/catalogue.ts'
import { DataError, SpecError } from '../../src/errors.ts'
import { sha256 } from '../../src/node/hash.ts'
import { loadDataset, type SourceOptions } from '../../src/node/sources.ts'
import { giving, refusing, startMirror } from './mirror.ts'
import { temporaryFolder } from './temporary.ts'

const u32 = (n: number) => [0, 0, 0, n]
const images = (n: number, first: number) =>
  Uint8Array.from([0, 0, 8, 3, ...u32(n), ...u32(2), ...u32(2), ...Array.from({ length: 4 * n }, (_, i) => first + i)])
const labels = (n: number) => Uint8Array.from([0, 0, 8, 1, ...u32(n), ...Array.from({ length: n }, (_, i) => i % 10)])

const files: Record<FileKey, Uint8Array> = {
  trainImages: images(12, 0),
  trainLabels: labels(12),
  testImages: images(5, 100),
  testLabels: labels(5),
}
const keys = Object.keys(files) as FileKey[]

const put = (
  folder: string,
  name: string,
  change: Partial<Record<FileKey, Uint8Array>> = {},
  packed = false,
): string => {
  mkdirSync(join(folder, name), { recursive: true })
  for (const key of keys) {
    const bytes = change[key] ?? files[key]
    writeFileSync(join(folder, name, fileNames[key] + (packed ? '.gz' : '')), packed ? gzipSync(bytes) : bytes)
  }
  return folder
}

const pins = (of: 'content' | 'gzip', pack = (b: Uint8Array): Uint8Array => b) => ({
  of,
  trainImages: sha256(pack(files.trainImages)),
  trainLabels: sha256(pack(files.trainLabels)),
  testImages: sha256(pack(files.testImages)),
  testLabels: sha256(pack(files.testLabels)),
})

/** Options under which nothing outside the test is seen. */
const apart = (rest: SourceOptions = {}): SourceOptions => ({
  env: { XDG_CACHE_HOME: temporaryFolder() },
  download: false,
  test: 3,
  train: 4,
  ...rest,
  entry: { system: undefined, ...rest.entry },
})

const served = (path: string): Uint8Array | undefined => {
  const key = keys.find(k => path.endsWith(`/${fileNames[k]}.gz`))
  return key && gzipSync(files[key])
}

describe('loadDataset from a folder', () => {
  test.each([true, false])('reads the usual four names, compressed: %s', async packed => {
    const data = put(temporaryFolder(), 'mnist', {}, packed)
    const loaded = await loadDataset('mnist', apart({ data, train: undefined, test: undefined }))
    expect(loaded.train).toMatchObject({ name: 'mnist', count: 12, rows: 2, columns: 2 })
    expect([...loaded.train.images.subarray(0, 4)]).toEqual([0, 1, 2, 3])
    expect([...loaded.test.labels]).toEqual([0, 1, 2, 3, 4])
    expect(loaded.note).toMatch(/^MNIST .*NOT the published files.*: 12 \+ 5 images/)
    expect(loaded.digest).toBe(sha256(loaded.train.images, loaded.train.labels, loaded.test.images, loaded.test.labels))
  })

  test('says that the files are the published ones', async () => {
    const data = put(temporaryFolder(), 'mnist', {}, true)
    const note = async (entry: SourceOptions['entry']) => (await loadDataset('mnist', apart({ data, entry }))).note
    expect(await note({ pins: pins('content') })).toMatch(/SHA-256 as published/)
    expect(await note({ pins: pins('gzip', b => gzipSync(b)) })).toMatch(/SHA-256 as published/)
  })

  test('takes the first images in order, and the last ones of training for validation', async () => {
    const data = put(temporaryFolder(), 'mnist')
    const { train, test } = await loadDataset('mnist', apart({ data, train: 7, test: 2 }))
    expect([train.count, test.count, test.images[0]]).toEqual([7, 2, 100])
    const held = await loadDataset('mnist', apart({ data, train: undefined, test: undefined, validation: 3 }))
    expect([held.train.count, held.test.count, held.test.images[0]]).toEqual([9, 3, 36])
    expect(held.note).toMatch(/validating on the last 3/)
    expect(held.digest).not.toBe((await loadDataset('mnist', apart({ data, train: 9, test: 3 }))).digest)
  })

  test.each([
    [{ train: 13 }, /dataset.train: expected a whole number from 1 to 12, got 13/],
    [{ test: 0 }, /dataset.test/],
    [{ validation: 12 }, /validation: expected a whole number from 1 to 11/],
    [{ validation: 5, train: 8 }, /dataset.train: expected a whole number from 1 to 7/],
    [{ train: 1.5 }, /dataset.train/],
  ])('refuses %j', async (wrong, message) => {
    const data = put(temporaryFolder(), 'mnist')
    await expect(loadDataset('mnist', apart({ data, ...wrong }))).rejects.toThrow(message)
  })

  test.each([
    ['swapped files', { trainImages: files.trainLabels, trainLabels: files.trainImages }, /got labels/],
    ['unequal lengths', { testLabels: labels(4) }, /5 labels, one for each image/],
    ['a truncated file', { testImages: files.testImages.subarray(0, 30) }, /20 bytes of images/],
    [
      'images of another size',
      { testImages: Uint8Array.from([0, 0, 8, 3, ...u32(5), ...u32(1), ...u32(1), 1, 2, 3, 4, 5]) },
      /2 x 2/,
    ],
  ])('named by the user: %s are an error, not a reason to go on', async (_, change, message) => {
    const folder = put(temporaryFolder(), 'mnist', change)
    for (const named of [{ data: folder }, { env: { APICAL_DATA: folder } }]) {
      const error = await loadDataset('mnist', apart(named)).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(DataError)
      expect((error as DataError).message).toMatch(message)
      expect((error as DataError).exitCode).toBe(2)
    }
  })

  test('a .gz that is not gzip, or is cut, is an error', async () => {
    const data = put(temporaryFolder(), 'mnist', {}, true)
    const path = join(data, 'mnist', `${fileNames.testLabels}.gz`)
    writeFileSync(path, files.testLabels)
    await expect(loadDataset('mnist', apart({ data }))).rejects.toThrow(/expected gzip data/)
    writeFileSync(path, gzipSync(files.testLabels).subarray(0, 15))
    await expect(loadDataset('mnist', apart({ data }))).rejects.toThrow(/a whole gzip file/)
  })

  test('an absent --data folder is an error; APICAL_DATA may lack a data set', async () => {
    const data = temporaryFolder()
    await expect(loadDataset('mnist', apart({ data }))).rejects.toThrow(/this file or one ending in .gz, got neither/)
    const env = { APICAL_DATA: data, XDG_CACHE_HOME: put(temporaryFolder(), 'apical/mnist') }
    expect((await loadDataset('mnist', apart({ env }))).note).toContain(env.XDG_CACHE_HOME)
  })

  test('the order is --data, APICAL_DATA, cache, system', async () => {
    const place = (first: number) => put(temporaryFolder(), 'mnist', { trainImages: images(12, first) })
    const [data, named] = [place(1), place(2)]
    const cache = put(temporaryFolder(), 'apical/mnist', { trainImages: images(12, 3) })
    const system = join(place(4), 'mnist')
    const entry = { system }
    const first = async (o: SourceOptions) => (await loadDataset('mnist', apart({ entry, ...o }))).train.images[0]
    const env = { APICAL_DATA: named, XDG_CACHE_HOME: cache }
    expect(await first({ data, env })).toBe(1)
    expect(await first({ env })).toBe(2)
    expect(await first({ env: { XDG_CACHE_HOME: cache } })).toBe(3)
    expect(await first({})).toBe(4)
  })
})

describe('loadDataset without a folder', () => {
  test('downloads into the cache, each file checked, and finds it there the next time', async () => {
    const [refused, mirror] = [await startMirror(refusing(403)), await startMirror(giving(served))]
    const entry = { mirrors: [refused.url, mirror.url], pins: pins('content') }
    const env = { XDG_CACHE_HOME: temporaryFolder() }
    const seen = new Set<string>()
    const options = apart({ entry, env, download: true, onProgress: file => void seen.add(file) })
    const loaded = await loadDataset('mnist', options)
    expect(loaded.note).toMatch(/SHA-256 as published/)
    expect(seen.size).toBe(4)
    expect(refused.requests.length).toBe(1) // after that the one that answered is asked first
    expect((await loadDataset('mnist', options)).digest).toBe(loaded.digest)
    expect(mirror.requests.length).toBe(4)
  })

  test('fetches only what is missing or broken in the cache', async () => {
    const mirror = await startMirror(giving(served))
    const env = { XDG_CACHE_HOME: put(temporaryFolder(), 'apical/mnist', {}, true) }
    const cached = (key: FileKey) => join(env.XDG_CACHE_HOME, 'apical/mnist', `${fileNames[key]}.gz`)
    rmSync(cached('testLabels'))
    writeFileSync(cached('trainLabels'), 'broken')
    await loadDataset('mnist', apart({ entry: { mirrors: [mirror.url], pins: pins('content') }, env, download: true }))
    expect(mirror.requests).toEqual([`/${fileNames.trainLabels}.gz`, `/${fileNames.testLabels}.gz`])
  })

  test('uses the embedded digits, loudly, when mirrors give other files', async () => {
    const mirror = await startMirror(giving(served))
    const loaded = await loadDataset('mnist', apart({ entry: { mirrors: [mirror.url] }, download: true }))
    expect(loaded.note).toMatch(/EMBEDDED DIGITS IN PLACE OF MNIST.*SHA-256 is not the published one/)
    expect(loaded.train).toMatchObject({ name: 'digits', count: 4, rows: 28 })
    expect(loaded.test.count).toBe(3)
  })

  test('uses the embedded digits where nothing answers or nothing can be written', async () => {
    const note = async (o: SourceOptions) => (await loadDataset('kmnist', apart({ download: true, ...o }))).note
    expect(await note({ entry: { mirrors: ['http://127.0.0.1:1/'] } })).toMatch(/EMBEDDED DIGITS.*127.0.0.1:1/)
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(await note({ env: { XDG_CACHE_HOME: file } })).toMatch(/EMBEDDED DIGITS.*cannot write/)
  })

  test('makes digits by name, from their seed', async () => {
    const digest = async (seed?: number) => (await loadDataset('digits', apart({ seed }))).digest
    expect(await digest()).toBe(await digest(1))
    expect(await digest(2)).not.toBe(await digest(1))
  })

  test('knows no other names', async () => {
    await expect(loadDataset('mnits', apart())).rejects.toThrow(SpecError)
    await expect(loadDataset('mnis', apart())).rejects.toThrow(/did you mean 'mnist'/)
    await expect(loadDataset('__proto__', apart())).rejects.toThrow(SpecError)
  })
})

const real = process.env.APICAL_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const absent = !existsSync(join(real, 'mnist'))
test.skipIf(absent)('real MNIST is read and recognised (skipped where APICAL_DATA is not set)', async () => {
  const { train, test, note } = await loadDataset('mnist', { data: real })
  expect(note).toMatch(/SHA-256 as published.*60000 \+ 10000 images/)
  expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9])
  expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileNames } from '../../src/data/catalogue.ts'
import { embeddedDigits } from '../../src/data/digits.ts'
import { resumeReplicas, startReplicas } from '../../src/node/replica-run.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import { testRun } from '../../src/node/test-run.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from './temporary.ts'

const was = { ...process.env }
beforeEach(() => {
  delete process.env.APICAL_DATA
  process.env.XDG_CACHE_HOME = temporaryFolder()
})
afterEach(() => {
  process.env = { ...was }
})

const apart = { download: false, backend: 'js' }
const kmnist = (): Experiment => tiny({ dataset: { name: 'kmnist', train: 12, test: 6 } })

/** Other digits, as files of the named data set. */
const filesOf = (seed: number): string => {
  const { train, test } = embeddedDigits({ train: 20, test: 10, seed })
  const folder = temporaryFolder()
  const put = (name: string, dims: number[], bytes: Uint8Array) => {
    mkdirSync(join(folder, 'kmnist'), { recursive: true })
    const head = dims.flatMap(n => [0, 0, n >> 8, n & 255])
    writeFileSync(join(folder, 'kmnist', name), Uint8Array.from([0, 0, 8, dims.length, ...head, ...bytes]))
  }
  put(fileNames.trainImages, [20, 28, 28], train.images)
  put(fileNames.trainLabels, [20], train.labels)
  put(fileNames.testImages, [10, 28, 28], test.images)
  put(fileNames.testLabels, [10], test.labels)
  return folder
}

test('a run that began with embedded digits goes on with them where the data set is there', {
  timeout: 60_000,
}, async () => {
  const out = temporaryFolder()
  const { folder } = await startRun(kmnist(), { ...apart, out, epochs: 1 })
  process.env.APICAL_DATA = filesOf(2)
  const notes: string[] = []
  const { state } = await resumeRun(folder, { ...apart, epochs: 2 }, { data: note => notes.push(note) })
  expect(state).toBe('done')
  expect(notes.join()).toMatch(/^EMBEDDED DIGITS IN PLACE OF KMNIST .*when this run began/)
  await expect(testRun(folder, apart, () => {})).resolves.toHaveLength(1)
  await expect(resumeRun(folder, { ...apart, epochs: 3, data: process.env.APICAL_DATA })).rejects.toThrow(
    /expected the data that the run began with/,
  )
})

test('replicas too', { timeout: 60_000 }, async () => {
  const begun = await startReplicas(kmnist(), { ...apart, out: temporaryFolder(), epochs: 1, replicas: 2, threads: 1 })
  process.env.APICAL_DATA = filesOf(2)
  const { state } = await resumeReplicas(begun.set.path, { ...apart, epochs: 2, threads: 1 })
  expect(state).toBe('done')
})

test('a run is not tested with other data unless they are named', { timeout: 60_000 }, async () => {
  process.env.APICAL_DATA = filesOf(2)
  const { folder } = await startRun(kmnist(), { ...apart, out: temporaryFolder(), epochs: 1 })
  const tested = (settings: { data?: string; test?: number } = {}, said: string[] = []) =>
    testRun(folder, { ...apart, ...settings }, () => {}, { note: text => said.push(text) }).then(all => all[0])
  expect((await tested()).testImages).toBe(6)
  expect((await tested({ test: 3 })).testImages).toBe(3)
  expect((await tested({ test: 10 })).testImages).toBe(10)
  delete process.env.APICAL_DATA
  await expect(tested()).rejects.toThrow(/expected the data that the run began with .*EMBEDDED DIGITS/)
  const said: string[] = []
  expect((await tested({ data: filesOf(3) }, said)).testImages).toBe(6)
  expect(said).toEqual([expect.stringMatching(/^these are other data than the run began with: KMNIST/)])
})

import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataError, RunError } from '../../src/errors.ts'
import * as folder from '../../src/node/folder.ts'
import { listRuns } from '../../src/node/runs.ts'
import { namesIn } from '../../src/node/store.ts'
import { temporaryFolder } from './temporary.ts'

const identity = { name: 'hello', seed: 3, hash: '4f2a9cbb' }
const newRun = (out = temporaryFolder(), changes = {}) => folder.createRun(out, { ...identity, ...changes }, { dt: 1 })

describe('a run folder', () => {
  test('has its place, and run.json in state running', () => {
    const out = temporaryFolder()
    const run = folder.createRun(out, identity, { dt: 0.5, backend: 'wasm', state: 'done' })
    expect(run.path).toBe(join(out, 'hello', 's3-4f2a9c'))
    const manifest = JSON.parse(readFileSync(join(run.path, 'run.json'), 'utf8'))
    expect(manifest).toMatchObject({ format: 1, name: 'hello', seed: 3, state: 'running', dt: 0.5, backend: 'wasm' })
    expect(folder.openRun(run.path)).toEqual(run)
    expect(folder.openRun(join(run.path, 'run.json'))).toEqual(run)
  })

  test('that is there already is answered with the command that resumes it', () => {
    const out = temporaryFolder()
    const { path } = newRun(out)
    expect(() => newRun(out)).toThrow(RunError)
    expect(() => newRun(out)).toThrow(`apical run ${path}`)
  })

  test.each(['../../up', '/absolute', '..', '.hidden', 'a/b'])('named %s stays inside the folder of runs', name => {
    const out = temporaryFolder()
    const { path } = newRun(out, { name })
    expect(path.startsWith(`${out}/`)).toBe(true)
    expect(namesIn(out).length).toBe(1)
    expect(folder.openRun(path).manifest.name).toBe(name)
  })

  test('where nothing can be written is one clear sentence', () => {
    const out = join(temporaryFolder(), 'file')
    writeFileSync(out, '')
    expect(() => newRun(out)).toThrow(RunError)
    expect(() => newRun(out)).toThrow(/^cannot write .*run.json: /)
  })

  test('changes its state', () => {
    const run = newRun()
    folder.updateRun(run, { state: 'done', done: { testError: 0.1 } })
    expect(folder.openRun(run.path).manifest).toMatchObject({ state: 'done', done: { testError: 0.1 }, seed: 3 })
  })

  test('has scores and notes', () => {
    const run = newRun()
    folder.appendScore(run, { epoch: 1, testError: 0.2 })
    folder.appendNote(run, { note: 'stopped' })
    expect(folder.readScores(run)).toEqual([{ epoch: 1, testError: 0.2 }])
    expect(folder.readNotes(run)).toMatchObject([{ note: 'stopped', at: expect.stringMatching(/^\d{4}-/) }])
  })

  test.each([
    ['another format', { format: 2 }, /format 1 of run folders, got format 2/],
    ['no format', { format: undefined }, /format 1 of run folders, got no format/],
    ['an experiment', { format: undefined, populations: {} }, /got an experiment: .* give the file another/],
    ['an unknown state', { state: 'sleeping' }, /state running, done, stopped, failed, got "sleeping"/],
    ['no seed', { seed: '3' }, /a number as 'seed', got string/],
    ['no hash', { hash: undefined }, /a string as 'hash', got undefined/],
  ])('of %s is refused', (_, change, message) => {
    const run = newRun()
    writeFileSync(join(run.path, 'run.json'), JSON.stringify({ ...run.manifest, ...change }))
    expect(() => folder.openRun(run.path)).toThrow(DataError)
    expect(() => folder.openRun(run.path)).toThrow(message)
  })

  test.each([
    ['cut short', '{"format":1,"na'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
  ])('whose run.json is %s is refused', (_, text) => {
    const run = newRun()
    writeFileSync(join(run.path, 'run.json'), text)
    expect(() => folder.openRun(run.path)).toThrow(DataError)
  })

  test('whose run.json is any text is refused with a DataError', () => {
    const run = newRun()
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map(j => `{"format":1,"name":${j}}`),
    )
    fc.assert(
      fc.property(texts, text => {
        writeFileSync(join(run.path, 'run.json'), text)
        expect(() => folder.openRun(run.path)).toThrow(DataError)
      }),
    )
  })

  test('that is none is refused', () => {
    expect(() => folder.openRun(temporaryFolder())).toThrow(/a run folder, got no run.json in it/)
    expect(() => folder.openRun('/no/such/folder')).toThrow(DataError)
  })
})

describe('the list of runs', () => {
  const index = (out: string) => readFileSync(join(out, 'index.jsonl'), 'utf8')

  test('has every run, and is kept in index.jsonl', () => {
    const out = temporaryFolder()
    newRun(out)
    newRun(out, { name: 'again', seed: 4 })
    const listed = listRuns(out)
    expect(listed.map(r => [r.folder, r.state])).toEqual([
      ['again/s4-4f2a9c', 'running'],
      ['hello/s3-4f2a9c', 'running'],
    ])
    expect(
      index(out)
        .trim()
        .split('\n')
        .map(l => JSON.parse(l)),
    ).toEqual(listed)
  })

  test.each([
    ['missing', (out: string) => rmSync(join(out, 'index.jsonl'))],
    ['torn', (out: string) => writeFileSync(join(out, 'index.jsonl'), index(out).slice(0, -20))],
    ['broken', (out: string) => writeFileSync(join(out, 'index.jsonl'), 'oops\noops\n')],
    ['too long', (out: string) => appendFileSync(join(out, 'index.jsonl'), '{"folder":"gone/s1-000000"}\n')],
  ])('is rebuilt when its cache is %s', (_, damage) => {
    const out = temporaryFolder()
    newRun(out)
    const [listed, text] = [listRuns(out), index(out)]
    damage(out)
    expect(listRuns(out)).toEqual(listed)
    expect(index(out)).toBe(text)
  })

  test('follows a change of state, and does not rewrite a cache that is fresh', () => {
    const out = temporaryFolder()
    const run = newRun(out)
    listRuns(out)
    const before = statSync(join(out, 'index.jsonl')).ino
    listRuns(out)
    expect(statSync(join(out, 'index.jsonl')).ino).toBe(before)
    folder.updateRun(run, { state: 'stopped' })
    expect(listRuns(out)[0].state).toBe('stopped')
  })

  test('names a run that cannot be read and goes on', () => {
    const out = temporaryFolder()
    newRun(out)
    mkdirSync(join(out, 'bad', 's1-000000'), { recursive: true })
    writeFileSync(join(out, 'bad', 's1-000000', 'run.json'), '{')
    const listed = listRuns(out)
    expect(listed[0].fault).toMatch(/expected JSON/)
    expect(listed[1].name).toBe('hello')
  })

  test('of a folder that is itself a run is empty', () => {
    const run = join(temporaryFolder(), 's1-000000')
    mkdirSync(join(run, 'checkpoints'), { recursive: true })
    writeFileSync(join(run, 'checkpoints', 'a.safetensors'), '')
    expect(listRuns(run)).toEqual([])
  })

  test('is empty where there is nothing', () => expect(listRuns(join(temporaryFolder(), 'none'))).toEqual([]))
})

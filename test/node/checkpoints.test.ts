import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { column } from '../../src/data/column.ts'
import { DataError } from '../../src/errors.ts'
import { type Checkpoint, cutAfter, latestCheckpoint, writeCheckpoint } from '../../src/node/checkpoints.ts'
import { appendNote, appendScore, createRun, type RunFolder } from '../../src/node/folder.ts'
import { sha256 } from '../../src/node/hash.ts'
import * as rec from '../../src/node/recordings.ts'
import { namesIn } from '../../src/node/store.ts'
import { temporaryFolder } from './temporary.ts'

const newRun = (): RunFolder => createRun(temporaryFolder(), { name: 'r', seed: 1, hash: 'abcdef0123' }, { dt: 1 })

const at = (epoch: number, image: number, recordedTick = 0): Checkpoint => ({
  epoch,
  image,
  recordedTick,
  state: {
    'w1.w': Float32Array.of(epoch, image),
    wait: Int32Array.of(-1),
    done: Uint8Array.of(7),
    gone: new Float32Array(0),
  },
  facts: { digest: `d${epoch}-${image}` },
})

const files = (run: RunFolder) => rec.recordings(run, 'checkpoints')
const names = (run: RunFolder) => files(run).map(f => `${Number(f.name)}-${f.at}`)

const damage = (path: string, from: number): void => {
  const bytes = readFileSync(path)
  bytes[bytes.length - from] ^= 4
  writeFileSync(path, bytes)
}

/** Every file below a folder with its digest. */
const contents = (folder: string): Record<string, string> => {
  const all = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(e => e.isFile())
  return Object.fromEntries(
    all.map(e => join(e.parentPath, e.name)).map(p => [p.slice(folder.length), sha256(readFileSync(p))]),
  )
}

describe('checkpoints', () => {
  test('come back whole', () => {
    const run = newRun()
    writeCheckpoint(run, at(2, 500, 77))
    expect(latestCheckpoint(run)).toEqual({ checkpoint: at(2, 500, 77), notes: [] })
    expect(namesIn(join(run.path, 'checkpoints'))).toEqual(['000000000002-000000000500.safetensors'])
  })

  test('are none in a new run', () => expect(latestCheckpoint(newRun())).toEqual({ checkpoint: undefined, notes: [] }))

  test('the last 3 stay, and the newest end of an epoch', () => {
    const run = newRun()
    const times = [
      [0, 0],
      [0, 100],
      [1, 0],
      [1, 100],
      [1, 200],
      [1, 300],
      [1, 400],
    ]
    for (const [epoch, image] of times) writeCheckpoint(run, at(epoch, image))
    expect(names(run)).toEqual(['1-0', '1-200', '1-300', '1-400'])
  })

  test.each([
    ['a flipped bit of data', (path: string) => damage(path, 1), /SHA-256/],
    ['a flipped bit of the header', (path: string) => damage(path, 200), /checkpoint passed over/],
    ['a cut', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100)), /header of at most|bytes/],
    ['nothing in it', (path: string) => writeFileSync(path, ''), /8 bytes of header/],
  ])('one with %s is passed over with a note', (_, harm, note) => {
    const run = newRun()
    writeCheckpoint(run, at(1, 0))
    writeCheckpoint(run, at(1, 100))
    harm(files(run)[1].path)
    const { checkpoint, notes } = latestCheckpoint(run)
    expect(checkpoint).toEqual(at(1, 0))
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(note)
  })

  test('refuse facts under their own names', () => {
    expect(() => writeCheckpoint(newRun(), { ...at(1, 0), facts: { epoch: '9' } })).toThrow(DataError)
  })
})

describe('cutAfter', () => {
  /** An epoch's worth of everything, from recorded tick `from`. */
  const record = (run: RunFolder, epoch: number, from: number): void => {
    const tick = Uint32Array.of(from, from + 9)
    rec.writeSpikes(run, 'h.spike', { tick, unit: Uint32Array.of(1, 2) })
    rec.writeTraces(run, 'h.v', { tick, value: Float32Array.of(1, 2), unit: '1' })
    const columns = [column('start', tick), column('phaseStart', tick), column('phase', Uint8Array.of(0, 0))]
    rec.writePresentations(run, { phases: ['forward'], columns })
    rec.writeWeights(run, 'w1', epoch, [column('w', Float32Array.of(epoch))])
    appendScore(run, { epoch })
    appendNote(run, { note: `epoch ${epoch}` })
  }

  test('makes the folder what it was at the checkpoint', () => {
    const run = newRun()
    record(run, 0, 0)
    record(run, 1, 10)
    writeCheckpoint(run, at(1, 0, 20))
    const before = contents(run.path)
    record(run, 2, 20)
    writeCheckpoint(run, at(1, 300, 25))
    writeFileSync(join(run.path, 'weights', '.w1-000000000003.safetensors.tmp-99'), 'half')
    cutAfter(run, at(1, 0, 20))
    expect(contents(run.path)).toEqual(before)
    cutAfter(run, at(1, 0, 20))
    expect(contents(run.path)).toEqual(before)
  })

  test('cuts inside a file that goes on past the checkpoint', () => {
    const run = newRun()
    writeCheckpoint(run, at(0, 50, 5))
    record(run, 1, 0)
    cutAfter(run, at(0, 50, 5))
    expect([...rec.readSpikes(run, 'h.spike').tick]).toEqual([0])
    expect(rec.recordings(run, 'weights')).toEqual([])
  })

  test('after a damaged checkpoint it is the one before that counts', () => {
    const run = newRun()
    record(run, 1, 0)
    writeCheckpoint(run, at(1, 0, 10))
    const aside = temporaryFolder()
    cpSync(run.path, aside, { recursive: true })
    record(run, 2, 10)
    writeCheckpoint(run, at(2, 0, 20))
    damage(files(run)[1].path, 1)
    cutAfter(run, latestCheckpoint(run).checkpoint)
    expect(contents(run.path)).toEqual(contents(aside))
  })

  test('without a checkpoint leaves run.json alone', () => {
    const run = newRun()
    record(run, 0, 0)
    writeCheckpoint(run, at(1, 0, 20))
    cutAfter(run, undefined)
    const left = Object.keys(contents(run.path)).filter(f => !f.endsWith('.jsonl'))
    expect(left).toEqual(['/run.json'])
    expect(readFileSync(join(run.path, 'scores.jsonl'), 'utf8')).toBe('')
  })
})

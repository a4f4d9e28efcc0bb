import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DataError, RunError } from '../../src/errors.ts'
import { appendLine, isAside, namesIn, readBytes, readLines, reasonOf, writeAtomic } from '../../src/node/store.ts'
import { temporaryFolder } from './temporary.ts'

describe('writeAtomic', () => {
  test('makes the folder, replaces the file, leaves nothing aside', () => {
    const path = join(temporaryFolder(), 'a', 'b', 'file')
    writeAtomic(path, 'one')
    writeAtomic(path, Uint8Array.of(1, 2))
    expect(readBytes(path)).toEqual(Uint8Array.of(1, 2))
    expect(namesIn(join(path, '..'))).toEqual(['file'])
  })

  test.each([
    ['a folder in place of the file', 'taken', /taken: /],
    [
      'a file in place of the folder',
      join('file', 'x'),
      /a part of the path is a file|a file stands where a folder is needed/,
    ],
    ['a name that is too long', 'x'.repeat(300), /the name is too long/],
  ])('explains %s and leaves nothing behind', (_, name, message) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
    writeFileSync(join(folder, 'file'), 'kept')
    expect(() => writeAtomic(join(folder, name), 'new')).toThrow(RunError)
    expect(() => writeAtomic(join(folder, name), 'new')).toThrow(message)
    expect(namesIn(folder)).toEqual(['file', 'taken'])
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept')
  })

  test.skipIf(!existsSync('/dev/full'))(
    'a full disk is one sentence, and the old line stands (skipped without /dev/full)',
    () => {
      const folder = temporaryFolder()
      symlinkSync('/dev/full', join(folder, '.file.tmp-'.concat(`${process.pid}`)))
      writeFileSync(join(folder, 'file'), 'old')
      expect(() => writeAtomic(join(folder, 'file'), 'new')).toThrow(
        `cannot write ${join(folder, 'file')}: the disk is full`,
      )
      expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old')
      expect(namesIn(folder)).toEqual(['file'])
    },
  )

  test.skipIf(!existsSync('/proc/self'))(
    'a place where no folder can be made is one sentence (skipped without /proc)',
    () => expect(() => writeAtomic('/proc/apical/file', 'new')).toThrow(/^cannot write \/proc\/apical\/file: /),
  )

  test('codes have sentences', () => {
    const reason = (code: string) => reasonOf(Object.assign(new Error('raw'), { code }))
    expect(reason('EROFS')).toBe('the file system is read-only')
    expect(reason('EACCES')).toBe('permission is denied')
    expect(reason('EWEIRD')).toBe('raw')
  })

  test('knows the names that it writes aside', () => {
    expect(isAside('.run.json.tmp-123')).toBe(true)
    expect(isAside('run.json')).toBe(false)
  })
})

describe('lines', () => {
  test('are appended and read', () => {
    const path = join(temporaryFolder(), 'runs', 'scores.jsonl')
    appendLine(path, { epoch: 1 })
    appendLine(path, { epoch: 2 })
    expect(readLines(path)).toEqual([{ epoch: 1 }, { epoch: 2 }])
  })

  test('a torn last line is not read, and dropped by the next line', () => {
    const path = join(temporaryFolder(), 'scores.jsonl')
    appendLine(path, { epoch: 1 })
    appendFileSync(path, '{"epoch":2,"tes')
    expect(readLines(path)).toEqual([{ epoch: 1 }])
    appendLine(path, { epoch: 2 })
    expect(readLines(path)).toEqual([{ epoch: 1 }, { epoch: 2 }])
  })

  test('a file that is all torn becomes whole again', () => {
    const path = join(temporaryFolder(), 'scores.jsonl')
    writeFileSync(path, '{"epo')
    expect(readLines(path)).toEqual([])
    appendLine(path, { epoch: 1 })
    expect(readFileSync(path, 'utf8')).toBe('{"epoch":1}\n')
  })

  test('a broken line in the middle is an error that names it', () => {
    const path = join(temporaryFolder(), 'scores.jsonl')
    writeFileSync(path, '{"a":1}\noops\n{"a":2}\n')
    expect(() => readLines(path)).toThrow(DataError)
    expect(() => readLines(path)).toThrow(/scores.jsonl, line 2: expected JSON, got 'oops'/)
    writeFileSync(path, '7\n')
    expect(() => readLines(path)).toThrow(/a JSON object/)
  })

  test('none where there is no file', () => expect(readLines(join(temporaryFolder(), 'none'))).toEqual([]))
})

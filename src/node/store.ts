/** Files that are whole or not there: everything is written aside, synced and renamed into place. */
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DataError, RunError } from '../errors.ts'

/** Replaces the file at `path`, making its folder if need be. Throws RunError in one sentence; then the old file, if any, still stands. */
export const writeAtomic = (path: string, content: Uint8Array | string): void => {
  const aside = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`)
  explain(path, () => {
    makeFolder(dirname(path))
    try {
      writeSynced(aside, content)
      fs.renameSync(aside, path)
    } catch (error) {
      fs.rmSync(aside, { force: true })
      throw error
    }
  })
}

/** Makes a folder and those above it. The recursive mkdir of Node never returns where the system refuses in its own way, as in /proc. */
const makeFolder = (folder: string): void => {
  if (fs.existsSync(folder) && fs.statSync(folder).isDirectory()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    fs.mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !fs.statSync(folder).isDirectory()) throw error
  }
}

const writeSynced = (path: string, content: Uint8Array | string): void => {
  const file = fs.openSync(path, 'w')
  try {
    fs.writeFileSync(file, content)
    fs.fsyncSync(file)
  } finally {
    fs.closeSync(file)
  }
}

/** Whether this is the name of a file that writeAtomic was writing when the process died. */
export const isAside = (name: string): boolean => /^\..*\.tmp-\d+$/.test(name)

/** Adds a line of JSON. A torn last line is dropped first; after a failure the file is as it was. Throws RunError. */
export const appendLine = (path: string, row: object): void =>
  explain(path, () => {
    makeFolder(dirname(path))
    const file = fs.openSync(path, 'a+')
    try {
      appendSynced(file, wholeLines(file), `${JSON.stringify(row)}\n`)
    } finally {
      fs.closeSync(file)
    }
  })

const appendSynced = (file: number, size: number, line: string): void => {
  fs.ftruncateSync(file, size)
  try {
    fs.writeFileSync(file, line)
    fs.fsyncSync(file)
  } catch (error) {
    fs.ftruncateSync(file, size)
    throw error
  }
}

/** Bytes up to and with the last line feed. */
const wholeLines = (file: number): number => {
  const { size } = fs.fstatSync(file)
  const last = new Uint8Array(1)
  if (size === 0 || (fs.readSync(file, last, 0, 1, size - 1) && last[0] === 10)) return size
  const bytes = new Uint8Array(size)
  fs.readSync(file, bytes, 0, size, 0)
  return bytes.lastIndexOf(10) + 1
}

/** The rows of a JSONL file; none if it is missing. A last line without its line feed was torn and is left out. Throws DataError. */
export const readLines = <Row extends object = Record<string, unknown>>(path: string): Row[] => {
  const lines = (readText(path) ?? '').split('\n')
  return lines.slice(0, -1).map((line, i) => parseRow<Row>(line, `${path}, line ${i + 1}`))
}

const parseRow = <Row>(line: string, where: string): Row => {
  const row = parseJson(line, where)
  if (typeof row !== 'object' || row === null) throw new DataError(where, 'a JSON object', line.slice(0, 60))
  return row as Row
}

/** JSON as data. Throws DataError naming `where`. */
export const parseJson = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const found = `'${text.slice(0, 60).trimEnd()}' (${(error as Error).message})`
    throw new DataError(where, 'JSON', text.length === 0 ? 'an empty text' : found)
  }
}

/** The bytes of a file; undefined if there is none. Throws DataError where it cannot be read. */
export const readBytes = (path: string): Uint8Array | undefined => {
  try {
    const { buffer, byteOffset, length } = fs.readFileSync(path)
    return new Uint8Array(buffer, byteOffset, length)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw new DataError(path, 'a file that can be read', reasonOf(error))
  }
}

/** The text of a file; undefined if there is none. */
export const readText = (path: string): string | undefined => {
  const bytes = readBytes(path)
  return bytes && new TextDecoder().decode(bytes)
}

/** Bytes of a file, 0 if there is none that can be seen. */
export const sizeOf = (path: string): number => {
  try {
    return fs.statSync(path).size
  } catch {
    return 0
  }
}

/** Cuts a file to `size` bytes where it is longer. Throws RunError. */
export const truncate = (path: string, size: number): void => {
  if (sizeOf(path) > size) explain(path, () => fs.truncateSync(path, size))
}

/** Removes a file if it is there. Throws RunError. */
export const remove = (path: string): void => explain(path, () => fs.rmSync(path, { force: true }))

/** The names in a folder, sorted; none if it is missing. */
export const namesIn = (folder: string): string[] => {
  try {
    return fs.readdirSync(folder).sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw new DataError(folder, 'a folder that can be read', reasonOf(error))
  }
}

/** Runs `write`; a failure of the file system becomes a RunError that says in one sentence what is wrong with `path`. */
export const explain = <T>(path: string, write: () => T): T => {
  try {
    return write()
  } catch (error) {
    throw codeOf(error) ? new RunError(`cannot write ${path}: ${reasonOf(error)}`) : error
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands there',
  ENAMETOOLONG: 'the name is too long',
}

/** Why a call of the file system failed, for people. */
export const reasonOf = (error: unknown): string =>
  reasons[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

/** The list of runs in a folder. index.jsonl is a cache of it: a line counts as long as its run.json has not changed. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { ApicalError } from '../errors.ts'
import { openRun, type RunState } from './folder.ts'
import { isReplicas, openReplicas } from './replica-set.ts'
import { namesIn, readLines, writeAtomic } from './store.ts'

export interface RunEntry {
  folder: string // relative to the folder of runs, with '/'
  changed: number // time and inode of run.json, by which the line is known to be fresh
  inode: number
  name?: string
  seed?: number
  hash?: string
  state?: RunState
  started?: string
  updated?: string
  replicas?: number // of a set: see replica-set.ts
  fault?: string // why run.json cannot be used
}

/** Every run below `out`, and every set of replicas as one, by folder; one that cannot be read has a `fault`. Rewrites index.jsonl where it was missing, torn or stale. */
export const listRuns = (out: string): RunEntry[] => {
  const index = readIndex(out)
  const known = new Map(index.map(e => [e.folder, e]))
  const entries = foldersIn(out).map(({ folder, changed, inode }) => {
    const entry = known.get(folder)
    return entry?.changed === changed && entry.inode === inode ? entry : readEntry(out, folder, changed, inode)
  })
  if (textOf(entries) !== textOf(index)) saveIndex(out, entries)
  return entries
}

const indexPath = (out: string): string => join(out, 'index.jsonl')

const readIndex = (out: string): RunEntry[] => {
  try {
    return readLines<RunEntry & object>(indexPath(out))
  } catch (error) {
    if (error instanceof ApicalError) return []
    throw error
  }
}

const textOf = (entries: readonly RunEntry[]): string => entries.map(e => `${JSON.stringify(e)}\n`).join('')

/** A list may be read where nothing can be written. */
const saveIndex = (out: string, entries: readonly RunEntry[]): void => {
  try {
    writeAtomic(indexPath(out), textOf(entries))
  } catch (error) {
    if (!(error instanceof ApicalError)) throw error
  }
}

const foldersIn = (out: string) =>
  namesIn(out).flatMap(name =>
    namesIn(join(out, name)).flatMap(seed => {
      const stat = statOf(join(out, name, seed, 'run.json')) ?? statOf(join(out, name, seed, 'replicas.json'))
      return stat?.isFile() ? [{ folder: `${name}/${seed}`, changed: stat.mtimeMs, inode: stat.ino }] : []
    }),
  )

/** Undefined where nothing can be seen: what stands below a file, say. */
const statOf = (path: string) => {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

const readEntry = (out: string, folder: string, changed: number, inode: number): RunEntry => {
  try {
    const path = join(out, folder)
    const found = isReplicas(path) ? openReplicas(path) : openRun(path)
    const { name, seed, hash, state, started, updated } = found.manifest
    const several = isReplicas(path) ? { replicas: openReplicas(path).manifest.replicas } : {}
    return { folder, changed, inode, name, seed, hash, state, started, updated, ...several }
  } catch (error) {
    if (error instanceof ApicalError) return { folder, changed, inode, fault: error.message }
    throw error
  }
}

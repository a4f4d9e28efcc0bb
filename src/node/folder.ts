/** The run folder of docs/run-folder.md: made, opened, and its small files. Recordings and checkpoints have files of their own. */
import { basename, dirname, join, resolve } from 'node:path'
import { DataError, RunError } from '../errors.ts'
import { appendLine, parseJson, readLines, readText, writeAtomic } from './store.ts'

export const formatVersion = 1

const states = ['running', 'done', 'stopped', 'failed'] as const
export type RunState = (typeof states)[number]

export interface Identity {
  name: string // of the experiment
  seed: number
  hash: string // see experimentHash
  replica?: number // 0 if absent
}

/** run.json; what else it holds stands in docs/run-folder.md. */
export interface RunManifest extends Identity {
  format: number
  state: RunState
  started: string // ISO 8601
  updated: string
  dt: number // ms
  [key: string]: unknown
}

/** A run on disk. `manifest` is what run.json held when it was last read or written here. */
export interface RunFolder {
  path: string
  manifest: RunManifest
}

/** Where a run lies: <out>/<name>/s<seed>-<six digits of the hash>, and of a replica but the first -r<number>. */
export const runPath = (out: string, { name, seed, hash, replica }: Identity): string =>
  join(out, fileName(name), `s${seed}-${hash.slice(0, 6)}${replica ? `-r${replica}` : ''}`)

/** A name as part of a file name, reversible, and never a path of its own. */
export const fileName = (name: string): string => encodeURIComponent(name).replace(/^\./, '%2E')

/**
 * Writes run.json with state 'running'. Throws RunError where the run is there already, with the command that resumes it, or where
 * nothing can be written.
 */
export const createRun = (
  out: string,
  identity: Identity,
  manifest: { dt: number; [key: string]: unknown },
): RunFolder => createRunAt(runPath(out, identity), identity, manifest)

/** The same in a folder of another name. */
export const createRunAt = (
  path: string,
  identity: Identity,
  manifest: { dt: number; [key: string]: unknown },
): RunFolder => {
  if (readText(runJson(path)) !== undefined)
    throw new RunError(`this run is there already; go on with it by: apical run ${path}`)
  const { name, seed, hash, replica } = identity
  const now = new Date().toISOString()
  const own = { name, seed, hash, ...(replica === undefined ? {} : { replica }) }
  const fixed = { format: formatVersion, ...own, state: 'running', started: now, updated: now } as const
  return save(path, { ...fixed, ...manifest, ...fixed })
}

/** Changes fields of run.json and the time of its last change. */
export const updateRun = (run: RunFolder, changes: Record<string, unknown>): void => {
  run.manifest = save(run.path, { ...run.manifest, ...changes, updated: new Date().toISOString() }).manifest
}

/** Opens a run by its folder or its run.json. Throws DataError: none there, not JSON, another format, fields missing. */
export const openRun = (path: string): RunFolder => {
  const folder = basename(path) === 'run.json' ? dirname(path) : path
  const text = readText(runJson(folder))
  if (text === undefined) throw new DataError(path, 'a run folder', 'no run.json in it')
  return { path: resolve(folder), manifest: checkManifest(parseJson(text, runJson(folder)), runJson(folder)) }
}

const runJson = (folder: string): string => join(folder, 'run.json')

const save = (path: string, manifest: RunManifest): RunFolder => {
  writeAtomic(runJson(path), `${JSON.stringify(manifest, null, 1)}\n`)
  return { path: resolve(path), manifest }
}

const checkManifest = (value: unknown, file: string): RunManifest => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataError(file, 'a JSON object', JSON.stringify(value).slice(0, 60))
  const manifest = value as Record<string, unknown>
  if (manifest.format !== formatVersion)
    throw new DataError(file, `format ${formatVersion} of run folders`, received(manifest))
  for (const key of ['name', 'hash', 'started', 'updated']) checkField(manifest, key, 'string', file)
  for (const key of ['seed', 'dt']) checkField(manifest, key, 'number', file)
  if (!states.includes(manifest.state as RunState))
    throw new DataError(file, `state ${states.join(', ')}`, JSON.stringify(manifest.state) ?? 'none')
  return manifest as RunManifest
}

const received = (manifest: Record<string, unknown>): string => {
  if (manifest.format !== undefined) return `format ${JSON.stringify(manifest.format)}`
  return 'populations' in manifest
    ? 'an experiment: run.json is the name of what a run writes, give the file another'
    : 'no format'
}

const checkField = (manifest: Record<string, unknown>, key: string, type: string, file: string): void => {
  if (typeof manifest[key] !== type) throw new DataError(file, `a ${type} as '${key}'`, typeof manifest[key])
}

const scores = (run: RunFolder): string => join(run.path, 'scores.jsonl')
const notes = (run: RunFolder): string => join(run.path, 'notes.jsonl')

/** The two files of lines, of which a checkpoint keeps the lengths. */
export const lineFiles = (run: RunFolder): readonly [string, string] => [scores(run), notes(run)]

/** Adds the line of an epoch. */
export const appendScore = (run: RunFolder, row: { epoch: number; [key: string]: unknown }): void =>
  appendLine(scores(run), row)

/** Adds a note with the time of day. */
export const appendNote = (run: RunFolder, row: { note: string; [key: string]: unknown }): void =>
  appendLine(notes(run), { at: new Date().toISOString(), ...row })

/** The epoch lines. A torn last line is left out; throws DataError on another that is broken. */
export const readScores = (run: RunFolder): { epoch: number; [key: string]: unknown }[] => readLines(scores(run))

export const readNotes = (run: RunFolder): { note: string; [key: string]: unknown }[] => readLines(notes(run))

import type { Raster } from '../../src/data/raster.ts'
import type { Recorded } from '../../src/sim/record.ts'

/** What a run is read from: a list of named byte ranges. A server, dropped files and memory all look like this. */
export interface FileEntry {
  path: string // relative to the run's folder: 'spikes/hidden.spike-000000000000.safetensors'
  size: number
}

export interface Files {
  /** Short words for the reader: 'server', 'dropped files'. */
  origin: string
  list(): Promise<FileEntry[]>
  /** Bytes [from, to) of a file; the whole file without a range. Rejects with a plain Error. */
  read(path: string, from?: number, to?: number): Promise<ArrayBuffer>
  /** Calls back when files were added or changed; returns a function that stops watching. */
  watch?(changed: (change: Change) => void): () => void
}

/** What happened in a run that is still going. */
export interface Change {
  files?: boolean // the list of files
  run?: boolean // run.json
  scores?: boolean // scores.jsonl
  spikes?: { column: string; tick: Uint32Array; unit: Uint32Array } // fresh from the simulator, not on disk yet
  shown?: readonly Shown[] // the same with all that is known of the presentations
}

/** A presentation straight from the simulator; a column without an entry had nothing recorded. */
export type Shown = Omit<Recorded, 'traces' | 'values' | 'spikes'> & {
  spikes: Readonly<Record<string, Pick<Raster, 'tick' | 'unit'>>>
}

/** `spikes/hidden.spike-000000000512.safetensors` -> folder, column and number; undefined for anything else. */
export const parseName = (path: string): { folder: string; column: string; number: number } | undefined => {
  const match = /^(spikes|traces|weights|presentations)\/(?:(.+)-)?(\d{1,15})\.safetensors$/.exec(path)
  return match ? { folder: match[1], column: decoded(match[2] ?? ''), number: Number(match[3]) } : undefined
}

/** Names of columns stand percent-encoded in file names. */
const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Files of one folder by column, each list rising in its number. */
export const byColumn = (entries: readonly FileEntry[], folder: string): Map<string, Numbered[]> => {
  const columns = new Map<string, Numbered[]>()
  for (const entry of entries) {
    const name = parseName(entry.path)
    if (name?.folder !== folder) continue
    const list = columns.get(name.column) ?? []
    list.push({ ...entry, number: name.number })
    columns.set(name.column, list)
  }
  for (const list of columns.values()) list.sort((a, b) => a.number - b.number)
  return columns
}

export interface Numbered extends FileEntry {
  number: number // first recorded tick, or epoch
}

/** A file is known again by this; one that was cut when its run was resumed is another. */
export const keyOf = (file: FileEntry): string => `${file.path} ${file.size}`

export const readText = async (files: Files, path: string): Promise<string> =>
  new TextDecoder().decode(await files.read(path))

const SMALL = 1 << 22 // bytes

/**
 * The same file, its first bytes (all of them where it is small) read in one go, so that it is asked for once and not column by column: a long run has many
 * of them.
 */
export const atOnce = async (files: Files, { path, size }: FileEntry, most = SMALL, first = 0): Promise<Files> => {
  const length = size > most ? first : size
  if (length === 0) return files
  const bytes = await files.read(path, 0, length)
  const isHere = (to: number) => to <= bytes.byteLength
  return {
    ...files,
    read: async (_, from = 0, to = size) => (isHere(to) ? bytes.slice(from, to) : files.read(path, from, to)),
  }
}

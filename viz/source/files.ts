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

/** The same file, read in one go where it is small, so that it is asked for once and not column by column: a long run has many of them. */
export const atOnce = async (files: Files, { path, size }: FileEntry): Promise<Files> => {
  if (size > SMALL) return files
  const bytes = await files.read(path)
  return { ...files, read: async (_, from = 0, to = bytes.byteLength) => bytes.slice(from, to) }
}

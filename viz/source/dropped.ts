import type { Files } from './files.ts'
import { parseRunFile, parseScores } from './run-file.ts'
import type { RunEntry, Source } from './source.ts'

/** A file with its path inside what was dropped. */
export interface DroppedFile {
  path: string
  file: File
}

/** Runs found in dropped files: every folder with a run.json is one. Nothing is read but what is asked for. */
export const droppedSource = (dropped: readonly DroppedFile[]): Source => {
  const folders = dropped.filter(d => /(^|\/)run\.json$/.test(d.path)).map(d => d.path.slice(0, -'run.json'.length))
  const inside = (folder: string) =>
    new Map(dropped.filter(d => d.path.startsWith(folder)).map(d => [d.path.slice(folder.length), d.file]))
  const runs = new Map(folders.map(folder => [folder.replace(/\/$/, '') || 'run', inside(folder)]))
  return {
    name: 'dropped files',
    runs: async () => newestFirst(await Promise.all([...runs].map(([id, files]) => entry(id, files)))),
    files: id => droppedFiles(runs.get(id) ?? new Map()),
  }
}

const newestFirst = (list: readonly RunEntry[]) => [...list].sort((a, b) => b.updated.localeCompare(a.updated))

/** Whether two names may be of one run: a folder may have been dropped with more of its path, or less. */
export const isSameRun = (a: string, b: string): boolean => a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`)

const entry = async (id: string, files: Map<string, File>): Promise<RunEntry> => {
  try {
    const run = parseRunFile(await files.get('run.json')!.text())
    const scores = parseScores((await files.get('scores.jsonl')?.text()) ?? '')
    const last = scores.at(-1)
    return { id, ...run, epochs: last?.epoch ?? 0, testError: last?.testError }
  } catch {
    return { id, name: id, seed: 0, state: 'broken', updated: '', epochs: 0 }
  }
}

const droppedFiles = (files: Map<string, File>): Files => ({
  origin: 'dropped files',
  list: async () => [...files].map(([path, file]) => ({ path, size: file.size })),
  read: async (path, from = 0, to) => {
    const file = files.get(path)
    if (!file) throw new Error(`${path}: no such file`)
    return file.slice(from, to ?? file.size).arrayBuffer()
  },
})

/** All files of a drop, folders walked. Call it in the event handler: the browser forgets the items afterwards. */
export const filesOfDrop = async (transfer: DataTransfer): Promise<DroppedFile[]> => {
  const roots = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(e => e !== null)
  return (await Promise.all(roots.map(walk))).flat()
}

/** The files of an `<input type=file>`, with folders where the browser gives them. */
export const filesOfInput = (list: FileList): DroppedFile[] =>
  [...list].map(file => ({ path: file.webkitRelativePath || file.name, file }))

const walk = async (entry: FileSystemEntry): Promise<DroppedFile[]> => {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))
    return [{ path, file }]
  }
  const children = await readAll((entry as FileSystemDirectoryEntry).createReader())
  return (await Promise.all(children.map(walk))).flat()
}

const readAll = async (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> => {
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** The runs that the server shows, and the files in them. */
import { closeSync, existsSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { openRun } from './folder.ts'
import { isReplicas } from './replica-set.ts'
import { runFolders } from './run-folders.ts'
import { listRuns } from './runs.ts'
import { namesIn } from './store.ts'

export interface ServedRun {
  id: string // 'mnist-plateau/s3-4f2a9c'
  path: string // absolute
}

/** Line of the list: what `viz/source/source.ts` calls RunEntry. */
export interface RunSummary {
  id: string
  name: string
  seed: number
  state: string
  updated: string
  epochs: number
  testError?: number
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()
const isRun = (folder: string): boolean => isFile(join(folder, 'run.json'))
const isSet = (folder: string): boolean => isFile(join(folder, 'replicas.json'))

/** Undefined where nothing is: folders may be removed at any time, and whoever serves them may be training. */
const realOf = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** Every run below `folder`, newest first; `folder` may also be one run itself. Runs behind links that lead out are left out. */
export const summaries = (folder: string): RunSummary[] => {
  if (isRun(folder)) return [summary(resolve(folder), basename(resolve(folder)))]
  const root = realOf(folder)
  if (root === undefined) return []
  if (isReplicas(folder)) return replicas(root, '')
  const inside = listRuns(folder).filter(e => realOf(join(root, e.folder))?.startsWith(root + sep))
  const list = inside.flatMap(e => {
    if (e.fault) return [broken(e.folder)]
    return e.replicas === undefined
      ? [summary(join(root, e.folder), e.folder)]
      : replicas(join(root, e.folder), e.folder)
  })
  return list.sort((a, b) => b.updated.localeCompare(a.updated) || a.id.localeCompare(b.id))
}

/** The replicas of a set that have begun, each a run below the id of the set. */
const replicas = (path: string, id: string): RunSummary[] =>
  runFolders(path).map(folder => {
    const own = id === '' ? basename(folder) : `${id}/${basename(folder)}`
    const one = summary(folder, own)
    return { ...one, name: `${one.name} ${basename(folder)}` }
  })

const broken = (id: string): RunSummary => ({ id, name: id, seed: 0, state: 'broken', updated: '', epochs: 0 })

const summary = (path: string, id: string): RunSummary => {
  try {
    const { name, seed, state, updated } = openRun(path).manifest
    return { id, name, seed, state, updated, ...lastScore(join(path, 'scores.jsonl')) }
  } catch {
    return broken(id)
  }
}

/** The run of this id; undefined if there is none. `names` are the checked pieces of the id. */
export const findRun = (folder: string, names: readonly string[]): ServedRun | undefined => {
  const id = names.join('/')
  if (isRun(folder)) return id === basename(resolve(folder)) ? { id, path: resolve(folder) } : undefined
  const path = join(folder, ...names)
  // <name>/<seed>, <name>/<set>/<replica>, or <replica> where one set is shown.
  const depth = isSet(folder) ? [1] : [2, 3]
  if (!depth.includes(names.length) || !isRun(path)) return undefined
  return realpathSync.native(path).startsWith(realpathSync.native(folder) + sep) ? { id, path } : undefined
}

const TAIL = 65_536

/** Epoch and test error of the last whole line. */
const lastScore = (path: string): { epochs: number; testError?: number } => {
  try {
    const lines = tail(path)
      .split('\n')
      .filter(line => line.endsWith('}'))
    const { epoch, testError } = JSON.parse(lines.at(-1) ?? '{}')
    return { epochs: Number(epoch ?? 0), testError: typeof testError === 'number' ? testError : undefined }
  } catch {
    return { epochs: 0 }
  }
}

const tail = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    const size = fstatSync(file).size
    const bytes = new Uint8Array(Math.min(size, TAIL))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    return new TextDecoder().decode(bytes)
  } finally {
    closeSync(file)
  }
}

const FOLDERS = ['spikes', 'traces', 'presentations', 'weights'] as const

const SMALL = ['run.json', 'scores.jsonl', 'notes.jsonl']

/** Whether these pieces name a file that the page may read. Checkpoints are not its business. */
export const isForPage = (names: readonly string[]): boolean =>
  names.length === 1
    ? SMALL.includes(names[0])
    : names.length === 2 && FOLDERS.some(f => f === names[0]) && names[1].endsWith('.safetensors')

/** What the page may read of a run, with sizes in bytes. */
export const filesOfRun = (run: ServedRun): { path: string; size: number }[] => {
  const small = SMALL.flatMap(name => entry(run, name))
  return [...small, ...FOLDERS.flatMap(folder => filesIn(run, folder))]
}

interface Listing {
  stamp: string
  files: { path: string; size: number }[]
}

/** Lists of folders that have not changed since: whoever trains should not look at every file of a long run again and again. */
const listings = new Map<string, Listing>()

const filesIn = (run: ServedRun, folder: string): Listing['files'] => {
  const path = join(run.path, folder)
  const stat = statSync(path, { throwIfNoEntry: false })
  const stamp = stat ? `${stat.mtimeMs} ${stat.ino}` : ''
  const known = listings.get(path)
  if (known?.stamp === stamp) return known.files
  const names = namesIn(path).filter(name => name.endsWith('.safetensors') && !name.startsWith('.'))
  const files = names.flatMap(name => entry(run, `${folder}/${name}`))
  // Files come and go by renaming, which changes the time of the folder, but perhaps not within one tick of the file system's clock.
  if (stat && Date.now() - stat.mtimeMs > CLOCK) listings.set(path, { stamp, files })
  return files
}

const CLOCK = 100 // ms

const entry = (run: ServedRun, path: string) => {
  const stat = statSync(join(run.path, path), { throwIfNoEntry: false })
  return stat?.isFile() ? [{ path, size: stat.size }] : []
}

/** A text that changes when the run's files do: cheap enough to ask for twice a second. */
export const stateOfRun = (run: ServedRun) => {
  const stamp = (path: string) => {
    const stat = statSync(join(run.path, path), { throwIfNoEntry: false })
    return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : ''
  }
  return { files: FOLDERS.map(stamp).join('|'), run: stamp('run.json'), scores: stamp('scores.jsonl') }
}

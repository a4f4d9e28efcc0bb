/** The folder of a set of replicas: runs of one experiment that differ in their draws and in what is varied. See docs/run-folder.md. */
import { basename, dirname, join, resolve } from 'node:path'
import { canonicalJson } from '../data/canonical.ts'
import { DataError, RunError } from '../errors.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import type { Values } from '../spec/vary.ts'
import { fileName, formatVersion, type RunState } from './folder.ts'
import { experimentHash, sha256 } from './hash.ts'
import { parseJson, readText, writeAtomic } from './store.ts'

/** One run of a set. */
export interface Replica {
  folder: string // r000, in the folder of the set
  replica: number // from 0: keys the draws beside the seed
  values: Values // what is varied, by path
}

/** replicas.json */
export interface SetManifest {
  format: number
  name: string
  seed: number
  hash: string // of the experiment, the number of replicas and what is varied
  state: RunState
  started: string // ISO 8601
  updated: string
  replicas: number
  runs: Replica[]
  experiment: Experiment // before anything is varied
  backend?: string
  device?: string
  reason?: string
  epochs?: number
  [key: string]: unknown
}

export interface ReplicaSet {
  path: string
  manifest: SetManifest
}

const file = (path: string): string => join(path, 'replicas.json')

/** Whether the text names a set of replicas: its folder, or the file in it. */
export const isReplicas = (text: string): boolean => readText(file(folderOf(text))) !== undefined

const folderOf = (text: string): string => (basename(text) === 'replicas.json' ? dirname(text) : text)

/** The runs of a set as folders, also those that have not begun. */
export const replicaFolders = ({ path, manifest }: ReplicaSet): string[] => manifest.runs.map(r => join(path, r.folder))

/** Makes the folder. Throws RunError where the set is there already. */
export const createReplicas = (
  out: string,
  experiment: Experiment,
  values: readonly Values[],
  facts: Record<string, unknown>,
): ReplicaSet => {
  const { name, seed } = experiment
  const hash = sha256(canonicalJson({ experiment: experimentHash(experiment), values }, 'replicas'))
  const path = join(out, fileName(name), `s${seed}-${hash.slice(0, 6)}-x${values.length}`)
  if (isReplicas(path)) throw new RunError(`these replicas are there already; go on with them by: apical run ${path}`)
  const now = new Date().toISOString()
  const digits = Math.max(3, String(values.length - 1).length)
  const runs = values.map((own, k) => ({ folder: `r${String(k).padStart(digits, '0')}`, replica: k, values: own }))
  const own = { format: formatVersion, name, seed, hash, state: 'running', started: now, updated: now } as const
  return save(path, { ...own, ...facts, replicas: values.length, runs, experiment })
}

export const updateReplicas = (set: ReplicaSet, changes: Partial<SetManifest>): void => {
  set.manifest = save(set.path, { ...set.manifest, ...changes, updated: new Date().toISOString() }).manifest
}

const save = (path: string, manifest: SetManifest): ReplicaSet => {
  writeAtomic(file(path), `${JSON.stringify(manifest, null, 1)}\n`)
  return { path: resolve(path), manifest }
}

/** Opens a set. Throws DataError: none there, not JSON, another format, changed by hand. */
export const openReplicas = (text: string): ReplicaSet => {
  const path = folderOf(text)
  const content = readText(file(path))
  if (content === undefined) throw new DataError(text, 'a folder of replicas', 'no replicas.json in it')
  const manifest = parseJson(content, file(path)) as SetManifest
  if (manifest?.format !== formatVersion)
    throw new DataError(file(path), `format ${formatVersion}`, `format ${JSON.stringify(manifest?.format)}`)
  checkRuns(manifest.runs, file(path))
  const { hash } = manifest
  const experiment = checkExperiment(manifest.experiment)
  const values = manifest.runs.map(r => r.values)
  if (hash !== sha256(canonicalJson({ experiment: experimentHash(experiment), values }, 'replicas')))
    throw new DataError(file(path), 'the experiment and values that its hash names', 'some that were changed')
  return { path: resolve(path), manifest: { ...manifest, experiment } }
}

/** A folder is a name in this folder, wherever the file comes from. */
const checkRuns = (runs: unknown, where: string): void => {
  const good = (r: Partial<Replica>, k: number) =>
    /^r\d+$/.test(r?.folder ?? '') && r.replica === k && typeof r.values === 'object' && r.values !== null
  if (!Array.isArray(runs) || !runs.every(good)) throw new DataError(where, 'the list of its runs', 'another thing')
}

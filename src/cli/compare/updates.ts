/** Angles between the updates of a rule and those of backpropagation, before training and after each epoch of each cell. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RunError } from '../../errors.ts'
import '../../node/backends.ts'
import { openRun, readScores } from '../../node/folder.ts'
import { learnedAfter } from '../../node/learned-files.ts'
import { isRun } from '../../node/load-experiment.ts'
import { loadData } from '../../node/run-data.ts'
import type { Loaded } from '../../node/sources.ts'
import { parseJson, readText, writeAtomic } from '../../node/store.ts'
import { openBackend } from '../../sim/backends.ts'
import { withExactErrors } from '../../sim/exact-errors.ts'
import { type UpdateAngles, updateAngles } from '../../sim/update-angles.ts'
import type { Experiment } from '../../spec/types.ts'
import type { Cell } from './cells.ts'

/** Degrees for each hidden layer, by epoch; null where the rule does nothing to it. */
export type CellUpdates = Record<number, (number | null)[]>

interface Asked {
  epochs: number
  file: string // where they are kept: each is computed once
  data: string | undefined
  stop(): boolean
  progress(text: string): void
}

/** By the path of the run. Networks that are no chain of rates have none; where it is stopped, the rest has what was kept of earlier times, or none. */
export const updatesOf = async (cells: readonly Cell[], asked: Asked): Promise<Map<string, CellUpdates>> => {
  const kept = readKept(asked.file)
  const found = new Map<string, CellUpdates>()
  const sources = new Map<string, Promise<Loaded | undefined>>()
  for (const [k, cell] of cells.entries()) {
    if (!isRun(cell.path)) continue
    // A run that was removed and made again is another one.
    const key = `${cell.path} ${openRun(cell.path).manifest.started}`
    const known = kept[key] ?? {}
    found.set(cell.path, known)
    const missing = epochsOf(cell, asked.epochs).filter(epoch => known[epoch] === undefined)
    if (missing.length === 0 || asked.stop() || !withExactErrors(cell.experiment)) continue
    asked.progress(`updates against those of backpropagation: run ${k + 1} of ${cells.length}`)
    kept[key] = { ...known, ...(await measured(cell, missing, () => dataFor(cell, asked.data, sources))) }
    found.set(cell.path, kept[key])
    mkdirSync(dirname(asked.file), { recursive: true })
    writeAtomic(asked.file, `${JSON.stringify(kept)}\n`)
  }
  return found
}

/** A file that cannot be read is made again. */
const readKept = (file: string): Record<string, CellUpdates> => {
  try {
    return parseJson(readText(file) ?? '{}', file) as Record<string, CellUpdates>
  } catch {
    return {}
  }
}

/** 0, before training, and of those that the run has done the first ten and then every tenth. */
const epochsOf = ({ path }: Cell, epochs: number): number[] =>
  [0, ...readScores(openRun(path)).map(row => row.epoch)].filter(e => e <= epochs && (e <= 10 || e % 10 === 0))

const IMAGES = 2000

/** What a run was trained with, some of it: read once for all runs that have the same. */
const dataFor = (
  { path, experiment }: Cell,
  folder: string | undefined,
  sources: Map<string, Promise<Loaded | undefined>>,
): Promise<Loaded | undefined> => {
  const { dataset } = experiment
  const train = Math.min(dataset?.train ?? IMAGES, IMAGES)
  const some: Experiment = dataset ? { ...experiment, dataset: { ...dataset, train, test: 1 } } : experiment
  const key = JSON.stringify(some.dataset ?? null)
  const settings = folder === undefined ? {} : { data: folder }
  if (!sources.has(key)) sources.set(key, loadData(some, openRun(path), settings, {}))
  return sources.get(key)!
}

const measured = async (
  { path, experiment }: Cell,
  epochs: number[],
  data: () => Promise<Loaded | undefined>,
): Promise<CellUpdates> => {
  const loaded = await data()
  const backend = await openBackend('wasm')
  const angles = loaded && (await updateAngles(experiment, loaded, backend))
  if (!angles) return {}
  const out: CellUpdates = {}
  try {
    for (const epoch of epochs) out[epoch] = await after(angles, path, epoch)
  } finally {
    angles.close()
  }
  return out
}

const after = async (angles: UpdateAngles, path: string, epoch: number): Promise<(number | null)[]> => {
  const learned = learnedAfter(openRun(path), angles.planned, epoch)
  if (!learned) return []
  try {
    return (await angles.at(learned)).map(degrees => (Number.isFinite(degrees) ? degrees : null))
  } catch (error) {
    // Weights that a batch turns into no numbers have no angle.
    if (error instanceof RunError) return []
    throw error
  }
}

/** Where the angles of a comparison are kept. */
export const updatesFile = (folder: string): string => join(folder, 'updates.json')

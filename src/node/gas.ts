/** The recordings of a drifting gas sensor array: the published files where a folder has them, else a made array, loudly. */
import { join } from 'node:path'
import { type GasBatch, readGasBatch } from '../data/gas.ts'
import { type Drift, driftData } from '../data/gas-drift.ts'
import { madeDrift } from '../data/made-drift.ts'
import { DataError } from '../errors.ts'
import { readText, sizeOf } from './store.ts'

/** By name, and what they are. */
export const driftSets: ReadonlyMap<string, string> = new Map([
  ['gas-drift', 'gas sensor array drift (Vergara et al. 2012), batch1.dat to batch10.dat in <data>/gas-drift'],
  ['made-drift', 'a sensor array that drifts, made from a seed, always at hand'],
])

const files = Array.from({ length: 10 }, (_, i) => `batch${i + 1}.dat`)

export interface DriftOptions {
  data?: string | undefined
  seed?: number | undefined
  env?: Record<string, string | undefined>
}

/** Throws DataError: a file that is missing where others are there, or that cannot be read. */
export const loadDrift = (
  name: string,
  { data, seed = 1, env = process.env }: DriftOptions,
): Drift & { note: string } => {
  const looked = name === 'gas-drift' ? foldersOf(data ?? env.APICAL_DATA) : []
  const folder = looked.find(f => files.some(file => sizeOf(join(f, file)) > 0))
  if (folder) return { ...driftData(files.map(readIn(folder)), name, folder, noDigest), note: noteOf(name, folder) }
  const source = `made, seed ${seed}`
  const note = name === 'gas-drift' ? insteadOf(looked[0], source) : `a sensor array that drifts (${source})`
  return { ...driftData(madeDrift(seed), 'made-drift', source, noDigest), note }
}

/** That of the parts in use is computed later. */
const noDigest = (): string => ''

/** The archive of the UCI repository holds a folder `Dataset`. */
const foldersOf = (data: string | undefined): string[] =>
  data ? [join(data, 'gas-drift'), join(data, 'gas-drift', 'Dataset'), data] : []

const readIn =
  (folder: string) =>
  (file: string): GasBatch => {
    const path = join(folder, file)
    const text = readText(path)
    if (text === undefined) throw new DataError(path, 'this file, as there are others of the ten', 'none')
    return readGasBatch(text, path)
  }

const noteOf = (name: string, folder: string): string => `${driftSets.get(name)!.split(',')[0]} from ${folder}`

const insteadOf = (looked: string | undefined, source: string): string =>
  `A SENSOR ARRAY ${source.toUpperCase()}, IN PLACE OF the gas sensor array drift data: batch1.dat to batch10.dat were not found${looked ? ` in ${looked}` : ''}. ` +
  'Its error is not that of the named data. Give the folder that holds gas-drift/batch1.dat with --data or APICAL_DATA'

/** Checkpoints: everything that a run needs to go on bit for bit, checked by a digest, and the cut that comes before going on. */
import { join } from 'node:path'
import { type Column, type ColumnData, column } from '../data/column.ts'
import { pack } from '../data/pack.ts'
import { DataError } from '../errors.ts'
import { formatVersion, lineFiles, type RunFolder } from './folder.ts'
import { sha256 } from './hash.ts'
import { cutRecording, padded, type Recording, readRecording, recordings } from './recordings.ts'
import { isAside, namesIn, remove, sizeOf, truncate, writeAtomic } from './store.ts'

export interface Checkpoint {
  epoch: number // epochs that are complete
  image: number // images shown in the epoch that is not
  recordedTick: number // recorded ticks so far
  state: Record<string, ArrayBufferView> // see Machine.save, and whatever else the simulation needs
  facts: Record<string, string> // counters and digests as text
}

const kept = 3
const ownFacts = ['format', 'dt', 'sha256', 'epoch', 'image', 'recordedTick', 'scores', 'notes'] as const

/** Writes a checkpoint, then removes old ones: the last 3 stay, and the newest that was made at the end of an epoch. Throws RunError. */
export const writeCheckpoint = (run: RunFolder, checkpoint: Checkpoint): void => {
  const { epoch, image, recordedTick, state, facts } = checkpoint
  for (const name of ownFacts)
    if (Object.hasOwn(facts, name)) throw new DataError(`checkpoint.${name}`, 'a fact of another name', `'${name}'`)
  const columns = Object.entries(state).map(([name, data]) => column(name, data as ColumnData))
  const [scores, notes] = lineFiles(run).map(sizeOf)
  const numbers = { epoch, image, recordedTick, scores, notes, format: formatVersion, dt: run.manifest.dt }
  const text = Object.fromEntries(Object.entries(numbers).map(([k, n]) => [k, String(n)]))
  const metadata = { ...facts, ...text }
  const path = join(run.path, 'checkpoints', `${padded(epoch)}-${padded(image)}.safetensors`)
  writeAtomic(path, pack(columns, { ...metadata, sha256: digestOf(columns, metadata) }))
  prune(run)
}

/** Covers names, data and facts, whatever their order in the file. */
const digestOf = (columns: readonly Column[], metadata: Record<string, string>): string => {
  const sorted = [...columns].sort((a, b) => (a.name < b.name ? -1 : 1))
  const facts = Object.entries(metadata).filter(([key]) => key !== 'sha256')
  const parts = sorted.flatMap(c => [JSON.stringify([c.name, c.shape]), c.data])
  return sha256(JSON.stringify(facts.sort(([a], [b]) => (a < b ? -1 : 1))), ...parts)
}

const prune = (run: RunFolder): void => {
  const files = recordings(run, 'checkpoints')
  const stay = new Set(files.slice(-kept))
  const epochEnd = files.findLast(f => f.at === 0)
  for (const file of files) if (!stay.has(file) && file !== epochEnd) remove(file.path)
}

/** The newest checkpoint that is whole, undefined if there is none; `notes` says which were passed over and why. */
export const latestCheckpoint = (run: RunFolder): { checkpoint: Checkpoint | undefined; notes: string[] } => {
  const notes: string[] = []
  for (const file of recordings(run, 'checkpoints').reverse())
    try {
      return { checkpoint: readCheckpoint(file.path), notes }
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      notes.push(`checkpoint passed over: ${error.message}`)
    }
  return { checkpoint: undefined, notes }
}

const readCheckpoint = (path: string): Checkpoint => {
  const { columns, metadata } = readRecording(path)
  if (metadata.format !== String(formatVersion))
    throw new DataError(path, `format ${formatVersion}`, `format ${metadata.format}`)
  if (metadata.sha256 !== digestOf(columns, metadata)) throw new DataError(path, 'data of its SHA-256', 'other data')
  const facts = Object.fromEntries(Object.entries(metadata).filter(([key]) => !isOwn(key)))
  return {
    epoch: Number(metadata.epoch),
    image: Number(metadata.image),
    recordedTick: Number(metadata.recordedTick),
    state: Object.fromEntries(columns.map(c => [c.name, c.data])),
    facts,
  }
}

const isOwn = (key: string): boolean => (ownFacts as readonly string[]).includes(key)

/**
 * Makes the folder what it was when the checkpoint was written: rows and files past it are removed, and what a killed process left half-written.
 * Without a checkpoint everything but run.json goes. Throws RunError, DataError.
 */
export const cutAfter = (run: RunFolder, checkpoint: Checkpoint | undefined): void => {
  const at = checkpoint ?? { epoch: -1, image: -1, recordedTick: 0 }
  const lengths = checkpoint ? lineLengths(run, checkpoint) : [0, 0]
  lineFiles(run).forEach((path, i) => {
    truncate(path, lengths[i])
  })
  for (const kind of ['spikes', 'traces', 'presentations'] as const) cutRecordings(run, kind, at.recordedTick)
  for (const file of recordings(run, 'weights')) if (file.at > at.epoch) remove(file.path)
  for (const file of recordings(run, 'checkpoints')) if (isLater(file, at)) remove(file.path)
  for (const folder of ['', 'spikes', 'traces', 'presentations', 'weights', 'checkpoints'])
    removeAside(join(run.path, folder))
}

/** Only the newest file of a column can hold rows on both sides of the cut. */
const cutRecordings = (run: RunFolder, kind: 'spikes' | 'traces' | 'presentations', end: number): void => {
  const newest = new Map<string, Recording>()
  for (const file of recordings(run, kind))
    if (file.at >= end) remove(file.path)
    else newest.set(file.name, file)
  for (const file of newest.values()) cutRecording(kind, file.path, end)
}

const lineLengths = (run: RunFolder, { epoch, image }: Checkpoint): number[] => {
  const path = join(run.path, 'checkpoints', `${padded(epoch)}-${padded(image)}.safetensors`)
  const { metadata } = readRecording(path)
  return [Number(metadata.scores), Number(metadata.notes)]
}

const isLater = (file: Recording, { epoch, image }: { epoch: number; image: number }): boolean =>
  Number(file.name) > epoch || (Number(file.name) === epoch && file.at > image)

const removeAside = (folder: string): void => {
  for (const name of namesIn(folder)) if (isAside(name)) remove(join(folder, name))
}

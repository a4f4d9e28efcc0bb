import type { Change, Files } from './files.ts'
import type { RunEntry, Source } from './source.ts'

/** A run that lives in this page: a simulation in a worker writes the same files as a run folder, and its chunks. */
export interface MemoryRun {
  source: Source
  /** Adds or replaces a file: 'run.json', 'scores.jsonl', 'spikes/...'. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): void
  /** Spikes as they come; a file that covers the same ticks replaces them later. */
  spikes(column: string, tick: Uint32Array, unit: Uint32Array): void
}

export const memoryRun = (entry: RunEntry): MemoryRun => {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>()
  const watchers = new Set<(change: Change) => void>()
  const tell = (change: Change) => {
    for (const watcher of watchers) watcher(change)
  }
  const files: Files = {
    origin: 'this page',
    list: async () => [...contents].map(([path, bytes]) => ({ path, size: bytes.length })),
    read: async (path, from = 0, to) => {
      const bytes = contents.get(path)
      if (!bytes) throw new Error(`${path}: no such file`)
      return bytes.slice(from, to ?? bytes.length).buffer
    },
    watch: changed => {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
  }
  return {
    source: { name: 'this page', runs: async () => [entry], files: () => files },
    write: (path, bytes) => {
      contents.set(path, bytes)
      tell({ run: path === 'run.json', scores: path === 'scores.jsonl', files: path.endsWith('.safetensors') })
    },
    spikes: (column, tick, unit) => tell({ spikes: { column, tick, unit } }),
  }
}

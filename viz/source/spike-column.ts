import type { Signal } from '../cell.ts'
import { type Files, keyOf, type Numbered } from './files.ts'
import { liveBlocks } from './live-blocks.ts'
import { type Block, indexFile, type Segment, segmentOf } from './spikes.ts'

/** Spikes of one population (or other events of it), loaded where the view needs them. */
export interface SpikeColumn {
  name: string // 'hidden.spike'
  population: string
  event: string // 'spike', 'plateau'
  units: number
  /** Loaded spikes in ticks [from, to), in rising order. */
  segments(from: number, to: number): Segment[]
  /** Starts loading what is missing in [from, to); `changed` of the run tells when more is there. */
  ensure(from: number, to: number): Promise<void>
  /** Whether everything in [from, to) is there (or is broken for good). */
  complete(from: number, to: number): boolean
  /** One past the last tick known so far; `locate` reads it from the last file. */
  last(): number
  locate(): Promise<void>
  setFiles(list: readonly Numbered[]): void
  /** Fresh spikes: all of ticks [from, to). */
  push(tick: Uint32Array, unit: Uint32Array, from: number, to: number): void
  /** Whether all spikes of [from, to) came fresh, so that no file is needed. */
  isFresh(from: number, to: number): boolean
  problems: string[]
}

interface SpikeFile {
  file: Numbered
  index?: Promise<void>
  blocks?: Block[]
}

/** At most this many bytes of one column stay in memory; the blocks farthest from the view go first. */
const MEMORY = 600e6

export const spikeColumn = (
  name: string,
  population: string,
  units: number,
  files: Files,
  changed: Signal,
): SpikeColumn => {
  let parts: SpikeFile[] = []
  const live = liveBlocks()
  const problems: string[] = []
  const fail = (error: unknown) => {
    problems.push((error as Error).message)
    changed.emit()
  }
  /** Files that are needed in [from, to). */
  const overlapping = (from: number, to: number) =>
    parts.filter((p, i) => {
      const first = Math.max(from, p.file.number)
      const end = Math.min(to, parts[i + 1]?.file.number ?? to)
      return p.file.number < to && end >= from && !(first < end && live.covers(first, end))
    })
  const blocksIn = (from: number, to: number) =>
    [...overlapping(from, to).flatMap(p => p.blocks ?? []), ...live.blocks()]
      .filter(b => b.first < to && b.end > from)
      .sort((a, b) => a.first - b.first)
  const isRead = (from: number, to: number) =>
    parts.some(p => p.file.number < to && (p.blocks?.at(-1)?.end ?? 0) > from)

  const indexed = (part: SpikeFile) => {
    part.index ??= indexFile(files, part.file)
      .catch(error => {
        fail(error)
        return []
      })
      .then(blocks => {
        part.blocks = blocks
        live.drop(part.file.number, blocks.at(-1)?.end ?? 0)
        if (blocks.some(b => b.state === 'ready')) changed.emit() // a small file is loaded with its index
      })
    return part.index
  }
  const load = async (block: Block) => {
    if (block.state !== 'absent') return
    block.state = 'loading'
    try {
      Object.assign(block, await block.fetch!(), { state: 'ready' })
    } catch (error) {
      block.state = 'broken'
      fail(error)
    }
    changed.emit()
  }
  const evict = (from: number, to: number) => {
    const ready = parts.flatMap(p => p.blocks ?? []).filter(b => b.state === 'ready' && (b.end < from || b.first > to))
    const middle = (from + to) / 2
    ready.sort((a, b) => Math.abs(b.first - middle) - Math.abs(a.first - middle))
    let bytes = parts.flatMap(p => p.blocks ?? []).reduce((sum, b) => sum + b.tick.byteLength * 2, 0)
    for (const block of ready) {
      if (bytes < MEMORY) return
      bytes -= block.tick.byteLength * 2
      Object.assign(block, { state: 'absent', tick: new Uint32Array(0), unit: new Uint32Array(0) })
    }
  }
  const ensure = async (from: number, to: number) => {
    await Promise.all(overlapping(from, to).map(indexed))
    evict(from, to)
    for (const block of blocksIn(from, to)) await load(block)
  }

  return {
    name,
    population,
    event: name.slice(name.lastIndexOf('.') + 1),
    units,
    problems,
    ensure,
    segments: (from, to) =>
      blocksIn(from, to)
        .filter(b => b.state === 'ready')
        .map(b => segmentOf(b, from, to))
        .filter(s => s.to > s.from),
    complete: (from, to) =>
      overlapping(from, to).every(p => p.blocks) &&
      blocksIn(from, to).every(b => b.state === 'ready' || b.state === 'broken'),
    last: () => Math.max(0, ...parts.map(p => p.blocks?.at(-1)?.end ?? p.file.number), live.end()),
    locate: async () => {
      const part = parts.at(-1)
      if (part) await indexed(part)
    },
    setFiles: list => {
      const known = new Map(parts.map(p => [keyOf(p.file), p]))
      parts = list.map(file => known.get(keyOf(file)) ?? { file })
    },
    push: (tick, unit, from, to) => {
      if (!isRead(from, to)) live.push(tick, unit, from, to)
    },
    isFresh: live.covers,
  }
}

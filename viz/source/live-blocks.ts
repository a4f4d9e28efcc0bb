/** Spikes of one column straight from the simulator, kept until the file with them is read. */
import { type Block, readyBlock } from './spikes.ts'

const MOST = 64e6 // bytes; beyond that the oldest go: they are on disk by then

export const liveBlocks = () => {
  let blocks: Block[] = []
  let bytes = 0
  const keep = (kept: Block[]) => {
    blocks = kept
    bytes = kept.reduce((sum, b) => sum + bytesOf(b), 0)
  }
  return {
    /** All spikes of ticks [from, to). */
    push: (tick: Uint32Array, unit: Uint32Array, from: number, to: number) => {
      const block = readyBlock(tick, unit, from, to)
      blocks.push(block)
      bytes += bytesOf(block)
      while (bytes > MOST && blocks.length > 1) bytes -= bytesOf(blocks.shift()!)
    },
    /** A file holds ticks [from, to). */
    drop: (from: number, to: number) => keep(blocks.filter(b => b.end <= from || b.first >= to)),
    blocks: () => blocks,
    end: () => blocks.at(-1)?.end ?? 0,
    /** Whether these are all spikes of [from, to). */
    covers: (from: number, to: number): boolean => {
      let at = from
      for (const b of blocks) if (b.first <= at && b.end > at) at = b.end
      return at >= to
    },
  }
}

const bytesOf = (b: Block): number => 200 + 8 * b.tick.length

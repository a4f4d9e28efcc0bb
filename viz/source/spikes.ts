import { firstAtOrAfter } from '../../src/data/raster.ts'
import { atOnce, type Files, type Numbered } from './files.ts'
import { readHeader, readRows, type Tensor, tensorOf } from './header.ts'

/** Spikes are fetched in blocks of this many: 8 MB, a few milliseconds to check. */
export const BLOCK = 1 << 20

/** Consecutive spikes of one file (or of a live chunk). Ticks lie in [first, end). */
export interface Block {
  first: number
  end: number // the first tick of the next block plus one, as a tick may be split over two blocks
  state: 'absent' | 'loading' | 'ready' | 'broken'
  tick: Uint32Array
  unit: Uint32Array
  fetch?: () => Promise<{ tick: Uint32Array; unit: Uint32Array }>
}

/** A run of loaded spikes: indices [from, to) of the two arrays. */
export interface Segment {
  tick: Uint32Array
  unit: Uint32Array
  from: number
  to: number
}

const NONE = new Uint32Array(0)

/** Splits a spike file into blocks, reading its header and the first tick of each block; a small file is ready at once. */
export const indexFile = async (from: Files, file: Numbered): Promise<Block[]> => {
  const files = await atOnce(from, file)
  const header = await readHeader(files, file.path, file.size)
  const tick = tensorOf(header, file.path, 'tick', 'U32', 1)
  const unit = tensorOf(header, file.path, 'unit', 'U32', 1)
  const n = tick.shape[0]
  if (unit.shape[0] !== n) throw new Error(`${file.path}: tick and unit differ in length`)
  if (n === 0) return []
  const starts = Array.from({ length: Math.ceil(n / BLOCK) }, (_, k) => k * BLOCK)
  const firsts = await Promise.all([...starts, n - 1].map(i => oneTick(files, file.path, tick, i)))
  const read = (files: Files, start: number) =>
    fetchBlock(files, file.path, tick, unit, start, Math.min(n, start + BLOCK))
  const blocks = starts.map(
    (start, k): Block => ({
      first: firsts[k],
      end: firsts[k + 1] + 1,
      state: 'absent',
      tick: NONE,
      unit: NONE,
      fetch: () => read(from, start),
    }),
  )
  if (files !== from)
    for (const [k, block] of blocks.entries()) Object.assign(block, await read(files, starts[k]), READY)
  return blocks
}

const READY = { state: 'ready' } as const

const oneTick = async (files: Files, path: string, tensor: Tensor, i: number) =>
  new Uint32Array(await readRows(files, path, tensor, i, i + 1))[0]

const fetchBlock = async (files: Files, path: string, tick: Tensor, unit: Tensor, i: number, j: number) => {
  const bytes = await Promise.all([readRows(files, path, tick, i, j), readRows(files, path, unit, i, j)])
  const block = { tick: new Uint32Array(bytes[0]), unit: new Uint32Array(bytes[1]) }
  if (block.tick.length !== j - i || block.unit.length !== j - i) throw new Error(`${path}: cut short`)
  if (!rising(block.tick)) throw new Error(`${path}: ticks do not rise`)
  return block
}

const rising = (values: Uint32Array): boolean => {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false
  return true
}

/** The part of a ready block inside ticks [from, to). */
export const segmentOf = (block: Block, from: number, to: number): Segment => ({
  tick: block.tick,
  unit: block.unit,
  from: firstAtOrAfter(block.tick, from),
  to: firstAtOrAfter(block.tick, to),
})

/** A block that is in memory already: all spikes of ticks [first, end). */
export const readyBlock = (tick: Uint32Array, unit: Uint32Array, first: number, end: number): Block => ({
  first,
  end,
  state: 'ready',
  tick,
  unit,
})

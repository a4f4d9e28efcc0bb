/** Copies of parts of buffers, brought to the host. Buffers to map are used again. */
import { RunError } from '../../errors.ts'
import type { Watch } from './device.ts'

export interface Part {
  readonly buffer: GPUBuffer
  readonly start: number // words
  readonly length: number // words
}

export interface Readback {
  /** The words of these parts, one after the other, once all work before it is done. */
  read(parts: readonly Part[]): Promise<Int32Array<ArrayBuffer>>
  close(): void
}

const KEPT = 4
/** Words of a buffer to map at most, and no more than the adapter allows of any buffer: a save of many lanes takes several. */
const MOST_WORDS = 1 << 26

export const readback = (device: GPUDevice, watch: Watch, mostWords = MOST_WORDS): Readback => {
  const most = Math.min(mostWords, Math.floor(device.limits.maxBufferSize / 4))
  const free: GPUBuffer[] = []
  const take = (words: number): GPUBuffer => {
    const i = free.findIndex(buffer => buffer.size >= words * 4)
    if (i >= 0) return free.splice(i, 1)[0]
    let size = 256
    while (size < words) size *= 2
    return device.createBuffer({ size: Math.min(size, Math.max(most, 256)) * 4, usage: GPU_MAP_READ | GPU_COPY_DST })
  }
  const give = (buffer: GPUBuffer) => {
    free.push(buffer)
    if (free.length > KEPT) free.shift()!.destroy()
  }
  const mapped = async (buffer: GPUBuffer, words: number, into: Int32Array): Promise<void> => {
    try {
      await buffer.mapAsync(GPU_READ, 0, words * 4)
    } catch (error) {
      await Promise.race([device.lost, moment()]) // of a lost device this fails before the loss is told
      watch.check()
      throw (error as Error).name === 'AbortError' ? new RunError('the GPU was lost: a reading broke off') : error
    }
    into.set(new Int32Array(buffer.getMappedRange(0, words * 4)))
    buffer.unmap()
    give(buffer)
  }
  const read = async (parts: readonly Part[]): Promise<Int32Array<ArrayBuffer>> => {
    watch.check()
    const all = new Int32Array(wordsOf(parts))
    // All copies are queued before the first is waited for: they are of one moment.
    const copies = batches(parts, most).map(batch => {
      const words = wordsOf(batch)
      const buffer = take(words)
      copy(device, batch, buffer)
      return { buffer, words }
    })
    let at = 0
    for (const { buffer, words } of copies) {
      await mapped(buffer, words, all.subarray(at, at + words))
      at += words
    }
    watch.check()
    return all
  }
  return {
    read,
    close: () => {
      for (const buffer of free.splice(0)) buffer.destroy()
    },
  }
}

/** ms that a loss may be told after what it broke off. */
const LATE = 100
const moment = () => new Promise<void>(done => setTimeout(done, LATE))

const wordsOf = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + part.length, 0)

/** Parts in groups of `most` words at most; a part that is longer is cut. */
const batches = (parts: readonly Part[], most: number): Part[][] => {
  const made: Part[][] = []
  let room = 0
  for (const { buffer, start, length } of parts)
    for (let done = 0; done < length; ) {
      if (room === 0) {
        made.push([])
        room = most
      }
      const taken = Math.min(room, length - done)
      made[made.length - 1].push({ buffer, start: start + done, length: taken })
      room -= taken
      done += taken
    }
  return made
}

const copy = (device: GPUDevice, parts: readonly Part[], into: GPUBuffer): void => {
  const encoder = device.createCommandEncoder()
  let at = 0
  for (const { buffer, start, length } of parts) {
    if (length > 0) encoder.copyBufferToBuffer(buffer, start * 4, into, at * 4, length * 4)
    at += length
  }
  device.queue.submit([encoder.finish()])
}

// The numbers of the specification: in Node the globals GPUBufferUsage and GPUMapMode need not exist.
export const GPU_READ = 0x1
export const GPU_MAP_READ = 0x1
export const GPU_COPY_SRC = 0x4
export const GPU_COPY_DST = 0x8
export const GPU_UNIFORM = 0x40
export const GPU_STORAGE = 0x80
export const GPU_COMPUTE = 0x4

/** Copies of parts of buffers, brought to the host. Buffers to map are used again. */
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

export const readback = (device: GPUDevice, watch: Watch): Readback => {
  const free: GPUBuffer[] = []
  const take = (bytes: number): GPUBuffer => {
    const i = free.findIndex(buffer => buffer.size >= bytes)
    if (i >= 0) return free.splice(i, 1)[0]
    let size = 1024
    while (size < bytes) size *= 2
    return device.createBuffer({ size, usage: GPU_MAP_READ | GPU_COPY_DST })
  }
  const give = (buffer: GPUBuffer) => {
    free.push(buffer)
    if (free.length > KEPT) free.shift()!.destroy()
  }
  const read = async (parts: readonly Part[]): Promise<Int32Array<ArrayBuffer>> => {
    watch.check()
    const words = parts.reduce((sum, part) => sum + part.length, 0)
    if (words === 0) return new Int32Array(0)
    const buffer = take(words * 4)
    copy(device, parts, buffer)
    try {
      await buffer.mapAsync(GPU_READ, 0, words * 4)
    } catch (error) {
      watch.check()
      throw error
    }
    const all = new Int32Array(buffer.getMappedRange(0, words * 4).slice(0))
    buffer.unmap()
    give(buffer)
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

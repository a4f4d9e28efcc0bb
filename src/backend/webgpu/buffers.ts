/** The buffers of a group of replicas and the group in which shaders see them. */

import type { Plan } from '../../plan/plan.ts'
import { HEAD, type Network, teamSize } from './context.ts'
import type { Copy } from './host.ts'
import { initialCopy } from './host.ts'
import { GPU_COMPUTE, GPU_COPY_DST, GPU_COPY_SRC, GPU_STORAGE, GPU_UNIFORM } from './readback.ts'
import type { Pool } from './space.ts'

export interface Buffers {
  readonly F: GPUBuffer
  readonly I: GPUBuffer
  readonly params: GPUBuffer
  readonly logged: GPUBuffer
  /** What `clear` copies into the region of patterns. */
  readonly pattern: Readonly<Record<Pool, GPUBuffer>>
  readonly group: GPUBindGroup
  close(): void
}

/** Bytes from one tick to the next in the uniform `now`, where element t is t. */
export const NOW_STRIDE = 256
/** Ticks of a submit at most: a driver that hears nothing for two seconds may reset the device. */
export const MOST_TICKS = 256

export const bindGroupLayoutOf = (device: GPUDevice): GPUBindGroupLayout => {
  const types: GPUBufferBindingType[] = ['storage', 'storage', 'read-only-storage', 'read-only-storage', 'storage']
  return device.createBindGroupLayout({
    entries: [
      ...types.map((type, binding) => ({ binding, visibility: GPU_COMPUTE, buffer: { type } })),
      { binding: types.length, visibility: GPU_COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
    ],
  })
}

/** Words of the buffers of a network; no buffer is empty. */
export const wordsOf = ({ space, tables, rings, names }: Network) => {
  const params = HEAD.size + space.replicas * names.plan.lanes * teamSize(rings)
  const some = (words: number) => Math.max(4, words)
  return { F: some(space.words.F), I: some(space.words.I), T: some(tables.words.length), params: some(params) }
}

export const buffersOf = (
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  network: Network,
  logWords: number,
  valuesOf: (replica: number) => Plan,
): Buffers => {
  const made: GPUBuffer[] = []
  const make = (words: number, usage: number) => {
    const buffer = device.createBuffer({ size: Math.max(16, words * 4), usage: usage | GPU_COPY_DST })
    made.push(buffer)
    return buffer
  }
  const { space, tables } = network
  const words = wordsOf(network)
  const copies = GPU_STORAGE | GPU_COPY_SRC
  const F = make(words.F, copies)
  const I = make(words.I, copies)
  const T = make(words.T, GPU_STORAGE)
  const params = make(words.params, GPU_STORAGE)
  const logged = make(logWords, copies)
  const now = make((NOW_STRIDE / 4) * MOST_TICKS, GPU_UNIFORM)
  const patternWords = (pool: Pool) => space.regions[pool].pattern.perReplica * space.replicas
  const pattern = { F: make(patternWords('F'), GPU_COPY_SRC), I: make(patternWords('I'), GPU_COPY_SRC) }
  if (tables.words.length > 0) device.queue.writeBuffer(T, 0, tables.words as Int32Array<ArrayBuffer>)
  device.queue.writeBuffer(now, 0, ticks())
  const entries = [F, I, T, params, logged].map((buffer, binding) => ({ binding, resource: { buffer } }))
  const last = { binding: entries.length, resource: { buffer: now, size: 16 } }
  const group = device.createBindGroup({ layout, entries: [...entries, last] })
  const close = () => {
    for (const buffer of made) buffer.destroy()
  }
  const buffers = { F, I, params, logged, pattern, group, close }
  fillIn(device, network, buffers, valuesOf)
  return buffers
}

const ticks = (): Int32Array<ArrayBuffer> => {
  const all = new Int32Array((NOW_STRIDE / 4) * MOST_TICKS)
  for (let t = 0; t < MOST_TICKS; t++) all[(NOW_STRIDE / 4) * t] = t
  return all
}

/** Initial values of every replica. The region of zeros is zero as it is. */
const fillIn = (
  device: GPUDevice,
  network: Network,
  buffers: Omit<Buffers, 'group'>,
  valuesOf: (replica: number) => Plan,
): void => {
  let plan = valuesOf(0)
  let copy = initialCopy(network, plan)
  for (let replica = 0; replica < network.space.replicas; replica++) {
    const next = valuesOf(replica)
    if (next !== plan) copy = initialCopy(network, next)
    plan = next
    upload(device, network, buffers, copy, replica, ['kept', 'pattern'])
    for (const pool of ['F', 'I'] as const) {
      const { start, perReplica } = copy.space.regions[pool].pattern
      if (perReplica > 0)
        device.queue.writeBuffer(buffers.pattern[pool], replica * perReplica * 4, copy[pool], start, perReplica)
    }
  }
}

/** Regions of a copy to a replica. */
export const upload = (
  device: GPUDevice,
  { space }: Network,
  buffers: Pick<Buffers, Pool>,
  copy: Copy,
  replica: number,
  regions: readonly ('kept' | 'pattern' | 'zero')[],
): void => {
  for (const pool of ['F', 'I'] as const)
    for (const name of regions) {
      const { start, perReplica } = space.regions[pool][name]
      const from = copy.space.regions[pool][name].start
      if (perReplica > 0)
        device.queue.writeBuffer(buffers[pool], (start + replica * perReplica) * 4, copy[pool], from, perReplica)
    }
}

/** Where the regions of a replica lie, in the order of a copy: F, then I. */
export const partsOf = ({ space }: Network, buffers: Pick<Buffers, Pool>, replica: number) =>
  (['F', 'I'] as const).flatMap(pool =>
    (['kept', 'pattern', 'zero'] as const).map(name => {
      const { start, perReplica } = space.regions[pool][name]
      return { buffer: buffers[pool], start: start + replica * perReplica, length: perReplica }
    }),
  )

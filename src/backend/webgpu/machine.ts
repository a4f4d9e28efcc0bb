/**
 * Replicas of one network on a device. What the host decides - clocks, rings, lengths - it knows without asking the device, so
 * `advance` only queues work; `read`, `save` and `drain` wait. A routine on the host is waited for, and what is asked of the
 * network meanwhile is put in line.
 */
import type { Plan } from '../../plan/plan.ts'
import type { Logged } from '../backend.ts'
import { checkLengths } from '../clocks.ts'
import { restore, save } from '../memory.ts'
import { type Buffers, partsOf, upload } from './buffers.ts'
import type { Network } from './context.ts'
import type { Watch } from './device.ts'
import { type Copy, emptyCopy, memoryOf } from './host.ts'
import { inLine } from './line.ts'
import type { Logs } from './logs.ts'
import { type Lanes, lanesOf } from './params.ts'
import type { Programs } from './programs.ts'
import { queueOf } from './queue.ts'
import type { Readback } from './readback.ts'

/** Networks of one plan that advance together. `replica` counts from 0. */
export interface Replicas {
  readonly count: number
  /** `replica` undefined: every replica; `lane` undefined: every lane. */
  write(column: string, values: ArrayLike<number>, replica?: number, lane?: number): void
  read(column: string, replica: number, lane?: number): Promise<Float32Array | Int32Array>
  clock(replica: number, lane: number, given: { presentation?: number; tick?: number }): void
  /** [replica][lane] lengths, or one for each lane if they are the same for all replicas. */
  advance(program: string, lengths: ArrayLike<number>): void
  fire(program: string): void
  clear(): void
  /** By replica. */
  drain(): Promise<Record<string, Logged>[]>
  save(replica: number): Promise<Record<string, ArrayBufferView>>
  restore(replica: number, saved: Record<string, ArrayBufferView>): void
  close(): void
}

export interface Parts {
  readonly plan: Plan
  readonly network: Network
  readonly device: GPUDevice
  readonly buffers: Buffers
  readonly programs: Programs
  readonly logs: Logs
  readonly back: Readback
  readonly watch: Watch
}

export const replicasOf = (parts: Parts): Replicas => {
  const { network, device, buffers, programs, logs, back, watch } = parts
  const lanes = lanesOf(network)
  const queue = queueOf(parts, lanes)
  const { add, settled } = inLine(watch)
  const count = network.space.replicas

  const load = async (replica: number): Promise<Copy> => {
    const copy = emptyCopy(network)
    const words = await back.read(partsOf(network, buffers, replica))
    new Int32Array(copy.F.buffer).set(words.subarray(0, copy.F.length))
    copy.I.set(words.subarray(copy.F.length))
    return copy
  }
  return {
    count,
    write: (column, values, replica, lane) => {
      checkSize(network, column, values)
      const kept = add.waits() ? Float64Array.from(values) : values
      add(() => writeColumn(parts, lanes, column, kept, replica, lane))
    },
    read: async (column, replica, lane) => {
      await settled()
      return readColumn(parts, lanes, column, replica, lane ?? 0)
    },
    clock: (replica, lane, given) => add(() => lanes.set(replica, lane, given)),
    advance: (program, lengths) => {
      const all = lengthsOf(network, lengths)
      programs.named(program)
      add(() => queue.advance(program, all))
    },
    fire: program => {
      programs.named(program)
      add(() => queue.fire(program))
    },
    clear: () => add(() => clearAll(parts)),
    drain: async () => {
      await settled()
      const logged = await logs.drain()
      await device.queue.onSubmittedWorkDone()
      watch.check()
      return logged
    },
    save: async replica => {
      await settled()
      const { position, clocks } = lanes.frozen(replica)
      return save(memoryOf(await load(replica), network, position, clocks), network.names)
    },
    restore: (replica, saved) => {
      add(() => {
        const copy = emptyCopy(network)
        const { position, clocks } = lanes.frozen(replica)
        restore(memoryOf(copy, network, position, clocks), network.names, saved)
        lanes.clocks.set(clocks, replica * clocks.length)
        upload(device, network, buffers, copy, replica, ['kept', 'pattern', 'zero'])
      })
    },
    close: () => {
      buffers.close()
      back.close()
    },
  }
}

const checkSize = ({ names }: Network, name: string, values: ArrayLike<number>): void => {
  const { size } = names.column(name)
  if (values.length !== size) throw new RangeError(`${name} has ${size} elements, got ${values.length}`)
}

const lengthsOf = ({ names, space }: Network, lengths: ArrayLike<number>): Int32Array => {
  const { lanes } = names.plan
  const teams = lanes * space.replicas
  checkLengths(lengths, lengths.length === teams ? teams : lanes)
  return Int32Array.from({ length: teams }, (_, team) => lengths[team % lengths.length])
}

const range = (count: number): number[] => [...Array(count).keys()]

/** First word of the newest slot of a column. */
const wordOf = ({ network }: Parts, lanes: Lanes, name: string, replica: number, lane: number): number => {
  const cell = network.space.column(name)
  const own = network.names.column(name).perLane ? lane : 0
  const slot = lanes.position(`column:${name}`, replica, own)
  return cell.base + replica * cell.perReplica + own * cell.perLane + slot * cell.perSlot
}

const writeColumn = (
  parts: Parts,
  lanes: Lanes,
  name: string,
  values: ArrayLike<number>,
  replica: number | undefined,
  lane: number | undefined,
): void => {
  const { network, buffers, device } = parts
  const { type, perLane } = network.names.column(name)
  const data = type === 'f32' ? Float32Array.from(values) : Int32Array.from(values)
  const { pool } = network.space.column(name)
  const into = perLane && lane === undefined ? range(network.names.plan.lanes) : [lane ?? 0]
  for (const r of replica === undefined ? range(network.space.replicas) : [replica])
    for (const l of into) device.queue.writeBuffer(buffers[pool], wordOf(parts, lanes, name, r, l) * 4, data)
}

const readColumn = async (
  parts: Parts,
  lanes: Lanes,
  name: string,
  replica: number,
  lane: number,
): Promise<Float32Array | Int32Array> => {
  const { size, type } = parts.network.names.column(name)
  const buffer = parts.buffers[parts.network.space.column(name).pool]
  const words = await parts.back.read([{ buffer, start: wordOf(parts, lanes, name, replica, lane), length: size }])
  return type === 'f32' ? new Float32Array(words.buffer) : words
}

const clearAll = ({ network, device, buffers }: Parts): void => {
  const encoder = device.createCommandEncoder()
  const { regions, replicas } = network.space
  for (const pool of ['F', 'I'] as const) {
    const { zero, pattern } = regions[pool]
    const bytes = pattern.perReplica * replicas * 4
    if (zero.perReplica > 0) encoder.clearBuffer(buffers[pool], zero.start * 4, zero.perReplica * replicas * 4)
    if (bytes > 0) encoder.copyBufferToBuffer(buffers.pattern[pool], 0, buffers[pool], pattern.start * 4, bytes)
  }
  device.queue.submit([encoder.finish()])
}

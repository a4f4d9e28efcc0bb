/**
 * carry-graded where few neighbours share a sender: receiver by receiver, each with its senders rising, so the bits are those of the loop over
 * senders. Four receivers at a time, and one signal or two that go over the same synapses: a sender, a weight and a place are read once.
 */
import { halves, type Signal } from './emit-pack.ts'
import { isFixed } from './fixed.ts'
import { type GatherTables, gatherTables, type Rows, WIDTH } from './gather-tables.ts'
import { VECTOR } from './places.ts'
import type { Context } from './spot.ts'

export interface Gather {
  readonly layout: Rows
  /** The column of the weights, and the local with its address. */
  readonly column: string
  readonly weights: number
  readonly signals: readonly Signal[]
}

/** port[post] += weights[synapse] * values[pre] for each signal; the values are in the second area. */
export const gather = (context: Context, job: Gather): void => {
  const tables = gatherTables(job.layout)
  blocks(context, job, tables)
  for (const signal of job.signals) rest(context, job, signal, tables)
}

/** Vectors of sums of a block: receivers [0 1 2 3] of one signal; [0 0 1 1] and [2 2 3 3] of two. */
const laneOf = (job: Gather, receiver: number, signal: number) => {
  const place = receiver * job.signals.length + signal
  return { vector: place >> 2, lane: place & 3 }
}

const blocks = (context: Context, job: Gather, tables: GatherTables) => {
  const { code, map } = context
  const { signals } = job
  let end = 0
  const heads = map.pool(
    Int32Array.from(tables.blocks.flatMap(b => [(end += b.steps * VECTOR), ...b.receivers.map(r => 4 * r)])),
  )
  const senders = map.pool(Int32Array.from(tables.senders, s => 4 * signals.length * s))
  const [head, at, last] = ['head', 'at', 'last'].map(() => code.local('i32'))
  const sums = signals.map(() => code.local('v128'))
  const place = (signal: Signal, receiver: number) => {
    code.get(signal.port)
    code.get(head)
    code.emit('i32.load', heads + 4 + 4 * receiver)
    code.emit('i32.add')
  }
  const each = (body: (receiver: number, signal: Signal, sum: number, lane: number) => void) => {
    for (let receiver = 0; receiver < WIDTH; receiver++)
      signals.forEach((signal, i) => {
        const { vector, lane } = laneOf(job, receiver, i)
        body(receiver, signal, sums[vector], lane)
      })
  }
  const weigh = weightsOf(context, job, tables, at)
  code.i32(0)
  code.set(at)
  code.count(head, 4 * (1 + WIDTH) * tables.blocks.length, 4 * (1 + WIDTH), () => {
    code.get(head)
    code.emit('i32.load', heads)
    code.set(last)
    each((receiver, signal, sum, lane) => {
      place(signal, receiver)
      if (lane > 0) code.get(sum)
      code.emit(lane > 0 ? 'v128.load32_lane' : 'v128.load32_zero', 0, lane)
      code.set(sum)
    })
    code.loop(() => {
      step(context, { sums, senders, at }, weigh)
      code.get(at)
      code.plus(VECTOR)
      code.tee(at)
      code.get(last)
      code.emit('i32.lt_s')
      code.emit('br_if', 0)
    })
    each((receiver, signal, sum, lane) => {
      place(signal, receiver)
      code.get(sum)
      code.emit('v128.store32_lane', 0, lane)
    })
  })
}

/** Shuffles of a vector with itself: each of its halves, every lane twice. */
const doubled = halves.map(bytes => bytes.map(byte => byte % 16))

/** Four synapses: sums += values * weights. */
const step = (
  { code, map }: Context,
  { sums, senders, at }: { sums: readonly number[]; senders: number; at: number },
  weigh: () => void,
) => {
  const weights = code.local('v128')
  const wide = sums.length === 2
  const [first, next] = wide
    ? (['v128.load64_zero', 'v128.load64_lane'] as const)
    : (['v128.load32_zero', 'v128.load32_lane'] as const)
  const some = WIDTH / sums.length
  const value = code.local('v128')
  weigh()
  code.set(weights)
  sums.forEach((sum, i) => {
    for (let k = 0; k < some; k++) {
      code.get(at)
      code.emit('i32.load', senders + 4 * (i * some + k))
      if (k > 0) code.get(value)
      code.emit(k > 0 ? next : first, map.second, k)
      code.set(value)
    }
    code.get(sum)
    code.get(weights)
    if (wide) {
      code.get(weights)
      code.emit('i8x16.shuffle', ...doubled[i])
    }
    code.get(value)
    code.emit('f32x4.mul')
    code.emit('f32x4.add')
    code.set(sum)
  })
}

/** Leaves the weights of a step: from a copy in that order where no kernel changes them, else one by one. */
const weightsOf = ({ code, map, names }: Context, job: Gather, tables: GatherTables, at: number): (() => void) => {
  const elements = Int32Array.from(tables.elements)
  if (isFixed(job.column, names)) {
    const copy = map.copy(job.column, elements)
    return () => {
      code.get(at)
      code.emit('v128.load', copy)
    }
  }
  const places = map.pool(elements.map(e => 4 * e))
  const weights = code.local('v128')
  return () => {
    for (let k = 0; k < WIDTH; k++) {
      code.get(job.weights)
      code.get(at)
      code.emit('i32.load', places + 4 * k)
      code.emit('i32.add')
      if (k > 0) code.get(weights)
      code.emit(k > 0 ? 'v128.load32_lane' : 'v128.load32_zero', 0, k)
      code.set(weights)
    }
    code.get(weights)
  }
}

/** The synapses outside the blocks, one by one. */
const rest = ({ code, map }: Context, job: Gather, signal: Signal, tables: GatherTables) => {
  if (tables.rest.length === 0) return
  let last = 0
  const heads = map.pool(Int32Array.from(tables.rest.flatMap(r => [4 * r.receiver, (last += 8 * r.incoming.length)])))
  const synapses = map.pool(Int32Array.from(tables.rest.flatMap(r => r.incoming.flatMap(([p, e]) => [4 * p, 4 * e]))))
  const [head, at, end, to] = ['head', 'at', 'end', 'to'].map(() => code.local('i32'))
  const sum = code.local('f32')
  const element = (base: number, offset: number) => {
    code.get(base)
    code.get(at)
    code.emit('i32.load', synapses + offset)
    code.emit('i32.add')
    code.emit('f32.load', 0)
  }
  code.i32(0)
  code.set(at)
  code.count(head, 8 * tables.rest.length, 8, () => {
    code.get(head)
    code.emit('i32.load', heads + 4)
    code.set(end)
    code.get(signal.port)
    code.get(head)
    code.emit('i32.load', heads)
    code.emit('i32.add')
    code.tee(to)
    code.emit('f32.load', 0)
    code.set(sum)
    code.loop(() => {
      code.get(sum)
      element(job.weights, 4)
      element(signal.values, 0)
      code.emit('f32.mul')
      code.emit('f32.add')
      code.set(sum)
      code.get(at)
      code.plus(8)
      code.tee(at)
      code.get(end)
      code.emit('i32.lt_s')
      code.emit('br_if', 0)
    })
    code.get(to)
    code.get(sum)
    code.emit('f32.store', 0)
  })
}

/** carry-graded: weights times a column. The order of sums is that of carry. */
import type { Kernel, Layout } from '../../plan/plan.ts'
import type { Names } from '../names.ts'
import { alongRows, alongRuns } from './emit-carry.ts'
import { gather } from './emit-gather.ts'
import { pack, type Signal } from './emit-pack.ts'
import { toRows } from './emit-to-rows.ts'
import { isScattered, type Rows } from './gather-tables.ts'
import type { Graded, Pair } from './pairs.ts'
import { laneOf, slotAddress } from './places.ts'
import type { Context } from './spot.ts'

/** The kernel for one lane: senders with value 0 are left out. */
export const gradedOfLane = (kernel: Graded, context: Context, lane: number | undefined): void => {
  const { code, names } = context
  const layout = names.layout(kernel.layout)
  if (!kernel.transposed && isScattered(layout)) {
    scattered([kernel], context, layout, lane)
    return
  }
  const { port, values } = signalOf(kernel, context, lane)
  const weights = weightsOf(kernel, context, lane)
  const senders = kernel.transposed ? layout.posts : layout.pres
  const scale = !kernel.transposed && layout.kind === 'dense' ? 4 * layout.stride : 4
  const end = nonZero(context, values, senders, scale)
  code.get(end)
  code.when(() => {
    if (kernel.transposed) gradedToRows(context, layout, port, weights, end)
    else if (layout.kind === 'dense') gradedAlongRows(context, layout.posts, port, weights, end)
    else gradedAlongRuns(context, layout, port, weights, end)
  })
}

const signalOf = (kernel: Graded, context: Context, lane: number | undefined): Signal => ({
  port: slotAddress(context, context.map.column(kernel.port), lane, () => context.code.i32(0)),
  values: slotAddress(context, context.map.column(kernel.value), lane, () => context.code.i32(kernel.valueLag ?? 0)),
})

const weightsOf = (kernel: Graded, context: Context, lane: number | undefined): number =>
  slotAddress(context, context.map.column(kernel.weights), lane, () => context.code.i32(0))

/** Two signals over the same synapses: see pairs.ts. */
export const carryPair = (kernels: Pair, context: Context): void =>
  scattered(kernels, context, context.names.layout(kernels[0].layout) as Rows, laneOf(context))

/** Few senders: along their rows, signal by signal. Many: receiver by receiver, which takes a fifth of the time a synapse. */
const scattered = (kernels: readonly Graded[], context: Context, layout: Rows, lane: number | undefined) => {
  const { code } = context
  const signals = kernels.map(kernel => signalOf(kernel, context, lane))
  const weights = weightsOf(kernels[0], context, lane)
  code.get(pack(context, layout.pres, signals))
  code.i32(Math.ceil(layout.pres / 3))
  code.emit('i32.lt_s')
  code.when(
    () => {
      for (const { port, values } of signals) {
        const end = nonZero(context, values, layout.pres, 4)
        gradedAlongRuns(context, layout, port, weights, end)
      }
    },
    () => gather(context, { layout, column: kernels[0].weights, weights, signals }),
  )
}

/** The senders whose value is not 0: number * scale to the scratch area, the value to the second; the local holds the bytes. */
const nonZero = (context: Context, values: number, senders: number, scale: number): number => {
  const { code, map } = context
  const [i4, row, end] = ['i', 'row', 'end'].map(() => code.local('i32'))
  const value = code.local('f32')
  for (const local of [row, end]) {
    code.i32(0)
    code.set(local)
  }
  code.count(i4, 4 * senders, 4, () => {
    code.get(end)
    code.get(row)
    code.emit('i32.store', map.scratch)
    code.get(end)
    code.get(values)
    code.get(i4)
    code.emit('i32.add')
    code.emit('f32.load', 0)
    code.tee(value)
    code.emit('f32.store', map.second)
    code.get(row)
    code.plus(scale)
    code.set(row)
    code.get(end)
    code.get(value)
    code.emit('f32.const', 0)
    code.emit('f32.ne')
    code.i32(2)
    code.emit('i32.shl')
    code.emit('i32.add')
    code.set(end)
  })
  return end
}

/** Each vector of weights times the sender's value, which stands in the second area. */
const gradedAlongRows = (context: Context, posts: number, port: number, weights: number, end: number) => {
  const { code, map } = context
  const value = code.local('v128')
  alongRows(context, posts, port, weights, end, {
    load: e => {
      code.get(e)
      code.emit('v128.load32_splat', map.second)
      code.set(value)
    },
    apply: () => {
      code.get(value)
      code.emit('f32x4.mul')
    },
  })
}

const gradedAlongRuns = (context: Context, layout: Rows, port: number, weights: number, end: number) => {
  const { code, map } = context
  alongRuns(context, layout, port, weights, end, e => {
    code.get(e)
    code.emit('v128.load32_splat', map.second)
    code.emit('f32x4.mul')
  })
}

const gradedToRows = (context: Context, layout: Layout, port: number, weights: number, end: number) => {
  const { code, map } = context
  toRows(context, layout, port, weights, end, e => {
    code.get(e)
    code.emit('f32.load', map.second)
    code.emit('f32.mul')
  })
}

/** Whether the kernel's function sees to all lanes by itself. */
export const allLanes = (kernel: Kernel, names: Names): boolean =>
  kernel.verb === 'carry-graded' &&
  names.plan.lanes > 1 &&
  !kernel.transposed &&
  names.layout(kernel.layout).kind === 'dense' &&
  names.column(kernel.port).perLane &&
  names.column(kernel.value).perLane &&
  !names.column(kernel.weights).perLane

/**
 * carry-graded for several lanes: a product of matrices in blocks of four lanes and eight receivers, so that a weight that was
 * loaded serves four lanes. Where most values are 0 (images) each lane runs by itself, without them.
 */
import type { Kernel } from '../../plan/plan.ts'
import { blocks, loadAll, storeAll, sumOf } from './emit-carry.ts'
import { allLanes, gradedOfLane } from './emit-graded.ts'
import { laneOf, slotAddress } from './places.ts'
import type { Context } from './spot.ts'

type Graded = Extract<Kernel, { verb: 'carry-graded' }>

const LANES = 4
/** Vectors of receivers of a block: with four lanes, eight accumulators. */
const BLOCK = 2

/** All lanes at once where their weights are shared, else lane by lane. */
export const carryGraded = (kernel: Graded, context: Context): void => {
  if (allLanes(kernel, context.names)) gradedLanes(kernel, context)
  else gradedOfLane(kernel, context, laneOf(context))
}

/** The function runs once and sees to every lane that takes part. */
const gradedLanes = (kernel: Graded, context: Context): void => {
  const { code, map } = context
  const [at, end] = [code.local('i32'), code.local('i32')]
  const lanes = Array.from({ length: LANES }, () => code.local('i32'))
  code.i32(0)
  code.emit('i32.load', map.active)
  code.i32(2)
  code.emit('i32.shl')
  code.set(end)
  const each = (lane: number) => gradedOfLane(kernel, context, lane)
  const load = (k: number) => {
    code.get(at)
    code.emit('i32.load', map.active + 4 + 4 * k)
    code.set(lanes[k])
  }
  const step = (lanes: number) => {
    code.get(at)
    code.plus(4 * lanes)
    code.set(at)
  }
  whileLeft(context, at, end, LANES, () => {
    for (let k = 0; k < LANES; k++) load(k)
    fourLanes(kernel, context, lanes, () => oneByOne(context, at, each))
    step(LANES)
  })
  whileLeft(context, at, end, 1, () => {
    load(0)
    each(lanes[0])
    step(1)
  })
}

/** While `count` more lanes are left. */
const whileLeft = ({ code }: Context, at: number, end: number, count: number, body: () => void) =>
  code.block(() =>
    code.loop(() => {
      code.get(at)
      code.plus(4 * count)
      code.get(end)
      code.emit('i32.gt_s')
      code.emit('br_if', 1)
      body()
      code.emit('br', 0)
    }),
  )

/** The four lanes from `at` on, in a loop, so that the code stands once. */
const oneByOne = ({ code, map }: Context, at: number, each: (lane: number) => void) => {
  const [k, lane] = [code.local('i32'), code.local('i32')]
  code.count(k, 4 * LANES, 4, () => {
    code.get(at)
    code.get(k)
    code.emit('i32.add')
    code.emit('i32.load', map.active + 4)
    code.set(lane)
    each(lane)
  })
}

const fourLanes = (kernel: Graded, context: Context, lanes: readonly number[], sparse: () => void) => {
  const { code, map, names } = context
  const layout = names.layout(kernel.layout)
  if (layout.kind !== 'dense') throw new Error('lanes are blocked in dense layouts only')
  const addresses = (column: string, lag: number) =>
    lanes.map(lane => slotAddress(context, map.column(column), lane, () => code.i32(lag)))
  const values = addresses(kernel.value, kernel.valueLag ?? 0)
  const ports = addresses(kernel.port, 0)
  const weights = slotAddress(context, map.column(kernel.weights), undefined, () => code.i32(0))
  const { end, nonZero } = senders(context, values, layout.pres)
  // As many products as there are values, against all of four lanes for every sender that has one.
  code.get(nonZero)
  code.get(end)
  code.emit('i32.le_s')
  code.when(sparse, () => product(context, layout, { ports, values, weights, end }))
}

/**
 * Four times the number of each sender with a value in some lane, in the scratch area; `end` holds their bytes. `nonZero` is half
 * the number of values that are not 0, in bytes: where it is no more than `end`, the four lanes are mostly empty.
 */
const senders = (context: Context, values: readonly number[], pres: number) => {
  const { code, map } = context
  const [p4, end, nonZero, some] = ['p4', 'end', 'nonZero', 'some'].map(() => code.local('i32'))
  for (const local of [end, nonZero]) {
    code.i32(0)
    code.set(local)
  }
  code.count(p4, 4 * pres, 4, () => {
    code.get(end)
    code.get(p4)
    code.emit('i32.store', map.scratch)
    code.i32(0)
    for (const value of values) {
      code.get(value)
      code.get(p4)
      code.emit('i32.add')
      code.emit('f32.load', 0)
      code.emit('f32.const', 0)
      code.emit('f32.ne')
      code.emit('i32.add')
    }
    code.tee(some)
    code.i32(1)
    code.emit('i32.shl')
    code.get(nonZero)
    code.emit('i32.add')
    code.set(nonZero)
    code.get(some)
    code.i32(0)
    code.emit('i32.ne')
    code.i32(2)
    code.emit('i32.shl')
    code.get(end)
    code.emit('i32.add')
    code.set(end)
  })
  return { end, nonZero }
}

interface Operands {
  ports: readonly number[]
  values: readonly number[]
  weights: number
  end: number
}

const product = (
  context: Context,
  layout: { stride: number; posts: number },
  { ports, values, weights, end }: Operands,
) => {
  const { code, map } = context
  const [e, p4, row, columns] = ['e', 'p4', 'row', 'columns'].map(() => code.local('i32'))
  const value = code.local('v128')
  blocks(context, layout.posts, BLOCK, (at, size) => {
    const to = ports.map(() => code.local('i32'))
    const sums = ports.map(() => Array.from({ length: size }, () => code.local('v128')))
    const loaded = Array.from({ length: size }, () => code.local('v128'))
    sumOf(code, weights, at, columns)
    ports.forEach((port, k) => {
      sumOf(code, port, at, to[k])
      loadAll(context, sums[k], to[k])
    })
    code.count(e, { local: end }, 4, () => {
      code.get(e)
      code.emit('i32.load', map.scratch)
      code.tee(p4)
      code.i32(layout.stride)
      code.emit('i32.mul')
      code.get(columns)
      code.emit('i32.add')
      code.set(row)
      loadAll(context, loaded, row)
      values.forEach((from, k) => {
        code.get(from)
        code.get(p4)
        code.emit('i32.add')
        code.emit('v128.load32_splat', 0)
        code.set(value)
        sums[k].forEach((sum, j) => {
          code.get(sum)
          code.get(loaded[j])
          code.get(value)
          code.emit('f32x4.mul')
          code.emit('f32x4.add')
          code.set(sum)
        })
      })
    })
    ports.forEach((_, k) => {
      storeAll(context, sums[k], to[k])
    })
  })
}

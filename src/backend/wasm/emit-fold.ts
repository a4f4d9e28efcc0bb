/** Reductions. Values are computed four at a time; they are summed in the order of the contract. */
import type { Node } from '../../lang/node.ts'
import type { Kernel } from '../../plan/plan.ts'
import type { Code } from './code.ts'
import { overLanes } from './emit-learn.ts'
import { type Context, type Evaluator, evaluator, type Spot } from './evaluate.ts'
import { laneOf, slotAddress, VECTOR, vectors } from './places.ts'
import { overRow, pushTailMask } from './rows.ts'

type Of<V> = Extract<Kernel, { verb: V }>
type Fold = 'sum' | 'max' | 'count' | 'argmax'
type Kind = 'f32' | 'i32'

const LOWEST_FLOAT = 0xff7fffff | 0
const LOWEST_INT = -2147483648

/** What is summed: whole numbers for counts (a mask is -1, so it is subtracted), else values as they are. */
const kindOf = (fold: Fold, value: Node): Kind => (fold === 'count' || value.type !== 'f32' ? 'i32' : 'f32')

const startBits = (fold: Fold, value: Node): number =>
  fold === 'max' ? (value.type === 'i32' ? LOWEST_INT : LOWEST_FLOAT) : 0

/** Leaves the values of a vector; for counts, the mask of those that hold. */
const pushValue = (ev: Evaluator, fold: Fold, value: Node, spot: Spot) => {
  ev.push(value, spot)
  if (fold !== 'count' || value.type === 'bool') return
  ev.code.emit('v128.const', 0, 0, 0, 0)
  ev.code.emit(value.type === 'f32' ? 'f32x4.ne' : 'i32x4.ne')
}

/** The vector on the stack is added to the vector below it. */
const merge = (code: Code, fold: Fold, kind: Kind) => {
  if (fold === 'max') code.emit(kind === 'f32' ? 'f32x4.pmax' : 'i32x4.max_s')
  else if (fold === 'count') code.emit('i32x4.sub')
  else code.emit(kind === 'f32' ? 'f32x4.add' : 'i32x4.add')
}

/** The scalar at an address (`address` leaves it and gives the offset) is added to the local `total`. */
const mergeScalar = (code: Code, fold: Fold, kind: Kind, total: number, load: () => void) => {
  const value = code.local(kind)
  load()
  code.set(value)
  code.get(fold === 'max' ? value : total)
  code.get(fold === 'max' ? total : value)
  if (fold === 'max') {
    code.get(total)
    code.get(value)
    code.emit(kind === 'f32' ? 'f32.lt' : 'i32.lt_s')
    code.emit('select')
  } else if (fold === 'count') code.emit('i32.sub')
  else code.emit(kind === 'f32' ? 'f32.add' : 'i32.add')
  code.set(total)
}

const setStart = (code: Code, bits: number, kind: Kind, total: number) => {
  code.i32(bits)
  if (kind === 'f32') code.emit('f32.reinterpret_i32')
  code.set(total)
}

/** Turns the bits of a total into those that the column keeps. */
const convert = (context: Context, kind: Kind, into: string, splat: boolean) => {
  const { code, names } = context
  const type = names.column(into).type
  if (kind === type) return
  if (kind === 'f32') throw new Error(`${into}: a fold of floats needs a column of floats`)
  code.emit(splat ? 'f32x4.convert_i32x4_s' : 'f32.convert_i32_s')
}

const storeScalar = (context: Context, kind: Kind, into: string, total: number, address: () => void) => {
  const { code, names } = context
  address()
  code.get(total)
  convert(context, kind, into, false)
  code.emit(names.column(into).type === 'f32' ? 'f32.store' : 'i32.store', 0)
}

/** All values into the scratch area first; then each group is summed from there. */
export const fold = (kernel: Of<'fold'>, context: Context): void => {
  const { code, map } = context
  const lane = laneOf(context)
  const kind = kindOf(kernel.fold, kernel.value)
  const members = kernel.axis === 'all' ? kernel.units : kernel.members
  allValues(kernel, context, lane)
  const into = slotAddress(context, map.column(kernel.into), lane, () => code.i32(0))
  const [group, m] = [code.local('i32'), code.local('i32')]
  const index = kernel.fold === 'argmax'
  const total = code.local(index ? 'i32' : kind)
  code.count(group, 4 * kernel.units, 4 * members, () => {
    if (index) argmax(code, map.scratch, group, members, kind, total)
    else if (kernel.fold === 'sum' && kind === 'f32') sum16(code, map.scratch, group, members, total)
    else {
      setStart(code, startBits(kernel.fold, kernel.value), kind, total)
      code.count(m, 4 * members, 4, () =>
        mergeScalar(code, kernel.fold, kind, total, () => {
          code.get(group)
          code.get(m)
          code.emit('i32.add')
          code.emit(kind === 'f32' ? 'f32.load' : 'i32.load', map.scratch)
        }),
      )
    }
    const store = (offset: () => void) =>
      storeScalar(context, index ? 'i32' : kind, kernel.into, total, () => {
        code.get(into)
        offset()
      })
    if (kernel.axis === 'all') store(() => {})
    else
      code.count(m, 4 * members, 4, () =>
        store(() => {
          code.get(group)
          code.emit('i32.add')
          code.get(m)
          code.emit('i32.add')
        }),
      )
  })
}

const allValues = (kernel: Of<'fold'>, context: Context, lane: number | undefined) => {
  const { code, map } = context
  const ev = evaluator(context, [kernel.value])
  const at = code.local('i32')
  const spot: Spot = { lane, unit: { local: at } }
  ev.hoist([kernel.value], 0, spot)
  code.count(at, 4 * kernel.units, VECTOR, () => {
    code.get(at)
    ev.scope([kernel.value], () => pushValue(ev, kernel.fold, kernel.value, spot))
    code.emit('v128.store', map.scratch)
  })
}

const argmax = (code: Code, at: number, group: number, members: number, kind: Kind, total: number) => {
  const [best, value] = [code.local(kind), code.local(kind)]
  const m = code.local('i32')
  code.i32(0)
  code.set(total)
  const load = () => code.emit(kind === 'f32' ? 'f32.load' : 'i32.load', at)
  code.get(group)
  load()
  code.set(best)
  code.count(m, 4 * members, 4, () => {
    code.get(group)
    code.get(m)
    code.emit('i32.add')
    load()
    code.tee(value)
    code.get(best)
    code.emit(kind === 'f32' ? 'f32.gt' : 'i32.gt_s')
    code.when(() => {
      code.get(value)
      code.set(best)
      code.get(m)
      code.i32(2)
      code.emit('i32.shr_u')
      code.set(total)
    })
  })
}

/** Sixteen partial sums in four vectors; what is past the end of the group counts as 0. */
const sum16 = (code: Code, at: number, group: number, members: number, total: number) => {
  const parts = [0, 1, 2, 3].map(() => code.local('v128'))
  const [i, from] = [code.local('i32'), code.local('i32')]
  for (const part of parts) {
    code.emit('v128.const', 0, 0, 0, 0)
    code.set(part)
  }
  const add = (k: number, offset: number, lanes: number) => {
    code.get(parts[k])
    code.get(from)
    code.emit('v128.load', at + offset)
    if (lanes < 4) {
      code.emit('v128.const', ...[0, 1, 2, 3].map(j => (j < lanes ? -1 : 0)))
      code.emit('v128.and')
    }
    code.emit('f32x4.add')
    code.set(parts[k])
  }
  const whole = Math.floor(members / 16)
  code.count(i, 64 * whole, 64, () => {
    code.get(group)
    code.get(i)
    code.emit('i32.add')
    code.set(from)
    for (let k = 0; k < 4; k++) add(k, k * VECTOR, 4)
  })
  code.get(group)
  code.set(from)
  for (let m = 16 * whole; m < members; m += 4) add((m % 16) / 4, 4 * m, members - m)
  halve(code, parts)
  code.emit('f32x4.extract_lane', 0)
  code.set(total)
}

/** j += j + 8, + 4, + 2, + 1: leaves a vector whose lane 0 is the sum. */
const halve = (code: Code, [a, b, c, d]: number[]) => {
  const sum = code.local('v128')
  code.get(a)
  code.get(c)
  code.emit('f32x4.add')
  code.get(b)
  code.get(d)
  code.emit('f32x4.add')
  code.emit('f32x4.add')
  for (const shift of [2, 1]) {
    code.tee(sum)
    code.get(sum)
    code.get(sum)
    const bytes = Array.from({ length: 16 }, (_, byte) => (byte + 4 * shift) % 16)
    code.emit('i8x16.shuffle', ...bytes)
    code.emit('f32x4.add')
  }
}

export const foldLanes = (kernel: Of<'fold-lanes'>, context: Context): void => {
  const { code, map } = context
  const { fold, value } = kernel
  const kind = kindOf(fold, value)
  const ev = evaluator(context, [value])
  const bits = startBits(fold, value)
  const into = slotAddress(context, map.column(kernel.into), undefined, () => code.i32(0))
  const [at, total] = [code.local('i32'), code.local('v128')]
  code.count(at, 4 * kernel.units, VECTOR, () => {
    code.emit('v128.const', bits, bits, bits, bits)
    code.set(total)
    overLanes(context, lane => {
      code.get(total)
      ev.scope([value], () => pushValue(ev, fold, value, { lane, laneMoves: true, unit: { local: at } }))
      merge(code, fold, kind)
      code.set(total)
    })
    code.get(into)
    code.get(at)
    code.emit('i32.add')
    code.get(total)
    convert(context, kind, kernel.into, true)
    code.emit('v128.store', 0)
  })
}

export const foldSynapses = (kernel: Of<'fold-synapses'>, context: Context): void => {
  const { code, map, names } = context
  const layout = names.layout(kernel.layout)
  const lane = laneOf(context)
  const { fold, value, axis } = kernel
  const kind = kindOf(fold, value)
  const bits = startBits(fold, value)
  const ev = evaluator(context, [value])
  const into = slotAddress(context, map.column(kernel.into), lane, () => code.i32(0))
  const pre4 = code.local('i32')
  const total = code.local(kind)
  const row: Spot = { lane, pre: { local: pre4, splat: true }, posts: layout.posts }
  ev.hoist([value], 0, row)
  if (axis !== 'post') startParts(code, map.second, axis === 'pre' ? vectors(layout.posts) : 64, bits)
  code.count(pre4, 4 * layout.pres, 4, () =>
    ev.scope([], () => {
      ev.hoist([value], 1, row)
      if (axis === 'post') setStart(code, bits, kind, total)
      overRow(context, layout, pre4, 1, run => {
        const spot = { ...row, post: { local: run.post4 }, synapse: { local: run.synapse4 } }
        const push = () => ev.scope([value], () => pushValue(ev, fold, value, spot))
        if (axis === 'pre') addToPosts(context, fold, kind, run, push)
        else addScalars(context, fold, kind, run, push, axis === 'post' ? total : undefined)
      })
      if (axis !== 'post') return
      storeScalar(context, kind, kernel.into, total, () => {
        code.get(into)
        code.get(pre4)
        code.emit('i32.add')
      })
    }),
  )
  if (axis === 'pre') copyParts(context, kind, kernel.into, into, vectors(layout.posts))
  if (axis === 'all') finishParts(context, kernel, kind, bits, into)
}

const startParts = (code: Code, at: number, bytes: number, bits: number) => {
  const i = code.local('i32')
  code.count(i, bytes, VECTOR, () => {
    code.get(i)
    code.emit('v128.const', bits, bits, bits, bits)
    code.emit('v128.store', at)
  })
}

type Run = Parameters<Parameters<typeof overRow>[4]>[0]

/** One sum per post, in the second scratch area. */
const addToPosts = (context: Context, fold: Fold, kind: Kind, run: Run, push: () => void) => {
  const { code, map } = context
  const old = code.local('v128')
  code.get(run.post4)
  code.get(run.post4)
  code.emit('v128.load', map.second)
  code.tee(old)
  push()
  merge(code, fold, kind)
  code.get(old)
  pushTailMask(context, run.left4)
  code.emit('v128.bitselect')
  code.emit('v128.store', map.second)
}

/** One by one: into `total`, or else into 16 sums by post mod 16 in the second scratch area. */
const addScalars = (
  context: Context,
  fold: Fold,
  kind: Kind,
  run: Run,
  push: () => void,
  total: number | undefined,
) => {
  const { code, map } = context
  const [i, end, part] = [code.local('i32'), code.local('i32'), code.local('i32')]
  const sum = total ?? code.local(kind)
  code.i32(0)
  push()
  code.emit('v128.store', map.scratch)
  code.get(run.left4)
  code.i32(VECTOR)
  code.get(run.left4)
  code.i32(VECTOR)
  code.emit('i32.lt_s')
  code.emit('select')
  code.set(end)
  const load = kind === 'f32' ? 'f32.load' : 'i32.load'
  code.count(i, { local: end }, 4, () => {
    if (total === undefined) {
      code.get(run.post4)
      code.get(i)
      code.emit('i32.add')
      code.i32(63)
      code.emit('i32.and')
      code.tee(part)
      code.emit(load, map.second)
      code.set(sum)
    }
    mergeScalar(code, fold, kind, sum, () => {
      code.get(i)
      code.emit(load, map.scratch)
    })
    if (total !== undefined) return
    code.get(part)
    code.get(sum)
    code.emit(kind === 'f32' ? 'f32.store' : 'i32.store', map.second)
  })
}

const copyParts = (context: Context, kind: Kind, column: string, into: number, bytes: number) => {
  const { code, map } = context
  const i = code.local('i32')
  code.count(i, bytes, VECTOR, () => {
    code.get(into)
    code.get(i)
    code.emit('i32.add')
    code.get(i)
    code.emit('v128.load', map.second)
    convert(context, kind, column, true)
    code.emit('v128.store', 0)
  })
}

/** The 16 sums to one. Whole numbers and maxima do not depend on the order. */
const finishParts = (context: Context, kernel: Of<'fold-synapses'>, kind: Kind, bits: number, into: number) => {
  const { code, map } = context
  const total = code.local(kind)
  const i = code.local('i32')
  if (kernel.fold === 'sum' && kind === 'f32') {
    code.i32(0)
    code.set(i)
    sum16(code, map.second, i, 16, total)
  } else {
    // The parts are totals already, so a count is a sum of them.
    setStart(code, bits, kind, total)
    code.count(i, 64, 4, () =>
      mergeScalar(code, kernel.fold === 'count' ? 'sum' : kernel.fold, kind, total, () => {
        code.get(i)
        code.emit(kind === 'f32' ? 'f32.load' : 'i32.load', map.second)
      }),
    )
  }
  storeScalar(context, kind, kernel.into, total, () => code.get(into))
}

/** Reductions of an equation over synapses. */
import type { Kernel, Layout } from '../../plan/plan.ts'
import type { Code } from './code.ts'
import { type Evaluator, evaluator } from './evaluate.ts'
import {
  convert,
  type Fold,
  type Kind,
  kindOf,
  merge,
  mergeScalar,
  pushValue,
  setStart,
  startBits,
  storeScalar,
  sum16,
} from './fold-parts.ts'
import { laneOf, slotAddress, VECTOR, vectors } from './places.ts'
import { overRow, pushTailMask } from './rows.ts'
import type { Context, Spot } from './spot.ts'

type Of<V> = Extract<Kernel, { verb: V }>

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
  // In any other order a sum of floats would round differently.
  if (kernel.turned && axis === 'all' && fold === 'sum' && kind === 'f32' && layout.kind === 'dense') {
    addColumns(context, layout, ev, kernel, row)
    finishParts(context, kernel, kind, bits, into)
    return
  }
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

/** One by one, posts rising, then pres: into 16 sums by pre mod 16 in the second scratch area. */
const addColumns = (
  context: Context,
  layout: Layout & { kind: 'dense' },
  ev: Evaluator,
  { value }: Of<'fold-synapses'>,
  row: Spot,
) => {
  const { code, map } = context
  const [post4, synapse4, part] = [code.local('i32'), code.local('i32'), code.local('i32')]
  const pre4 = row.pre!.local
  const spot = { ...row, post: { local: post4, splat: true }, synapse: { local: synapse4, splat: true } }
  code.count(post4, 4 * layout.posts, 4, () => {
    code.get(post4)
    code.set(synapse4)
    code.count(pre4, 4 * layout.pres, 4, () =>
      ev.scope([value], () => {
        code.get(pre4)
        code.i32(63)
        code.emit('i32.and')
        code.tee(part)
        code.get(part)
        code.emit('f32.load', map.second)
        ev.push(value, spot)
        code.emit('f32x4.extract_lane', 0)
        code.emit('f32.add')
        code.emit('f32.store', map.second)
        code.get(synapse4)
        code.plus(4 * layout.stride)
        code.set(synapse4)
      }),
    )
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

/** Reductions over units and over lanes. Values are computed four at a time; they are summed in the order of the contract. */
import type { Kernel } from '../../plan/plan.ts'
import type { Code } from './code.ts'
import { overLanes } from './emit-learn.ts'
import { evaluator } from './evaluate.ts'
import {
  convert,
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
import { laneOf, slotAddress, VECTOR } from './places.ts'
import type { Context, Spot } from './spot.ts'

type Of<V> = Extract<Kernel, { verb: V }>
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

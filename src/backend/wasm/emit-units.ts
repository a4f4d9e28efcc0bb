/** The kernels over units: step, compact, turn, fill. */
import type { Kernel } from '../../plan/plan.ts'
import { flatten, padded, rootsOf } from '../names.ts'
import { aheadOf } from './emit-ahead.ts'
import { laterDraws } from './emit-draws.ts'
import { overAwake, quietNodes } from './emit-quiet.ts'
import { evaluator } from './evaluate.ts'
import { grow, growingList, laneOf, maskTail, moveOn, pushPlace, slotAddress, VECTOR } from './places.ts'
import type { Context, Spot } from './spot.ts'
import { emitBody, type Target } from './statements.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** Moves the lanes of the vector on the stack that are set in `bits` to the front. */
const compress = ({ code, map }: Context, bits: number) => {
  code.get(bits)
  code.i32(4)
  code.emit('i32.shl')
  code.emit('v128.load', map.compress)
  code.emit('i8x16.swizzle')
}

export const step = (kernel: Of<'step'>, context: Context): void => {
  const { code, map } = context
  const lane = laneOf(context)
  const roots = [...rootsOf(kernel.body), ...quietNodes(kernel.quiet)]
  const ev = evaluator(context, roots)
  const lists = new Map(raised(kernel).map(event => [event, growingList(context, event)]))
  const at = code.local('i32')
  const units = code.local('v128')
  const limit = kernel.active ? countOf(context, kernel.active.count) : 4 * kernel.units
  const left = () => {
    if (typeof limit === 'number') code.i32(limit)
    else code.get(limit.local)
    code.get(at)
    code.emit('i32.sub')
  }
  const append: Target['append'] = (event, bits, entry) => {
    const list = lists.get(event)!
    if (partial) maskTail(context, bits, left)
    code.get(list.end)
    entry()
    compress(context, bits)
    code.emit('v128.store', 0)
    grow(context, list.end, bits)
  }
  const spot: Spot = kernel.active ? { lane, units, slot: { local: at } } : { lane, unit: { local: at }, units }
  ev.hoist(roots, 0, spot)
  const partial = kernel.active !== undefined || kernel.units % 4 !== 0
  const later = laterDraws(ev, kernel.body, {
    spot,
    units,
    left: partial ? left : undefined,
    size: kernel.units,
    lists,
  })
  const draws = new Map(later.map(d => [d.statement, d.select]))
  const target: Target = { spot, at: { local: at }, append, units: () => code.get(units), draws }
  const firstUnits = () => {
    code.emit('v128.const', 0, 1, 2, 3)
    code.set(units)
  }
  const ahead = aheadOf(ev, kernel, at, spot)
  ahead.compute(body => {
    firstUnits()
    code.count(at, 4 * kernel.units, VECTOR, () => {
      body()
      nextUnits(context, units)
    })
  })
  if (!kernel.active) firstUnits()
  const list = kernel.active ? slotAddress(context, map.column(kernel.active.list), lane, () => code.i32(0)) : undefined
  const vector = () => {
    if (list !== undefined) {
      code.get(list)
      code.get(at)
      code.emit('i32.add')
      code.emit('v128.load', 0)
      code.set(units)
    }
    ahead.take()
    emitBody(ev, kernel.body, target)
    if (list === undefined) nextUnits(context, units)
  }
  if (kernel.quiet)
    overAwake(
      ev,
      { ...kernel, quiet: kernel.quiet },
      { spot, at, units, ends: [...lists.values()].map(l => l.end) },
      vector,
    )
  else code.count(at, limit, VECTOR, vector)
  for (const { finish } of later) finish()
  for (const { close } of lists.values()) close()
}

const raised = (kernel: Of<'step'>): string[] => flatten(kernel.body).flatMap(s => (s.do === 'raise' ? [s.event] : []))

const nextUnits = ({ code }: Context, units: number) => {
  code.get(units)
  code.emit('v128.const', 4, 4, 4, 4)
  code.emit('i32x4.add')
  code.set(units)
}

/** Four times the first element of a column: the bytes of a list. */
const countOf = (context: Context, column: string): { local: number } => {
  const { code, map } = context
  const local = code.local('i32')
  const at = pushPlace(context, map.column(column), laneOf(context), () => code.i32(0))
  code.emit('i32.load', at)
  code.i32(2)
  code.emit('i32.shl')
  code.set(local)
  return { local }
}

export const compact = (kernel: Of<'compact'>, context: Context): void => {
  const { code, map } = context
  const lane = laneOf(context)
  const roots = [kernel.guard, ...kernel.hoisted.map(h => h.value)]
  const ev = evaluator(context, roots)
  const [at, units, bits, end] = [code.local('i32'), code.local('v128'), code.local('i32'), code.local('i32')]
  const spot: Spot = { lane, unit: { local: at }, units }
  const address = (column: string) => slotAddress(context, map.column(column), lane, () => code.i32(0))
  const list = address(kernel.list)
  const columns = kernel.hoisted.map(h => address(h.column))
  ev.hoist(roots, 0, spot)
  code.emit('v128.const', 0, 1, 2, 3)
  code.set(units)
  const put = (column: number, value: () => void) => {
    code.get(column)
    code.get(end)
    code.emit('i32.add')
    value()
    compress(context, bits)
    code.emit('v128.store', 0)
  }
  code.count(at, 4 * kernel.units, VECTOR, () => {
    ev.scope([kernel.guard], () => {
      ev.push(kernel.guard, spot)
      code.emit('i32x4.bitmask')
      code.tee(bits)
      code.when(() => {
        if (kernel.units % 4)
          maskTail(context, bits, () => {
            code.i32(4 * kernel.units)
            code.get(at)
            code.emit('i32.sub')
          })
        ev.scope(roots, () => {
          put(list, () => code.get(units))
          kernel.hoisted.forEach((h, i) => {
            put(columns[i], () => ev.push(h.value, spot))
          })
        })
        grow(context, end, bits)
      })
    })
    nextUnits(context, units)
  })
  const count = pushPlace(context, map.column(kernel.count), lane, () => code.i32(0))
  code.get(end)
  code.i32(2)
  code.emit('i32.shr_u')
  code.emit('i32.store', count)
}

export const turn = (kernel: Of<'turn'>, context: Context): void => {
  moveOn(context, context.map.column(kernel.column), laneOf(context))
  if (kernel.zero) fill(kernel.column, 0, 0, context)
}

export const fill = (column: string, value: number, lag: number, context: Context): void => {
  const { code, map, names } = context
  const { type, size } = names.column(column)
  const start = slotAddress(context, map.column(column), laneOf(context), () => code.i32(lag))
  const bits = type === 'i32' ? value | 0 : new Int32Array(Float32Array.of(value).buffer)[0]
  const at = code.local('i32')
  if (bits === 0) {
    code.get(start)
    code.i32(0)
    code.i32(4 * padded(size))
    code.emit('memory.fill')
    return
  }
  code.count(at, 4 * padded(size), VECTOR, () => {
    code.get(start)
    code.get(at)
    code.emit('i32.add')
    code.emit('v128.const', bits, bits, bits, bits)
    code.emit('v128.store', 0)
  })
}

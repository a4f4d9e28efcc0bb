/** The kernels over units: step, compact, turn, fill, taps, replay, log. */
import type { Kernel } from '../../plan/plan.ts'
import { clocks, flatten, padded, rootsOf } from '../names.ts'
import { laterDraws } from './emit-draws.ts'
import { type Context, evaluator, type Spot } from './evaluate.ts'
import type { Address } from './map.ts'
import { grow, growingList, laneOf, maskTail, moveOn, pushPlace, slotAddress, VECTOR } from './places.ts'
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
  const roots = rootsOf(kernel.body)
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
  if (!kernel.active) {
    code.emit('v128.const', 0, 1, 2, 3)
    code.set(units)
  }
  const list = kernel.active ? slotAddress(context, map.column(kernel.active.list), lane, () => code.i32(0)) : undefined
  code.count(at, limit, VECTOR, () => {
    if (list !== undefined) {
      code.get(list)
      code.get(at)
      code.emit('i32.add')
      code.emit('v128.load', 0)
      code.set(units)
    }
    emitBody(ev, kernel.body, target)
    if (list === undefined) nextUnits(context, units)
  })
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

/** The slots of the list in rising lag, and in each its entries: a scalar sum per unit. */
export const taps = (kernel: Of<'taps'>, context: Context): void => {
  const { code, map, names } = context
  const lane = laneOf(context)
  const into = slotAddress(context, map.column(kernel.into), lane, () => code.i32(0))
  const table = map.pool(Float32Array.from(kernel.table))
  const [k, i, end, entry, to] = ['k', 'i', 'end', 'entry', 'to'].map(() => code.local('i32'))
  code.get(into)
  code.i32(0)
  code.i32(4 * names.list(kernel.event).units)
  code.emit('memory.fill')
  code.count(k, kernel.table.length, 1, () => {
    const list = slotAddress(context, map.list(kernel.event), lane, () => {
      code.get(k)
      code.plus(kernel.lag)
    })
    code.get(list)
    code.emit('i32.load', 0)
    code.set(end)
    code.count(i, { local: end }, 1, () => {
      elementOf(context, list, i)
      code.emit('i32.load', 4)
      code.tee(entry)
      code.i32(0xffffff)
      code.emit('i32.and')
      code.i32(2)
      code.emit('i32.shl')
      code.get(into)
      code.emit('i32.add')
      code.tee(to)
      code.get(to)
      code.emit('f32.load', 0)
      code.get(k)
      code.i32(2)
      code.emit('i32.shl')
      code.emit('f32.load', table)
      code.get(entry)
      code.i32(24)
      code.emit('i32.shr_u')
      code.plus(1)
      code.emit('f32.convert_i32_s')
      code.emit('f32.mul')
      code.emit('f32.add')
      code.emit('f32.store', 0)
    })
  })
}

/** base + 4 * index. */
export const elementOf = ({ code }: Context, base: number, index: number) => {
  code.get(index)
  code.i32(2)
  code.emit('i32.shl')
  code.get(base)
  code.emit('i32.add')
}

export const replay = (kernel: Of<'replay'>, context: Context): void => {
  const { code, map } = context
  const lane = laneOf(context)
  const region = map.list(kernel.event)
  moveOn(context, region, lane)
  const list = slotAddress(context, region, lane, () => code.i32(0))
  const start = slotAddress(context, map.column(kernel.start), lane, () => code.i32(0))
  const entries = slotAddress(context, map.column(kernel.entries), lane, () => code.i32(0))
  const [tick, from, count] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.emit('i32.load', pushPlace(context, map.clocks, lane) + 4 * clocks.indexOf('tick'))
  code.tee(tick)
  code.i32(kernel.ticks)
  code.emit('i32.lt_s')
  code.when(() => {
    elementOf(context, start, tick)
    code.emit('i32.load', 4)
    elementOf(context, start, tick)
    code.emit('i32.load', 0)
    code.tee(from)
    code.emit('i32.sub')
    code.set(count)
    code.get(list)
    code.plus(4)
    elementOf(context, entries, from)
    code.get(count)
    code.i32(2)
    code.emit('i32.shl')
    code.emit('memory.copy')
  })
  code.get(list)
  code.get(count)
  code.emit('i32.store', 0)
}

/** Copies to the end of the probe's log. That there is room has been seen to: program.ts. */
export const log = (kernel: Of<'log'>, context: Context): void => {
  const { code, map, names } = context
  const lane = laneOf(context)
  const region = map.log(kernel.probe)
  const count = code.local('i32')
  /** Address of the end of an area of the log; its fill is used[i]. */
  const end = (area: Address, i: number) => {
    code.plus(pushPlace(context, area, lane))
    code.emit('i32.load', pushPlace(context, region.used, lane) + 4 * i)
    code.i32(2)
    code.emit('i32.shl')
    code.emit('i32.add')
  }
  const add = (i: number, amount: () => void) => {
    const at = pushPlace(context, region.used, lane) + 4 * i
    code.emit('i32.load', pushPlace(context, region.used, lane) + 4 * i)
    amount()
    code.emit('i32.add')
    code.emit('i32.store', at)
  }
  const copy = (area: Address, i: number, from: () => void, amount: () => void) => {
    end(area, i)
    from()
    amount()
    code.i32(2)
    code.emit('i32.shl')
    code.emit('memory.copy')
    add(i, amount)
  }
  const write = () => {
    if (kernel.column !== undefined) {
      const from = slotAddress(context, map.column(kernel.column), lane, () => code.i32(0))
      copy(
        region.values,
        2,
        () => code.get(from),
        () => code.i32(names.column(kernel.column!).size),
      )
    }
    if (kernel.event === undefined) return
    const list = slotAddress(context, map.list(kernel.event), lane, () => code.i32(0))
    code.get(list)
    code.emit('i32.load', 0)
    code.set(count)
    end(region.counts, 0)
    code.get(count)
    code.emit('i32.store', 0)
    add(0, () => code.i32(1))
    copy(
      region.entries,
      1,
      () => {
        code.get(list)
        code.plus(4)
      },
      () => code.get(count),
    )
  }
  code.emit('i32.load', pushPlace(context, map.clocks, lane) + 4 * clocks.indexOf('tick'))
  code.i32(Math.max(1, kernel.every))
  code.emit('i32.rem_s')
  code.emit('i32.eqz')
  code.when(write)
}

/** The kernels over lists of events: taps, replay, log. */
import type { Kernel } from '../../plan/plan.ts'
import { clocks } from '../names.ts'
import type { Address } from './map.ts'
import { elementOf, laneOf, moveOn, overEntries, pushPlace, pushUnit, slotAddress } from './places.ts'
import type { Context } from './spot.ts'

type Of<V> = Extract<Kernel, { verb: V }>

/** The slots of the list in rising lag, and in each its entries: a scalar sum per unit. */
export const taps = (kernel: Of<'taps'>, context: Context): void => {
  const { code, map, names } = context
  const lane = laneOf(context)
  const into = slotAddress(context, map.column(kernel.into), lane, () => code.i32(0))
  const table = map.pool(Float32Array.from(kernel.table))
  const [k, to] = ['k', 'to'].map(() => code.local('i32'))
  code.get(into)
  code.i32(0)
  code.i32(4 * names.list(kernel.event).units)
  code.emit('memory.fill')
  code.count(k, kernel.table.length, 1, () => {
    const list = slotAddress(context, map.list(kernel.event), lane, () => {
      code.get(k)
      code.plus(kernel.lag)
    })
    overEntries(context, list, entry => {
      pushUnit(context, entry)
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

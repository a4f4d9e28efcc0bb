/** The loop over the ticks of a phase: which lanes take part, their clocks, and whether there is room for what they log. */
import { clocks, type Names } from '../names.ts'
import { type Code, code } from './code.ts'
import type { MemoryMap } from './map.ts'
import type { Func } from './opcodes.ts'

/** The first two parameters of these functions: the lanes from and up to which they work, as the beginnings of their blocks. */
const RANGE = ['i32', 'i32'] as const
const [FROM, TO] = [0, 1]

/** Functions of the module by their numbers: all but `call` take a range. */
export interface TickFunctions {
  call: number // one tick of the lanes that take part
  move: number
  activate: number
  full: number
}

/**
 * Ticks until every lane of the range is done, or a log might not hold another tick: then the result is not 0. Some lanes at a time go through
 * all their ticks, `step` bytes of blocks, as their state stays in the caches; so lanes must not meet within a tick, or all of them be one step.
 */
export const ticks = ({ call, move, activate, full }: TickFunctions, step: number): Func => {
  const out = code(RANGE, ['i32'])
  const [end, left] = [out.local('i32'), out.local('i32')]
  const range = (name: number) => {
    out.get(FROM)
    out.get(end)
    out.emit('call', name)
  }
  const untilDone = () =>
    out.block(() =>
      out.loop(() => {
        range(activate)
        out.tee(left)
        out.emit('i32.eqz')
        out.emit('br_if', 1)
        range(full)
        out.emit('br_if', 1)
        out.emit('call', call)
        range(move)
        out.emit('br', 0)
      }),
    )
  out.block(() =>
    out.loop(() => {
      out.get(FROM)
      out.get(TO)
      out.emit('i32.ge_s')
      out.emit('br_if', 1)
      minimum(out, step, end)
      untilDone()
      out.get(left)
      out.emit('br_if', 1)
      out.get(end)
      out.set(FROM)
      out.emit('br', 0)
    }),
  )
  out.get(left)
  return out.finish()
}

/** end = the smaller one of from + step and to. */
const minimum = (out: Code, step: number, end: number) => {
  out.get(FROM)
  out.plus(step)
  out.tee(end)
  out.get(TO)
  out.get(end)
  out.get(TO)
  out.emit('i32.lt_s')
  out.emit('select')
  out.set(end)
}

/** A loop over the lanes of the range: `body` finds the beginning of the block in a local. */
const eachLane = (out: Code, map: MemoryMap, body: (lane: number) => void) => {
  const lane = out.local('i32')
  out.countFrom({ local: FROM }, lane, { local: TO }, map.laneBytes, () => body(lane))
}

/** Lists the lanes with ticks left; the result is four times their number. */
export const activate = (map: MemoryMap): Func => {
  const out = code(RANGE, ['i32'])
  const end = out.local('i32')
  eachLane(out, map, lane => {
    out.get(end)
    out.get(lane)
    out.emit('i32.store', map.active + 4)
    out.get(end)
    out.get(lane)
    out.emit('i32.load', map.remaining.at)
    out.i32(0)
    out.emit('i32.gt_s')
    out.i32(2)
    out.emit('i32.shl')
    out.emit('i32.add')
    out.set(end)
  })
  out.i32(0)
  out.get(end)
  out.i32(2)
  out.emit('i32.shr_u')
  out.emit('i32.store', map.active)
  out.get(end)
  return out.finish()
}

/** Counts down the ticks that are left; the clocks of a lane stand still after its last. */
export const nextTick = (map: MemoryMap): Func => {
  const out = code(RANGE)
  const add = (lane: number, clock: 'tick' | 'time' | 'left', by: number) => {
    const at = map.clocks.at + 4 * clocks.indexOf(clock)
    out.get(lane)
    out.get(lane)
    out.emit('i32.load', at)
    out.plus(by)
    out.emit('i32.store', at)
  }
  const left = out.local('i32')
  eachLane(out, map, lane => {
    out.get(lane)
    out.get(lane)
    out.emit('i32.load', map.remaining.at)
    out.plus(-1)
    out.tee(left)
    out.emit('i32.store', map.remaining.at)
    out.get(left)
    out.i32(0)
    out.emit('i32.gt_s')
    out.when(() => {
      add(lane, 'tick', 1)
      add(lane, 'time', 1)
      add(lane, 'left', -1)
    })
  })
  return out.finish()
}

/** Whether some log might not hold what one more tick adds. */
export const anyLogFull = (names: Names, map: MemoryMap): Func => {
  const out = code(RANGE, ['i32'])
  const full = out.local('i32')
  if (names.probes.length > 0)
    eachLane(out, map, lane => {
      for (const probe of names.probes) {
        const log = map.log(probe.name)
        const limits = [
          log.maxCounts - log.mostCounts,
          log.maxEntries - log.mostEntries,
          log.maxValues - log.mostValues,
        ]
        limits.forEach((limit, i) => {
          out.get(lane)
          out.emit('i32.load', log.used.at + 4 * i)
          out.i32(limit)
          out.emit('i32.gt_s')
          out.get(full)
          out.emit('i32.or')
          out.set(full)
        })
      }
    })
  out.get(full)
  return out.finish()
}

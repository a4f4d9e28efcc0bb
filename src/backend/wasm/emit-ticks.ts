/** The loop over the ticks of a phase: which lanes take part, their clocks, and whether there is room for what they log. */
import { clocks, type Names } from '../names.ts'
import { type Code, code } from './code.ts'
import type { MemoryMap } from './map.ts'
import type { Func } from './opcodes.ts'

/** Lanes from, up to but not to. */
export interface LaneRange {
  from: number
  to: number
}

/** Ticks until every lane is done or a log might not hold another tick; the result is how many lanes go on. */
export const ticks = (all: number, move: number, activate: number, full: number): Func => {
  const out = code([], ['i32'])
  const left = out.local('i32')
  out.block(() =>
    out.loop(() => {
      out.emit('call', all)
      out.emit('call', move)
      out.emit('call', activate)
      out.tee(left)
      out.emit('i32.eqz')
      out.emit('br_if', 1)
      out.emit('call', full)
      out.emit('i32.eqz')
      out.emit('br_if', 0)
    }),
  )
  out.get(left)
  return out.finish()
}

/** A loop over lanes: `body` finds the beginning of the block in a local. */
const eachLane = (out: Code, map: MemoryMap, { from, to }: LaneRange, body: (lane: number) => void) => {
  const lane = out.local('i32')
  out.countFrom(from * map.laneBytes, lane, to * map.laneBytes, map.laneBytes, () => body(lane))
}

/** Lists the lanes with ticks left; the result is four times their number. */
export const activate = (map: MemoryMap, lanes: LaneRange): Func => {
  const out = code([], ['i32'])
  const end = out.local('i32')
  eachLane(out, map, lanes, lane => {
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
export const nextTick = (map: MemoryMap, lanes: LaneRange): Func => {
  const out = code()
  const add = (lane: number, clock: 'tick' | 'time' | 'left', by: number) => {
    const at = map.clocks.at + 4 * clocks.indexOf(clock)
    out.get(lane)
    out.get(lane)
    out.emit('i32.load', at)
    out.plus(by)
    out.emit('i32.store', at)
  }
  const left = out.local('i32')
  eachLane(out, map, lanes, lane => {
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
export const anyLogFull = (names: Names, map: MemoryMap, lanes: LaneRange): Func => {
  const out = code([], ['i32'])
  const full = out.local('i32')
  if (names.probes.length > 0)
    eachLane(out, map, lanes, lane => {
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

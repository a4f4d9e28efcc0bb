/**
 * Units in blocks; a block in which nothing can happen is passed over. After each evaluation of a block without an event, its lines (see Quiet in
 * plan.ts) say when one of its units acts next; after one with an event it is evaluated in the next tick.
 */
import type { Node } from '../../lang/node.ts'
import type { Quiet } from '../../plan/plan.ts'
import { clocks } from '../names.ts'
import { predict } from './emit-wait.ts'
import type { Evaluator } from './evaluate.ts'
import { QUIET_BLOCK } from './map.ts'
import { laneOf, pushPlace, slotAddress, VECTOR } from './places.ts'
import type { Spot } from './spot.ts'

interface Loop {
  readonly spot: Spot
  readonly at: number // bytes of the unit
  readonly units: number // vector of unit numbers
  readonly ends: readonly number[] // of the lists of events
}

interface Quieted {
  readonly name: string
  readonly units: number
  readonly quiet: Quiet
}

const BLOCK = 4 * QUIET_BLOCK
export const quietNodes = (quiet: Quiet | undefined): Node[] =>
  quiet ? [...quiet.always, ...quiet.lines.flatMap(l => [l.base, l.slope])] : []

export const overAwake = (ev: Evaluator, { name, units, quiet }: Quieted, loop: Loop, body: () => void): void => {
  const { code, map } = ev
  const lane = laneOf(ev)
  const [block, end, time, all, place, soon, before] = ['b', 'end', 't', 'all', 'p', 's', 'e'].map(() =>
    code.local('i32'),
  )
  const clock = (which: 'time' | 'left') =>
    code.emit('i32.load', pushPlace(ev, map.clocks, lane) + 4 * clocks.indexOf(which))
  const region = map.quiet(name)
  const eachVector = (work: () => void) => {
    code.get(block)
    code.set(loop.at)
    code.loop(() => {
      work()
      code.get(loop.at)
      code.plus(VECTOR)
      code.emit('local.tee', loop.at)
      code.get(end)
      code.emit('i32.lt_s')
      code.emit('br_if', 0)
    })
  }

  clock('time')
  code.emit('local.tee', time)
  code.emit('i32.eqz')
  clock('left')
  code.emit('i32.eqz')
  code.emit('i32.or')
  for (const node of quiet.always) {
    ev.push(node, loop.spot)
    code.emit('v128.any_true')
    code.emit('i32.or')
  }
  code.set(all)
  code.count(block, 4 * units, BLOCK, () => {
    code.get(block)
    code.plus(BLOCK)
    code.i32(4 * units)
    code.get(block)
    code.plus(BLOCK)
    code.i32(4 * units)
    code.emit('i32.lt_s')
    code.emit('select')
    code.set(end)
    code.get(block)
    code.i32(31 - Math.clz32(BLOCK / 8))
    code.emit('i32.shr_u')
    if (region.lane && lane !== undefined) {
      code.get(lane)
      code.emit('i32.add')
    }
    code.set(place)
    isAwake(ev, quiet, { all, time, place, at: region.at, eachVector, loop, lane })
    code.when(() => {
      catchUp(ev, quiet, { time, place, at: region.at, eachVector, loop, lane })
      startUnits(ev, block, loop.units)
      sum(code, loop.ends)
      code.set(before)
      eachVector(body)
      code.i32(0)
      code.set(soon)
      sum(code, loop.ends)
      code.get(before)
      code.emit('i32.eq')
      code.when(() => predict(ev, quiet.lines, soon, eachVector, loop.spot))
      code.get(place)
      code.get(time)
      code.get(soon)
      code.emit('i32.add')
      code.plus(1)
      code.emit('i32.store', region.at)
    })
  })
}

interface Block {
  readonly time: number
  readonly place: number
  readonly at: number // of the two numbers of a block, from its place
  readonly eachVector: (work: () => void) => void
  readonly loop: Loop
  readonly lane: number | undefined
}

/** Leaves 1 where something may happen in the block. */
const isAwake = (
  ev: Evaluator,
  { ports }: Quiet,
  { all, time, place, at, eachVector, loop, lane }: Block & { all: number },
) => {
  const { code, map } = ev
  code.get(all)
  code.get(place)
  code.emit('i32.load', at)
  code.get(time)
  code.emit('i32.le_s')
  code.emit('i32.or')
  if (ports.length === 0) return
  const found = code.local('i32')
  code.emit('local.tee', found)
  code.emit('i32.eqz')
  code.when(() => {
    const some = code.local('v128')
    code.emit('v128.const', 0, 0, 0, 0)
    code.set(some)
    const columns = ports.map(p => slotAddress(ev, map.column(p), lane, () => code.i32(0)))
    eachVector(() => {
      for (const column of columns) {
        code.get(some)
        code.get(column)
        code.get(loop.at)
        code.emit('i32.add')
        code.emit('v128.load', 0)
        code.emit('v128.const', 0, 0, 0, 0)
        code.emit('f32x4.ne')
        code.emit('v128.or')
        code.set(some)
      }
    })
    code.get(some)
    code.emit('v128.any_true')
    code.set(found)
  })
  code.get(found)
}

/** Adds the ticks that were skipped to the counters. A phase begins with none. */
const catchUp = (ev: Evaluator, { counters }: Quiet, { time, place, at, eachVector, loop, lane }: Block) => {
  const { code, map } = ev
  const skipped = code.local('i32')
  code.get(time)
  code.get(place)
  code.emit('i32.load', at + 4)
  code.emit('i32.sub')
  code.plus(-1)
  code.set(skipped)
  code.get(place)
  code.get(time)
  code.emit('i32.store', at + 4)
  code.get(skipped)
  code.i32(0)
  code.emit('i32.gt_s')
  code.get(time)
  code.i32(0)
  code.emit('i32.gt_s')
  code.emit('i32.and')
  code.when(() => {
    const columns = counters.map(c => slotAddress(ev, map.column(c), lane, () => code.i32(0)))
    const address = code.local('i32')
    eachVector(() => {
      for (const column of columns) {
        code.get(column)
        code.get(loop.at)
        code.emit('i32.add')
        code.emit('local.tee', address)
        code.get(address)
        code.emit('v128.load', 0)
        code.get(skipped)
        code.emit('f32.convert_i32_s')
        code.emit('f32x4.splat')
        code.emit('f32x4.add')
        code.emit('v128.store', 0)
      }
    })
  })
}

/** unit, unit + 1, unit + 2, unit + 3 at the beginning of a block. */
const startUnits = ({ code }: Evaluator, block: number, units: number) => {
  code.get(block)
  code.i32(2)
  code.emit('i32.shr_u')
  code.emit('i32x4.splat')
  code.emit('v128.const', 0, 1, 2, 3)
  code.emit('i32x4.add')
  code.set(units)
}

const sum = (code: Evaluator['code'], locals: readonly number[]) => {
  code.i32(0)
  for (const local of locals) {
    code.get(local)
    code.emit('i32.add')
  }
}

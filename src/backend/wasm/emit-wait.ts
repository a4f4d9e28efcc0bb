/**
 * When a line base + since * slope gets above its constant. The tick k is found by division, so it is verified on both sides: above at k, not
 * above at k - 1. As rounding keeps order, it is then not above at any tick before. Where that fails, nothing is known: no tick is skipped.
 */
import type { Line } from '../../plan/plan.ts'
import type { Evaluator } from './evaluate.ts'
import { pushPlace } from './places.ts'
import { floatBits, type Spot, splat } from './spot.ts'

/** Ticks until an event that never comes. */
const NEVER = 2 ** 30

/** The least number of ticks, from the next one on, until a unit of the block acts, into the local `soon`. */
export const predict = (
  ev: Evaluator,
  lines: readonly Line[],
  soon: number,
  eachVector: (work: () => void) => void,
  spot: Spot,
) => {
  const { code } = ev
  const least = code.local('v128')
  splat(ev, NEVER)
  code.set(least)
  eachVector(() =>
    ev.scope(
      lines.flatMap(l => [l.base, l.slope]),
      () => {
        for (const line of lines) {
          wait(ev, line, spot)
          code.get(least)
          code.emit('i32x4.min_s')
          code.set(least)
        }
      },
    ),
  )
  code.i32(NEVER)
  code.set(soon)
  for (const i of [0, 1, 2, 3]) {
    code.get(soon)
    code.get(least)
    code.emit('i32x4.extract_lane', i)
    code.get(soon)
    code.get(least)
    code.emit('i32x4.extract_lane', i)
    code.emit('i32.lt_s')
    code.emit('select')
    code.set(soon)
  }
}

/** Leaves four numbers of ticks until the line is above: 0 is the next tick, also where it cannot be told. */
const wait = (ev: Evaluator, { base, slope, since, above }: Line, spot: Spot) => {
  const { code, map } = ev
  const [b, a, s, k] = ['b', 'a', 's', 'k'].map(() => code.local('v128'))
  const float = (value: number) => splat(ev, floatBits(value))
  /** Leaves whether the line is above at the tick in the local, plus a constant. */
  const isAbove = (local: number, plus: number) => {
    code.get(b)
    code.get(local)
    if (plus !== 0) {
      float(plus)
      code.emit('f32x4.add')
    }
    code.get(a)
    code.emit('f32x4.mul')
    code.emit('f32x4.add')
    float(above)
    code.emit('f32x4.gt')
  }
  ev.push(base, spot)
  code.set(b)
  ev.push(slope, spot)
  code.set(a)
  const at = pushPlace(ev, map.column(since), spot.lane)
  code.get(spot.unit!.local)
  code.emit('i32.add')
  code.emit('v128.load', at)
  code.set(s)
  // The first tick above: floor((above - b) / a) + 1.
  float(above)
  code.get(b)
  code.emit('f32x4.sub')
  code.get(a)
  code.emit('f32x4.div')
  code.emit('f32x4.floor')
  float(1)
  code.emit('f32x4.add')
  code.set(k)
  // Whole ticks to wait where k is verified and ahead, else 0,
  code.get(k)
  code.get(s)
  code.emit('f32x4.sub')
  float(NEVER)
  code.emit('f32x4.pmin')
  code.emit('i32x4.trunc_sat_f32x4_s')
  isAbove(k, 0)
  code.emit('v128.and')
  isAbove(k, -1)
  code.emit('v128.andnot')
  code.get(k)
  code.get(s)
  code.emit('f32x4.gt')
  code.emit('v128.and')
  // but never where the line does not rise and is not above now.
  splat(ev, NEVER)
  code.get(a)
  float(0)
  code.emit('f32x4.gt')
  isAbove(s, 0)
  code.emit('v128.or')
  code.emit('v128.andnot')
  code.emit('v128.or')
}

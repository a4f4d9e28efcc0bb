/** Where things stand in memory, for the kernels: a lane's block, slots of rings, whole vectors, lists that grow. */

import type { Address, Region } from './map.ts'
import { type Context, pushSlot } from './spot.ts'

/** Parameter 0 of a kernel's function: where the lane's block begins. One lane: always 0, so it is left out. */
export const laneOf = ({ names }: Context): number | undefined => (names.plan.lanes > 1 ? 0 : undefined)

/** Leaves an address but for its constant part, which is returned: `at` (and the lane's block, and a slot of a ring). */
export const pushPlace = (
  context: Context,
  region: Address | Region,
  lane: number | undefined,
  lag?: () => void,
): number => {
  const { code } = context
  if (region.lane && lane !== undefined) code.get(lane)
  else code.i32(0)
  if (lag && 'slots' in region && region.slots > 1) {
    pushSlot(context, region, lane, lag)
    code.emit('i32.add')
  }
  return region.at
}

/** The local with the complete address of a column's or list's slot. */
export const slotAddress = (context: Context, region: Region, lane: number | undefined, lag: () => void): number => {
  const { code } = context
  const local = code.local('i32')
  code.plus(pushPlace(context, region, lane, lag))
  code.set(local)
  return local
}

/** Moves a ring to its next slot. */
export const moveOn = (context: Context, region: Region, lane: number | undefined) => {
  const { code } = context
  if (region.slots === 1) return
  const at = pushPlace(context, region.position, lane)
  pushPlace(context, region.position, lane)
  code.emit('i32.load', at)
  code.plus(1)
  code.i32(region.slots - 1)
  code.emit('i32.and')
  code.emit('i32.store', at)
}

const LANES_BELOW = 4

/** Four elements are 16 bytes. */
export const VECTOR = 16

/** Bytes of `count` elements, up to a whole vector. */
export const vectors = (count: number) => Math.ceil(count / LANES_BELOW) * VECTOR

/** A list that grows: `end` is the address where the next entry goes. */
export const growingList = (context: Context, event: string) => {
  const { code, map } = context
  const region = map.list(event)
  const lane = laneOf(context)
  moveOn(context, region, lane)
  const start = slotAddress(context, region, lane, () => code.i32(0))
  const end = code.local('i32')
  code.get(start)
  code.plus(4)
  code.set(end)
  const close = () => {
    code.get(start)
    code.get(end)
    code.get(start)
    code.emit('i32.sub')
    code.plus(-4)
    code.i32(2)
    code.emit('i32.shr_u')
    code.emit('i32.store', 0)
  }
  return { end, close }
}

/** `end` moves on by the number of bits set. */
export const grow = ({ code }: Context, end: number, bits: number) => {
  code.get(end)
  code.get(bits)
  code.emit('i32.popcnt')
  code.i32(2)
  code.emit('i32.shl')
  code.emit('i32.add')
  code.set(end)
}

/** Clears the bits of units past the end: `left` leaves the bytes of units from here on. */
export const maskTail = ({ code }: Context, bits: number, left: () => void) => {
  const rest = code.local('i32')
  left()
  code.tee(rest)
  code.i32(VECTOR)
  code.emit('i32.lt_s')
  code.when(() => {
    code.get(bits)
    code.i32(1)
    code.get(rest)
    code.i32(2)
    code.emit('i32.shr_u')
    code.emit('i32.shl')
    code.plus(-1)
    code.emit('i32.and')
    code.set(bits)
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

/** The entries of a list, whose address is in a local; `body` gets a local with the entry: unit | (count - 1) << 24. */
export const overEntries = (context: Context, list: number, body: (entry: number) => void): void => {
  const { code } = context
  const [i, count, entry] = [code.local('i32'), code.local('i32'), code.local('i32')]
  code.get(list)
  code.emit('i32.load', 0)
  code.set(count)
  code.count(i, { local: count }, 1, () => {
    elementOf(context, list, i)
    code.emit('i32.load', 4)
    code.set(entry)
    body(entry)
  })
}

/** Leaves scale times the unit of an entry. */
export const pushUnit = ({ code }: Context, entry: number, scale = 4): void => {
  code.get(entry)
  code.i32(0xffffff)
  code.emit('i32.and')
  code.i32(scale)
  code.emit('i32.mul')
}

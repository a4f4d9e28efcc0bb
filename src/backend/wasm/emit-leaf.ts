/** The leaves of expressions: columns, rings, indices, clocks. */
import type { Leaf } from '../../lang/node.ts'
import { readable, runScalars } from '../names.ts'
import type { Address } from './map.ts'
import { type Context, type Pointer, pushSlot, type Spot, splat } from './spot.ts'

export interface Leaves {
  /** Leaves the vector of a leaf on the stack. */
  push(leaf: Leaf, spot: Spot): void
  /** The local with the beginning of a ring's slot in bytes; undefined for columns without a ring. */
  slot(column: string, lag: number, spot: Spot): number | undefined
}

export const leavesOf = (context: Context): Leaves => {
  const { code, map } = context
  const slots = new Map<string, number>()

  const push = (leaf: Leaf, spot: Spot) => {
    switch (leaf.read) {
      case 'index':
        return pushIndex(leaf.of, spot)
      case 'scalar':
        return pushScalar(leaf.name, spot)
      case 'taps':
        return pushTaps(leaf, spot)
      case 'load':
        return pushLoad(leaf, spot)
    }
  }

  /** Leaves the address of a place, but for the constant that is returned as its offset. */
  const pushAddress = (address: Address, spot: Spot, more?: () => void): number => {
    const lane = address.lane && spot.lane !== undefined
    if (more) more()
    if (lane) {
      code.get(spot.lane!)
      if (more) code.emit('i32.add')
    }
    if (!more && !lane) code.i32(0)
    return address.at
  }

  const pushScalar = (name: string, spot: Spot) => {
    const clock = readable.indexOf(name)
    const scalar = runScalars.indexOf(name as 'epoch')
    if (clock < 0 && scalar < 0) throw new Error(`there is no scalar '${name}'`)
    const address = clock >= 0 ? map.clocks : map.column('scalars')
    code.emit('v128.load32_splat', pushAddress(address, spot) + 4 * (clock >= 0 ? clock : scalar))
  }

  const pushIndex = (of: string, spot: Spot) => {
    if (of === 'unit' && spot.units !== undefined) return code.get(spot.units)
    if (of === 'lane') return pushLane(spot)
    if (of === 'synapse') {
      pushIndex('pre', spot)
      splat(context, spot.posts!)
      code.emit('i32x4.mul')
      pushIndex('post', spot)
      return code.emit('i32x4.add')
    }
    const pointer = pointerOf(of as 'unit', spot)
    code.get(pointer.local)
    code.i32(2)
    code.emit('i32.shr_u')
    code.plus((pointer.extra ?? 0) / 4)
    code.emit('i32x4.splat')
    if (pointer.splat) return
    code.emit('v128.const', 0, 1, 2, 3)
    code.emit('i32x4.add')
  }

  const pushLane = (spot: Spot) => {
    if (spot.lane === undefined) return splat(context, 0)
    code.get(spot.lane)
    code.i32(map.laneBytes)
    code.emit('i32.div_u')
    code.emit('i32x4.splat')
  }

  const pointerOf = (at: 'unit' | 'pre' | 'post' | 'synapse' | 'slot', spot: Spot): Pointer => {
    const pointer = spot[at]
    if (!pointer) throw new Error(`nothing can be read at '${at}' here`)
    return pointer
  }

  const pushLoad = (leaf: Leaf & { read: 'load' }, spot: Spot) => {
    if (leaf.column.startsWith('#lanes.')) return code.get(spot.sums![Number(leaf.column.slice(7))])
    const region = map.column(leaf.column)
    const slot = slotLocal(leaf.column, leaf.lag ?? 0, spot)
    if (leaf.at === 'unit' && !spot.unit && spot.units !== undefined) return gather(region, slot, spot.units, spot)
    pushElement(leaf, region, slot, spot)
  }

  const pushElement = (
    leaf: Leaf & { read: 'load' | 'taps' },
    region: Address,
    slot: number | undefined,
    spot: Spot,
  ) => {
    const pointer = leaf.at === 'fixed' ? undefined : pointerOf(leaf.at, spot)
    const fixed = leaf.read === 'load' ? 4 * (leaf.index ?? 0) : 0
    const parts = [pointer?.local, slot].filter(x => x !== undefined)
    const address = parts.length
      ? () => {
          code.get(parts[0])
          if (parts.length > 1) {
            code.get(parts[1])
            code.emit('i32.add')
          }
        }
      : undefined
    const offset = pushAddress(region, spot, address) + (pointer ? (pointer.extra ?? 0) : fixed)
    code.emit(pointer && !pointer.splat ? 'v128.load' : 'v128.load32_splat', offset)
  }

  const gather = (region: Address, slot: number | undefined, units: number, spot: Spot) => {
    splat(context, 0)
    for (let k = 0; k < 4; k++) {
      const offset = pushAddress(region, spot, () => {
        code.get(units)
        code.emit('i32x4.extract_lane', k)
        code.i32(2)
        code.emit('i32.shl')
        if (slot === undefined) return
        code.get(slot)
        code.emit('i32.add')
      })
      code.emit('i32.load', offset)
      code.emit('i32x4.replace_lane', k)
    }
  }

  /** The local with the beginning of a ring's slot; undefined for columns without a ring. */
  const slotLocal = (column: string, lag: number, spot: Spot): number | undefined => {
    const region = map.column(column)
    if (region.slots === 1) return undefined
    const moves = spot.laneMoves && region.lane
    const key = `${column} ${lag}`
    if (!moves && slots.has(key)) return slots.get(key)
    const local = code.local('i32')
    const write = () => {
      pushSlot(context, region, spot.lane, () => code.i32(lag))
      code.set(local)
    }
    if (moves) write()
    else {
      code.prologue(write)
      slots.set(key, local)
    }
    return local
  }

  /** A loop over the table: sums in rising lag. */
  const pushTaps = (leaf: Leaf & { read: 'taps' }, spot: Spot) => {
    const region = map.column(leaf.column)
    const table = map.pool(Float32Array.from(leaf.table))
    const [k, slot, sum] = [code.local('i32'), code.local('i32'), code.local('v128')]
    splat(context, 0)
    code.set(sum)
    code.count(k, leaf.table.length, 1, () => {
      pushSlot(context, region, spot.lane, () => {
        code.get(k)
        code.plus(leaf.lag)
      })
      code.set(slot)
      code.get(sum)
      code.get(k)
      code.i32(2)
      code.emit('i32.shl')
      code.emit('v128.load32_splat', table)
      if (leaf.at === 'unit' && !spot.unit && spot.units !== undefined) gather(region, slot, spot.units, spot)
      else pushElement(leaf, region, slot, spot)
      code.emit('f32x4.mul')
      code.emit('f32x4.add')
      code.set(sum)
    })
    code.get(sum)
  }

  return { push, slot: slotLocal }
}

/** Where an expression is evaluated, and what every emitter of a kernel has at hand. */
import type { Names } from '../names.ts'
import type { Code } from './code.ts'
import type { MemoryMap, Region } from './map.ts'
import type { Share } from './share.ts'

/** The element of a place: a local that holds 4 times its number, and a constant offset in bytes. */
export interface Pointer {
  readonly local: number
  readonly extra?: number
  /** One element for all four lanes. */
  readonly splat?: boolean
}

export interface Spot {
  /** The local with the beginning of the lane's block; undefined where there is one lane. */
  readonly lane?: number
  /** The lane changes inside the function, so nothing of it may be computed at the beginning. */
  readonly laneMoves?: boolean
  readonly unit?: Pointer
  /** A vector of unit numbers. Where it is given without `unit`, columns are gathered. */
  readonly units?: number
  readonly pre?: Pointer
  readonly post?: Pointer
  readonly synapse?: Pointer
  readonly slot?: Pointer
  readonly posts?: number
  readonly sums?: readonly number[] // vectors of learn over lanes
}

export interface Context {
  readonly code: Code
  readonly names: Names
  readonly map: MemoryMap
  /** Of learn: the rows of a thread alone; default all. */
  readonly rows?: Share
}

/** The same 32 bits in all four lanes. */
export const splat = ({ code }: Context, bits: number): void => code.emit('v128.const', bits, bits, bits, bits)
export const floatBits = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0]

/** Leaves the offset in bytes of a ring's slot; `lag` leaves how many writes ago it was. */
export const pushSlot = ({ code }: Context, region: Region, lane: number | undefined, lag: () => void) => {
  if (region.position.lane && lane !== undefined) code.get(lane)
  else code.i32(0)
  code.emit('i32.load', region.position.at)
  lag()
  code.emit('i32.sub')
  code.i32(region.slots - 1)
  code.emit('i32.and')
  code.i32(region.slotBytes)
  code.emit('i32.mul')
}

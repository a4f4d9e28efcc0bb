/** What all reductions share: kinds of totals, how values join them, sums in the order of the contract. */
import type { Node } from '../../lang/node.ts'
import type { Code } from './code.ts'
import type { Evaluator } from './evaluate.ts'
import { VECTOR } from './places.ts'
import type { Context, Spot } from './spot.ts'

export type Fold = 'sum' | 'max' | 'count' | 'argmax'
export type Kind = 'f32' | 'i32'

const LOWEST_FLOAT = 0xff7fffff | 0
const LOWEST_INT = -2147483648

/** What is summed: whole numbers for counts (a mask is -1, so it is subtracted), else values as they are. */
export const kindOf = (fold: Fold, value: Node): Kind => (fold === 'count' || value.type !== 'f32' ? 'i32' : 'f32')

export const startBits = (fold: Fold, value: Node): number =>
  fold === 'max' ? (value.type === 'i32' ? LOWEST_INT : LOWEST_FLOAT) : 0

/** Leaves the values of a vector; for counts, the mask of those that hold. */
export const pushValue = (ev: Evaluator, fold: Fold, value: Node, spot: Spot) => {
  ev.push(value, spot)
  if (fold !== 'count' || value.type === 'bool') return
  ev.code.emit('v128.const', 0, 0, 0, 0)
  ev.code.emit(value.type === 'f32' ? 'f32x4.ne' : 'i32x4.ne')
}

/** The vector on the stack is added to the vector below it. */
export const merge = (code: Code, fold: Fold, kind: Kind) => {
  if (fold === 'max') code.emit(kind === 'f32' ? 'f32x4.pmax' : 'i32x4.max_s')
  else if (fold === 'count') code.emit('i32x4.sub')
  else code.emit(kind === 'f32' ? 'f32x4.add' : 'i32x4.add')
}

/** The scalar at an address (`address` leaves it and gives the offset) is added to the local `total`. */
export const mergeScalar = (code: Code, fold: Fold, kind: Kind, total: number, load: () => void) => {
  const value = code.local(kind)
  load()
  code.set(value)
  code.get(fold === 'max' ? value : total)
  code.get(fold === 'max' ? total : value)
  if (fold === 'max') {
    code.get(total)
    code.get(value)
    code.emit(kind === 'f32' ? 'f32.lt' : 'i32.lt_s')
    code.emit('select')
  } else if (fold === 'count') code.emit('i32.sub')
  else code.emit(kind === 'f32' ? 'f32.add' : 'i32.add')
  code.set(total)
}

export const setStart = (code: Code, bits: number, kind: Kind, total: number) => {
  code.i32(bits)
  if (kind === 'f32') code.emit('f32.reinterpret_i32')
  code.set(total)
}

/** Turns the bits of a total into those that the column keeps. */
export const convert = (context: Context, kind: Kind, into: string, splat: boolean) => {
  const { code, names } = context
  const type = names.column(into).type
  if (kind === type) return
  if (kind === 'f32') throw new Error(`${into}: a fold of floats needs a column of floats`)
  code.emit(splat ? 'f32x4.convert_i32x4_s' : 'f32.convert_i32_s')
}

export const storeScalar = (context: Context, kind: Kind, into: string, total: number, address: () => void) => {
  const { code, names } = context
  address()
  code.get(total)
  convert(context, kind, into, false)
  code.emit(names.column(into).type === 'f32' ? 'f32.store' : 'i32.store', 0)
}

/** Sixteen partial sums in four vectors; what is past the end of the group counts as 0. */
export const sum16 = (code: Code, at: number, group: number, members: number, total: number) => {
  const parts = [0, 1, 2, 3].map(() => code.local('v128'))
  const [i, from] = [code.local('i32'), code.local('i32')]
  for (const part of parts) {
    code.emit('v128.const', 0, 0, 0, 0)
    code.set(part)
  }
  const add = (k: number, offset: number, lanes: number) => {
    code.get(parts[k])
    code.get(from)
    code.emit('v128.load', at + offset)
    if (lanes < 4) {
      code.emit('v128.const', ...[0, 1, 2, 3].map(j => (j < lanes ? -1 : 0)))
      code.emit('v128.and')
    }
    code.emit('f32x4.add')
    code.set(parts[k])
  }
  const whole = Math.floor(members / 16)
  code.count(i, 64 * whole, 64, () => {
    code.get(group)
    code.get(i)
    code.emit('i32.add')
    code.set(from)
    for (let k = 0; k < 4; k++) add(k, k * VECTOR, 4)
  })
  code.get(group)
  code.set(from)
  for (let m = 16 * whole; m < members; m += 4) add((m % 16) / 4, 4 * m, members - m)
  halve(code, parts)
  code.emit('f32x4.extract_lane', 0)
  code.set(total)
}

/** j += j + 8, + 4, + 2, + 1: leaves a vector whose lane 0 is the sum. */
const halve = (code: Code, [a, b, c, d]: number[]) => {
  const sum = code.local('v128')
  code.get(a)
  code.get(c)
  code.emit('f32x4.add')
  code.get(b)
  code.get(d)
  code.emit('f32x4.add')
  code.emit('f32x4.add')
  for (const shift of [2, 1]) {
    code.tee(sum)
    code.get(sum)
    code.get(sum)
    const bytes = Array.from({ length: 16 }, (_, byte) => (byte + 4 * shift) % 16)
    code.emit('i8x16.shuffle', ...bytes)
    code.emit('f32x4.add')
  }
}

/** The values of graded signals as a gather reads them: side by side in the second area. */
import { VECTOR } from './places.ts'
import type { Context } from './spot.ts'

/** Locals with addresses: the receivers' sums and the senders' values. */
export interface Signal {
  readonly port: number
  readonly values: number
}

/**
 * Copies the values to the second area, those of two signals in turns; the local has how many senders have one that is not 0. What lies past the
 * last sender may count too: the number only decides between two ways to the same bits.
 */
export const pack = (context: Context, senders: number, signals: readonly Signal[]): number => {
  const { code } = context
  const [at, count] = [code.local('i32'), code.local('i32')]
  const sums = code.local('v128')
  const values = signals.map(() => code.local('v128'))
  code.emit('v128.const', 0, 0, 0, 0)
  code.set(sums)
  code.count(at, 4 * senders, VECTOR, () => {
    code.get(sums)
    signals.forEach((signal, i) => {
      code.get(signal.values)
      code.get(at)
      code.emit('i32.add')
      code.emit('v128.load', 0)
      code.tee(values[i])
      code.emit('v128.const', 0, 0, 0, 0)
      code.emit('f32x4.ne')
      if (i > 0) code.emit('v128.or')
    })
    code.emit('i32x4.sub')
    code.set(sums)
    store(context, at, values)
  })
  for (let lane = 0; lane < 4; lane++) {
    code.get(sums)
    code.emit('i32x4.extract_lane', lane)
    if (lane > 0) code.emit('i32.add')
  }
  code.set(count)
  return count
}

/** Shuffles of two vectors: [a0 b0 a1 b1] and [a2 b2 a3 b3]. */
export const halves = [
  [0, 4, 1, 5],
  [2, 6, 3, 7],
].map(lanes => lanes.flatMap(lane => [0, 1, 2, 3].map(byte => 4 * lane + byte)))

const store = ({ code, map }: Context, at: number, values: readonly number[]) => {
  if (values.length === 1) {
    code.get(at)
    code.get(values[0])
    code.emit('v128.store', map.second)
    return
  }
  halves.forEach((bytes, i) => {
    code.get(at)
    code.i32(1)
    code.emit('i32.shl')
    for (const value of values) code.get(value)
    code.emit('i8x16.shuffle', ...bytes)
    code.emit('v128.store', map.second + i * VECTOR)
  })
}

/** Three derived functions again, on plain numbers: operation for operation the graphs of logarithm.ts, circular.ts, exponential.ts. */
import { TURN } from './circular.ts'
import { TAIL } from './exponential.ts'
import { LN2_HIGH, LN2_LOW, LOG_SERIES, SQRT_HALF_BITS } from './logarithm.ts'
import { jsHelpers } from './ops.ts'

const { bitsOf, floatOf } = jsHelpers
const r = Math.fround

/** Sum of c[k] x^k in float32, as `polynomial` of build.ts. */
const polynomial = (x: number, coefficients: readonly number[]): number => {
  let sum = r(coefficients[coefficients.length - 1])
  for (let k = coefficients.length - 2; k >= 0; k--) sum = r(r(sum * x) + r(coefficients[k]))
  return sum
}

const LOW = r(LN2_LOW)

/** log(x) for positive normal x. */
export const logPositive32 = (x: number): number => {
  const bits = bitsOf(x)
  const k = (bits - SQRT_HALF_BITS) >> 23
  const y = r(floatOf(bits - (k << 23)) - 1)
  const s = r(y / r(y + 2))
  const z = r(s * s)
  const rest = r(z * polynomial(z, LOG_SERIES))
  const square = r(r(y * y) * 0.5)
  const correction = r(r(s * r(square + rest)) + r(k * LOW))
  return r(r(k * LN2_HIGH) - r(r(square - correction) - y))
}

/** cos(2 pi u) for u from 0 to 1. */
export const cosTurns32 = (u: number): number => {
  const w = r(Math.abs(r(u - 0.5)) - 0.25)
  return r(w * polynomial(r(w * w), TURN))
}

/** exp(x) for x <= 88. */
export const exp32 = (x: number): number => {
  if (x < -86) return 0
  const k = Math.floor(r(r(x * r(Math.LOG2E)) + 0.5))
  const rest = r(r(x - r(k * LN2_HIGH)) - r(k * LOW))
  const small = r(r(r(rest * rest) * polynomial(rest, TAIL)) + rest)
  return r(2 * floatOf(bitsOf(r(r(small + 1) * 0.5)) + (k << 23)))
}

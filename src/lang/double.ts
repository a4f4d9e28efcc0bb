/**
 * exp, log, sin and the like in double, from + - * / and sqrt alone. Math.exp, Math.log and Math.cos differ between JavaScript
 * engines, so no number that decides a run may come from them. Relative error below 1e-15 unless said.
 */
const LN2 = Math.LN2
const LN2_HIGH = 0.6931471804855391 // the first 33 bits of ln 2, so that k * LN2_HIGH is exact
const LN2_LOW = 7.440617110012397e-11
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.022266248795951e-21] // pi/2 in pieces of 33 bits

const view = new DataView(new ArrayBuffer(8))

/** 2^k for whole k from -1022 to 1023. */
const powerOfTwo = (k: number): number => {
  view.setUint32(0, (k + 1023) << 20)
  view.setUint32(4, 0)
  return view.getFloat64(0)
}

/** x * 2^k for whole k, where the result may overflow or be subnormal: in two steps. */
const scale = (x: number, k: number): number => {
  const half = Math.trunc(k / 2)
  return x * powerOfTwo(half) * powerOfTwo(k - half)
}

/** exp(r) - 1 for |r| <= 0.35, by the Taylor series. */
const expm1Small = (r: number): number => {
  let sum = 1
  for (let n = 15; n >= 2; n--) sum = 1 + (r / n) * sum
  return r * sum
}

export const exp = (x: number): number => {
  if (!(x > -746)) return Number.isNaN(x) ? x : 0
  if (x > 710) return Number.POSITIVE_INFINITY
  const k = Math.floor(x / LN2 + 0.5)
  return scale(1 + expm1Small(x - k * LN2_HIGH - k * LN2_LOW), k)
}

/** atanh(s) for |s| <= 0.18, by the series s + s^3/3 + s^5/5 ... */
const atanhSmall = (s: number): number => {
  const z = s * s
  let sum = 0
  for (let n = 23; n >= 3; n -= 2) sum = z * (1 / n + sum)
  return s + s * sum
}

/** x as m * 2^k with m from sqrt(1/2) to sqrt(2), for positive finite x. */
const split = (x: number): [m: number, k: number] => {
  if (x < 2 ** -1022) {
    const [m, k] = split(x * 2 ** 54)
    return [m, k - 54]
  }
  view.setFloat64(0, x)
  const k = (view.getUint32(0) >>> 20) - 1023
  const m = x * powerOfTwo(-Math.trunc(k / 2)) * powerOfTwo(Math.trunc(k / 2) - k)
  return m > Math.SQRT2 ? [m / 2, k + 1] : [m, k]
}

export const log = (x: number): number => {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  const [m, k] = split(x)
  return k * LN2_HIGH + (k * LN2_LOW + 2 * atanhSmall((m - 1) / (m + 1)))
}

export const expm1 = (x: number): number => (Math.abs(x) < 0.35 ? expm1Small(x) : exp(x) - 1)

/** log(1 + x), corrected for the rounding of 1 + x (Kahan). */
export const log1p = (x: number): number => {
  const u = 1 + x
  if (u === 1) return x
  return u > 2 ** 53 ? log(u) : (log(u) * x) / (u - 1)
}

export const sigmoid = (x: number): number => 1 / (1 + exp(-x))

export const tanh = (x: number): number => {
  const e = expm1(2 * Math.min(Math.abs(x), 20))
  const t = Number.isNaN(x) ? x : e / (e + 2)
  return x < 0 ? -t : t
}

export const atanh = (x: number): number => {
  const a = Math.abs(x)
  const t = a < 0.17 ? atanhSmall(a) : 0.5 * log1p((2 * a) / (1 - a))
  return a > 1 ? Number.NaN : x < 0 ? -t : t
}

/** x^y: products for whole y up to 64; otherwise exp(y log x), with a relative error of about |y log x| * 1e-16. */
export const pow = (x: number, y: number): number => {
  if (Number.isInteger(y) && Math.abs(y) <= 64) return y < 0 ? 1 / wholePower(x, -y) : wholePower(x, y)
  return exp(y * log(x))
}

const wholePower = (x: number, n: number): number => {
  let result = 1
  for (let base = x, left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base
    base *= base
  }
  return result
}

const sinSmall = (r: number): number => {
  const z = r * r
  let sum = 1
  for (let n = 16; n >= 2; n -= 2) sum = 1 - (z / (n * (n + 1))) * sum
  return r * sum
}

const cosSmall = (r: number): number => {
  const z = r * r
  let sum = 1
  for (let n = 17; n >= 1; n -= 2) sum = 1 - (z / (n * (n + 1))) * sum
  return sum
}

const quarter = (x: number, turn: number): number => {
  const k = Math.floor(x / HALF_PI[0] + 0.5)
  const r = x - k * HALF_PI[0] - k * HALF_PI[1] - k * HALF_PI[2]
  const q = (((k + turn) % 4) + 4) % 4
  const size = q % 2 === 0 ? sinSmall(r) : cosSmall(r)
  return q < 2 ? size : -size
}

/** For |x| up to 1e6; the error is relative to 1. */
export const sin = (x: number): number => quarter(x, 0)
export const cos = (x: number): number => quarter(x, 1)

/** cos(2 pi u) for u from 0 to 1. */
export const cosTurns = (u: number): number => cos(2 * Math.PI * u)

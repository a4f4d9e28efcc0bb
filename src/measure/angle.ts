/** Angles and correlations from sums. */

/** Angle in degrees between a and b from a.b, a.a and b.b; undefined where one of them is 0. */
export const angleOfSums = (ab: number, aa: number, bb: number): number | undefined =>
  aa > 0 && bb > 0 ? (Math.acos(Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)))) * 180) / Math.PI : undefined

/** Angle in degrees between two vectors of one length. */
export const angleBetween = (a: ArrayLike<number>, b: ArrayLike<number>): number | undefined => {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return angleOfSums(ab, aa, bb)
}

/** Sums of pairs (x, y): enough for their correlation. */
export interface PairSums {
  n: number
  x: number
  y: number
  xx: number
  yy: number
  xy: number
}

export const noPairs = (): PairSums => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 })

export const addPair = (s: PairSums, x: number, y: number): void => {
  s.n++
  s.x += x
  s.y += y
  s.xx += x * x
  s.yy += y * y
  s.xy += x * y
}

/** Pearson's correlation; undefined where a variance is 0. */
export const correlationOf = (s: PairSums): number | undefined => {
  const [xx, yy] = [s.n * s.xx - s.x * s.x, s.n * s.yy - s.y * s.y]
  return xx > 0 && yy > 0 ? (s.n * s.xy - s.x * s.y) / Math.sqrt(xx * yy) : undefined
}

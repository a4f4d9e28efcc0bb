/** From strokes to the path of a pen: short straight pieces, flat arrays for speed. */
import type { Prototype, Stroke } from './prototypes.ts'

/** Pieces from (x0, y0) to (x1, y1), four numbers each; the first `count` are used. */
export interface Path {
  ends: Float64Array
  count: number
}

const pieces = 5 // per pair of neighbouring points
const capacity = 128

export const emptyPath = (): Path => ({ ends: new Float64Array(4 * capacity), count: 0 })

/** Samples the strokes into `path`; `jitter` gives a displacement for each coordinate of each point. */
export const tracePrototype = (path: Path, prototype: Prototype, jitter: () => number): void => {
  path.count = 0
  for (const stroke of prototype) traceStroke(path, stroke, jitter)
}

/** Cubic Hermite curve with the tangents of Catmull & Rom 1974: half the way from the last point to the next, 0 at a corner. */
const traceStroke = (path: Path, stroke: Stroke, jitter: () => number): void => {
  const x = stroke.map(p => p[0] / 100 + jitter())
  const y = stroke.map(p => p[1] / 100 + jitter())
  for (let i = 0; i + 1 < stroke.length; i++)
    for (let k = 0; k < pieces; k++) {
      const at = 4 * path.count++
      path.ends[at] = hermite(x, stroke, i, k / pieces)
      path.ends[at + 1] = hermite(y, stroke, i, k / pieces)
      path.ends[at + 2] = hermite(x, stroke, i, (k + 1) / pieces)
      path.ends[at + 3] = hermite(y, stroke, i, (k + 1) / pieces)
    }
}

const hermite = (x: readonly number[], stroke: Stroke, i: number, t: number): number => {
  const u = 1 - t
  const [m0, m1] = [tangent(x, stroke, i), tangent(x, stroke, i + 1)]
  return (1 + 2 * t) * u * u * x[i] + t * u * u * m0 + t * t * (3 - 2 * t) * x[i + 1] - t * t * u * m1
}

const tangent = (x: readonly number[], stroke: Stroke, i: number): number =>
  stroke[i][2] ? 0 : (x[Math.min(i + 1, x.length - 1)] - x[Math.max(i - 1, 0)]) / 2

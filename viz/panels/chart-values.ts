import type { Drawing, Point, Series } from './drawing.ts'

/** The range of y that the points need. */
export const extent = (d: Drawing): [number, number] => {
  const values = [
    ...d.series.flatMap(one => [...one.points.map(p => p[1]), ...(one.band ?? []).flatMap(b => [b[1], b[2]])]),
    ...(d.lines ?? []).map(l => l.y),
  ].filter(Number.isFinite)
  const low = d.yFromZero ? 0 : values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (!(high > low)) return Number.isFinite(low + high) ? [low - 0.5, high + 0.5] : [0, 1]
  return [low, high]
}

/** The values of all series at the x nearest to the pointer. */
export const valuesAt = (d: Drawing, x: number) => {
  const named = d.series.filter(one => one.points.length > 0 && !one.faint)
  if (named.length === 0) return undefined
  const near = (one: Series) =>
    (one.step ? one.points.findLast(p => p[0] <= x) : closest(one.points, x)) ?? one.points[0]
  const format = (v: number) =>
    d.yFormat?.endsWith('%') ? `${(100 * v).toFixed(2)} %` : Number(v.toPrecision(4)).toLocaleString('en')
  const lines = named.map(one => `${one.name}  ${format(near(one)[1])}`)
  return { x: near(named[0])[0], lines }
}

const closest = (points: readonly Point[], x: number): Point | undefined => {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle][0] < x) low = middle + 1
    else high = middle
  }
  const before = points[low - 1]
  return before && x - before[0] < points[low][0] - x ? before : points[low]
}

export const xText = (d: Drawing, x: number): string => {
  if (d.dt !== undefined) return `${Number((x * d.dt).toFixed(3)).toLocaleString('en')} ms`
  return d.xLabel === 'epoch' ? `epoch ${x}` : `${Number(x.toPrecision(6))} ${d.xLabel ?? ''}`.trim()
}

/** Charts of what a comparison varies: the last error against noise, depth or constants. */
import type { RuleResult } from './results.ts'
import { bars, errorsAgainst, html, type Series } from './svg.ts'

interface Point {
  rule: string
  value: number | undefined
  errors: number[] // per cent at the last epoch, a draw each
  sd: number // over seeds, of the last draw
}

/** A chart for each thing that is varied. */
export const variedCharts = (results: RuleResult[]): string[] =>
  [...new Set(results.flatMap(r => r.varied.map(v => v.by)))].map(by => chartOf(by, pointsOf(results, by)))

const pointsOf = (results: RuleResult[], by: string): Point[] => {
  const points = new Map<string, Point>()
  for (const { varied, lines } of results)
    for (const { rule, value } of varied.filter(v => v.by === by)) {
      const last = lines.at(-1)
      if (!last) continue
      const key = `${rule} ${value}`
      points.set(key, { rule, value, errors: [...(points.get(key)?.errors ?? []), last.mean], sd: last.sd })
    }
  return [...points.values()]
}

const chartOf = (by: string, points: Point[]): string => {
  if (points.length === 0) return ''
  const isDrawn = points.some(p => p.errors.length > 1)
  return points.every(p => p.value === undefined) ? barsOf(by, points) : curvesOf(by, points, isDrawn)
}

const curvesOf = (by: string, points: Point[], isDrawn: boolean): string => {
  const values = [...new Set(points.flatMap(p => p.value ?? []))].sort((a, b) => a - b)
  const rules = [...new Set(points.map(p => p.rule))]
  const series = rules.map(
    (name, style): Series => ({
      name,
      style,
      points: points
        .filter(p => p.rule === name && p.value !== undefined)
        .map(p => ({ epoch: 1 + values.indexOf(p.value!), ...spreadOf(p) }))
        .sort((a, b) => a.epoch - b.epoch),
    }),
  )
  const title = `Test error against ${by}`
  const said = isDrawn ? '<p>Lines: median of the draws of constants; bands: from the best to the worst draw.</p>' : ''
  return `<h2>${html(title)}</h2>${said}${errorsAgainst(series, html(title), by, values.map(String))}`
}

/** Over draws where there are several, else over seeds. */
const spreadOf = ({ errors, sd }: Point): Omit<Series['points'][number], 'epoch'> =>
  errors.length === 1
    ? { mean: errors[0], sd }
    : { mean: median(errors), sd, low: Math.min(...errors), high: Math.max(...errors) }

/** Best median first. */
const barsOf = (by: string, points: Point[]): string => {
  const order = [...points].sort((a, b) => median(a.errors) - median(b.errors))
  const text = ({ errors }: Point) =>
    errors.length === 1
      ? errors[0].toFixed(2)
      : `${median(errors).toFixed(2)} (${Math.min(...errors).toFixed(2)} to ${Math.max(...errors).toFixed(2)})`
  const items = order.map(p => ({ name: p.rule, value: median(p.errors), text: text(p) }))
  return `<h2>Test error: ${html(by)}</h2><p>Median of the draws of constants, and from the best to the worst draw, %.</p>${bars(items, 'Test error')}`
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2
}

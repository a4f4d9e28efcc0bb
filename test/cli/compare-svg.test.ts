import { expect, test } from 'vitest'
import type { RuleResult } from '../../src/cli/compare/results.ts'
import { bars, curves } from '../../src/cli/compare/svg.ts'
import { variedCharts } from '../../src/cli/compare/varied.ts'
import type { Varied } from '../../src/spec/comparison.ts'

test('what stands beside the longest bar ends before the picture does', () => {
  const text = '4125; 0.11 ms of CPU, 0.81 M mult-adds an image'
  const svg = bars([{ name: 'weight-mirror', value: 4125, text }], 'Images per second')
  const [, width] = /viewBox="0 0 (\d+)/.exec(svg)!
  const [, x] = new RegExp(`<text x="([\\d.]+)"[^>]*>${text}`).exec(svg)!
  expect(Number(x) + 6.2 * text.length).toBeLessThan(Number(width))
})

test('the last value of a curve has its unit', () => {
  const points = [1, 2].map(epoch => ({ epoch, mean: 2.5 / epoch, sd: 0.1 }))
  expect(curves([{ name: 'delta', style: 0, points }])).toContain('delta 1.25 %</text>')
})

test('a long name beside a curve ends before the picture does', () => {
  const name = 'information-alignment+WB0.00316'
  const svg = curves([{ name, style: 0, points: [{ epoch: 1, mean: 92, sd: 0 }] }])
  const [, x] = /<text x="([\d.]+)"[^>]*>information/.exec(svg)!
  expect(Number(x) + 6.2 * `${name} 92.00 %`.length).toBeLessThan(760)
})

test('forty curves of one epoch: all labels are in the picture, below each other, and the epoch stands once', () => {
  const series = Array.from({ length: 40 }, (_, style) => ({
    name: `rule-${style}`,
    style,
    points: [{ epoch: 1, mean: 8 + style / 100, sd: 0 }],
  }))
  const svg = curves(series)
  const [, height] = /viewBox="0 0 \d+ ([\d.]+)"/.exec(svg)!
  const places = [...svg.matchAll(/y="([\d.]+)">rule-/g)].map(m => Number(m[1])).sort((a, b) => a - b)
  expect(places).toHaveLength(40)
  expect(places[0]).toBeGreaterThan(0)
  expect(places[39]).toBeLessThan(Number(height))
  for (let i = 1; i < 40; i++) expect(places[i] - places[i - 1]).toBeGreaterThan(12.9)
  expect(svg.match(/class="middle"/g)).toHaveLength(1)
})

/** A result with one error in per cent. */
const reached = (error: number | undefined, ...varied: Varied[]) =>
  ({ varied, lines: error === undefined ? [] : [{ epoch: 1, mean: error, sd: 0.5 }] }) as unknown as RuleResult

test('errors against what is varied: a point for each value, in order; what has not run has none', () => {
  const at = (value: number) => ({ rule: 'mirror', by: 'noise on W', value })
  const [chart, ...more] = variedCharts([reached(9, at(0.1)), reached(3, at(0)), reached(undefined, at(0.01))])
  expect(more).toEqual([])
  expect(chart).toContain('<h2>Test error against noise on W</h2>')
  expect(chart.match(/<circle/g)).toHaveLength(2)
  expect(chart.indexOf('mirror, 0: 3.00')).toBeLessThan(chart.indexOf('mirror, 0.1: 9.00'))
  expect(chart).not.toContain('draws')
})

test('draws of constants: their median, and the best and the worst', () => {
  const at = (value?: number): Varied => ({ rule: 'mirror', by: 'depth', ...(value === undefined ? {} : { value }) })
  const [chart] = variedCharts([7, 4, 50].map(error => reached(error, at(1))))
  expect(chart).toContain('mirror, 1: 7.00')
  expect(chart).toContain('from the best to the worst draw')
  const [kinds] = variedCharts([7, 4, 50].map(error => reached(error, at())))
  expect(kinds).toContain('7.00 (4.00 to 50.00)')
})

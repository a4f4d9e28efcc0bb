import { expect, test } from 'vitest'
import { bars, curves } from '../../src/cli/compare/svg.ts'

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

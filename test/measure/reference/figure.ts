/**
 * Draws docs/causal-effect.svg from the noisy pair with R = 3 H₁ - 2 H₂ + N(0,1) (T6), neuron 2, whose true effect is -2:
 *   npx tsx test/measure/reference/figure.ts > docs/causal-effect.svg
 */
import { readPanel } from '../../../src/measure/discontinuity.ts'
import { addPoint, fitLine, noMoments } from '../../../src/measure/moments.ts'
import { eachKnownWindow, knownEffects } from './known-effect.ts'
import { WINDOWS } from './pair.ts'
import { CORRELATIONS } from './tables.ts'

const BIN = 0.05
const SHOWN = 0.6
const FITTED = 0.3

const text = (x: number, y: number, words: string, more = '') => `<text x="${x}" y="${y}" ${more}>${words}</text>`
const line = (points: [number, number][], more: string) =>
  `<polyline points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="none" ${more}/>`
const dot = (x: number, y: number, colour: string) =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colour}"/>`

/** Mean reward over the drive, in bins, and a line each side of threshold. */
const discontinuity = (c: number): string[] => {
  const bins = Array.from({ length: (2 * SHOWN) / BIN }, noMoments)
  const [above, below] = [noMoments(), noMoments()]
  for (let run = 0; run < 100; run++)
    eachKnownWindow(c, 9000 + run, WINDOWS, (drive, _, reward) => {
      const x = drive[1] - 1
      const bin = Math.floor((x + SHOWN) / BIN)
      if (bins[bin]) addPoint(bins[bin], x, reward)
      if (Math.abs(x) < FITTED) addPoint(x > 0 ? above : below, x, reward)
    })
  const at = (x: number, y: number): [number, number] => [200 + x * 230, 110 - y * 62]
  const side = (m: typeof above, to: number) => {
    const { intercept, slope } = fitLine(m)!
    return line([at(0, intercept), at(to, intercept + slope * to)], 'stroke="#c0392b" stroke-width="2"')
  }
  return [
    line([at(0, 1.2), at(0, -2.2)], 'stroke="#999" stroke-dasharray="3 3"'),
    ...[-2, -1, 0, 1].map(y => text(48, at(0, y)[1] + 4, String(y), 'text-anchor="end"')),
    ...[-0.5, 0, 0.5].map(x => text(at(x, 0)[0], 262, x === 0 ? 'threshold' : String(x), 'text-anchor="middle"')),
    ...bins.map(m => dot(...at(m.meanX, m.meanY), '#34495e')),
    side(above, FITTED),
    side(below, -FITTED),
    text(200, 20, `mean reward over the largest drive, c = ${c}`, 'text-anchor="middle" font-weight="bold"'),
  ]
}

/** Three estimates over the correlation of the inputs. */
const comparison = (): string[] => {
  const at = (c: number, y: number): [number, number] => [490 + c * 210, 60 - y * 75]
  const names = { observed: '#7f8c8d', 'constant p=0.1': '#2980b9', 'linear p=0.3': '#c0392b' }
  const values = [0, ...CORRELATIONS.slice(1)].map(c => ({ c, entries: readPanel(knownEffects(c, 60, 400)[1]) }))
  const curves = Object.entries(names).flatMap(([name, colour], k) => {
    const points = values.map(({ c, entries }): [number, number] =>
      at(c, entries.find(e => e.estimator === name)!.estimate.estimate!),
    )
    return [
      line(points, `stroke="${colour}"`),
      ...points.map(([x, y]) => dot(x, y, colour)),
      text(500, 70 + 16 * k, name, `fill="${colour}"`),
    ]
  })
  return [
    line([at(0, -2), at(1, -2)], 'stroke="#999" stroke-dasharray="3 3"'),
    text(560, 228, 'truth', 'fill="#777"'),
    ...[-2, -1, 0].map(y => text(478, at(0, y)[1] + 4, String(y), 'text-anchor="end"')),
    ...[0, 0.5, 1].map(c => text(at(c, 0)[0], 262, String(c), 'text-anchor="middle"')),
    text(595, 20, 'estimate over the correlation of inputs', 'text-anchor="middle" font-weight="bold"'),
    ...curves,
  ]
}

const style = 'font-family="sans-serif" font-size="12"'
const body = [...discontinuity(0.75), ...comparison()].join('\n')
console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 730 275" ${style}>\n<rect width="730" height="275" fill="white"/>\n${body}\n</svg>`,
)

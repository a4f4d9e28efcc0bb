/**
 * Draws test errors over epochs from the scores.jsonl of runs:
 * npx tsx docs/learning-curve.ts docs/learning-curve.svg '784-500-10=runs/mnist-plateau/s1-4f2a9c' ...
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Curve {
  label: string
  points: [epoch: number, percent: number][]
}

const size = { width: 780, height: 360 }
const margin = { left: 48, right: 250, top: 36, bottom: 44 }
const colours = ['#1f5fa8', '#c2571a', '#2a7d4f', '#8a3f8f', '#6b6b6b'] // told apart by the colour-blind too
const levels = [1, 2, 3, 5, 10, 20, 30, 50, 100] // percent
const published = 4.1 // 784-500-10 after 60 epochs, Guerguiev et al. 2017

const readCurve = (argument: string): Curve => {
  const at = argument.indexOf('=')
  const [label, path] = [argument.slice(0, at), argument.slice(at + 1)]
  const file = statSync(path).isDirectory() ? join(path, 'scores.jsonl') : path
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(row => JSON.parse(row) as { epoch: number; testError?: number })
  const tested = rows.filter(row => row.testError !== undefined)
  return { label, points: tested.map(row => [row.epoch, 100 * row.testError!]) }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(words)}</text>`
const line = (points: [number, number][], more: string) =>
  `<polyline points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="none" ${more}/>`

const draw = (curves: Curve[]): string => {
  const all = curves.flatMap(c => c.points)
  const last = Math.max(...all.map(([epoch]) => epoch))
  const low = levels.findLast(level => level <= Math.min(published, ...all.map(([, p]) => p)))!
  const high = levels.find(level => level >= Math.max(...all.map(([, p]) => p)))!
  const [right, bottom] = [size.width - margin.right, size.height - margin.bottom]
  const x = (epoch: number) => margin.left + ((right - margin.left) * (epoch - 1)) / Math.max(1, last - 1)
  const y = (percent: number) => bottom - ((bottom - margin.top) * Math.log(percent / low)) / Math.log(high / low)
  const ticks = [1, 5, 10, 20, 30, 40, 50, 60, 80, 100].filter(t => t <= last)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<rect width="${size.width}" height="${size.height}" fill="white"/>`,
    text(margin.left, 18, 'Test error on MNIST, %', 'font-weight="bold"'),
    ...levels
      .filter(l => l >= low && l <= high)
      .flatMap(level => [
        line(
          [
            [margin.left, y(level)],
            [right, y(level)],
          ],
          'stroke="#ddd"',
        ),
        text(margin.left - 8, y(level) + 4, String(level), 'text-anchor="end"'),
      ]),
    ...ticks.map(t => text(x(t), bottom + 18, String(t), 'text-anchor="middle"')),
    text((margin.left + right) / 2, size.height - 8, 'epoch', 'text-anchor="middle"'),
    line(
      [
        [margin.left, y(published)],
        [right, y(published)],
      ],
      'stroke="#333" stroke-dasharray="4 4"',
    ),
    ...curves.map((c, i) =>
      line(
        c.points.map(([e, p]) => [x(e), y(p)]),
        `stroke="${colours[i % colours.length]}" stroke-width="2"`,
      ),
    ),
    ...labels(curves, y).map(({ label, at, colour }) => text(right + 8, at + 4, label, `fill="${colour}"`)),
    '</svg>',
  ].join('\n')
}

/** Mean of the last five epochs: the figure of docs/results.md. */
const settled = ({ points }: Curve): number => {
  const last = points.slice(-5).map(([, percent]) => percent)
  return last.reduce((sum, percent) => sum + percent, 0) / last.length
}

/** A name beside the end of each line, moved down where two would overlap. */
const labels = (curves: Curve[], y: (percent: number) => number) => {
  const ends = [
    ...curves.map((c, i) => ({ name: c.label, percent: settled(c), colour: colours[i % colours.length] })),
    { name: 'published, 784-500-10', percent: published, colour: '#333' },
  ]
  let free = Number.NEGATIVE_INFINITY
  return ends
    .sort((a, b) => b.percent - a.percent)
    .map(({ name, percent, colour }) => {
      const at = Math.max(y(percent), free)
      free = at + 15
      return { label: `${name}: ${percent.toFixed(1)} %`, at, colour }
    })
}

const [, , out, ...runs] = process.argv
if (out === undefined || runs.length === 0) {
  console.error("usage: npx tsx docs/learning-curve.ts <out.svg> '<label>=<run folder>' ...")
  process.exitCode = 2
} else writeFileSync(out, `${draw(runs.map(readCurve))}\n`)

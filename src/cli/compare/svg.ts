/** Charts as SVG text: no script, no network, readable in print and without colour alone. */
import type { RuleResult } from './results.ts'
import { ranked } from './table.ts'

export const html = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008), then dashes. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555']
const dashes = ['', '6 3', '2 3', '8 3 2 3']
const strokeOf = (i: number) =>
  `stroke="${colours[i % colours.length]}" stroke-dasharray="${dashes[Math.floor(i / colours.length) % dashes.length]}"`

const WIDTH = 760
const LEFT = 48
const LABELS = 210

/** Position on a logarithmic axis, as a share from 0 to 1. */
const logarithmic = (low: number, high: number) => (x: number) =>
  Math.log(Math.max(x, low) / low) / Math.log(high / low)
const ticks = [1, 2, 3, 5, 10, 20, 50, 100]

/** Error against epoch, a curve and a band of one deviation for each rule. */
export const curves = (results: RuleResult[]): string => {
  const height = 380
  const all = results.flatMap(r => r.lines)
  if (all.length === 0) return ''
  const low = Math.min(...all.map(l => l.mean)) * 0.85
  const high = Math.max(...all.map(l => l.mean), low * 2) * 1.1
  const last = Math.max(2, ...all.map(l => l.epoch))
  const at = logarithmic(low, high)
  const y = (error: number) => 10 + (height - 45) * (1 - at(error))
  const x = (epoch: number) => LEFT + ((WIDTH - LEFT - LABELS) * (epoch - 1)) / (last - 1)
  const grid = ticks
    .filter(t => t >= low && t <= high)
    .map(
      t =>
        `<line x1="${LEFT}" x2="${WIDTH - LABELS}" y1="${y(t)}" y2="${y(t)}" class="grid"/><text x="${LEFT - 6}" y="${y(t) + 4}" class="end">${t} %</text>`,
    )
  const epochs = Array.from({ length: last }, (_, i) => i + 1).filter(
    e => e === 1 || e === last || e % Math.ceil(last / 10) === 0,
  )
  const axis = epochs.map(e => `<text x="${x(e)}" y="${height - 14}" class="middle">${e}</text>`)
  const order = ranked(results)
  const places = spaced(order.map(r => y(r.lines.at(-1)?.mean ?? high)))
  const lines = order.map((r, i) => rule(r, i, x, y, places[i]))
  return `<svg viewBox="0 0 ${WIDTH} ${Math.max(height + 8, (places.at(-1) ?? 0) + 12)}" role="img" aria-label="Test error against epoch">${grid.join('')}${axis.join('')}<text x="${LEFT}" y="${height + 2}">epoch; test error on a logarithmic axis</text>${lines.join('')}</svg>`
}

const rule = (r: RuleResult, i: number, x: (e: number) => number, y: (v: number) => number, label: number): string => {
  if (r.lines.length === 0) return ''
  const points = r.lines.map(l => `${x(l.epoch).toFixed(1)},${y(l.mean).toFixed(1)}`)
  const sd = (v: number) => (Number.isFinite(v) ? v : 0)
  const band = [
    ...r.lines.map(l => `${x(l.epoch).toFixed(1)},${y(l.mean + sd(l.sd)).toFixed(1)}`),
    ...[...r.lines].reverse().map(l => `${x(l.epoch).toFixed(1)},${y(Math.max(l.mean - sd(l.sd), 0.01)).toFixed(1)}`),
  ]
  const last = r.lines.at(-1)!
  const stroke = strokeOf(i)
  const dots = r.lines.map(
    l =>
      `<circle cx="${x(l.epoch).toFixed(1)}" cy="${y(l.mean).toFixed(1)}" r="2.5" fill="${colours[i % colours.length]}"><title>${html(r.rule)}, epoch ${l.epoch}: ${l.mean.toFixed(2)} %</title></circle>`,
  )
  const end = WIDTH - LABELS
  return `<g><polygon points="${band.join(' ')}" fill="${colours[i % colours.length]}" opacity="0.15"/><polyline points="${points.join(' ')}" fill="none" stroke-width="1.8" ${stroke}/>${dots.join('')}<line x1="${x(last.epoch)}" y1="${y(last.mean)}" x2="${end + 14}" y2="${label}" class="lead"/><text x="${end + 18}" y="${label + 4}">${html(r.rule)} ${last.mean.toFixed(2)}</text></g>`
}

/** Labels below each other, at least 13 apart, in the order given. */
const spaced = (wanted: number[]): number[] => {
  const order = [...wanted.keys()].sort((a, b) => wanted[b] - wanted[a] || b - a)
  const placed = [...wanted]
  let limit = Number.POSITIVE_INFINITY
  for (const i of order) {
    placed[i] = Math.min(wanted[i], limit)
    limit = placed[i] - 13
  }
  const above = Math.min(...placed)
  return above < 10 ? placed.map(p => p + 10 - above) : placed
}

/** One bar a rule: a number, with a deviation where there is one. */
export const bars = (items: { name: string; value: number; sd?: number; text: string }[], label: string): string => {
  const height = 20 * items.length + 8
  const most = Math.max(...items.map(i => i.value + (Number.isFinite(i.sd) ? i.sd! : 0)), 1e-12)
  const wide = WIDTH - LABELS - 190
  const row = (item: (typeof items)[number], k: number) => {
    const [y, w] = [20 * k + 4, (wide * item.value) / most]
    const sd = Number.isFinite(item.sd) ? (wide * item.sd!) / most : 0
    const error = sd
      ? `<line x1="${LABELS + Math.max(0, w - sd)}" x2="${LABELS + w + sd}" y1="${y + 7}" y2="${y + 7}" stroke="#000"/>`
      : ''
    return `<text x="${LABELS - 8}" y="${y + 11}" class="end">${html(item.name)}</text><rect x="${LABELS}" y="${y}" width="${w.toFixed(1)}" height="14" fill="${colours[0]}"/>${error}<text x="${LABELS + w + sd + 6}" y="${y + 11}">${html(item.text)}</text>`
  }
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${html(label)}">${items.map(row).join('')}</svg>`
}

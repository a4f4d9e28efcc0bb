/** Charts as SVG text: no script, no network, readable in print and without colour alone. */
export const html = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

/** Colours that people with any colour vision tell apart (Okabe & Ito 2008), then dashes. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555']
const dashes = ['', '6 3', '2 3', '8 3 2 3']
const strokeOf = (i: number) =>
  `stroke="${colours[i % colours.length]}" stroke-dasharray="${dashes[Math.floor(i / colours.length) % dashes.length]}"`

const WIDTH = 760
const LEFT = 48
const APART = 13 // labels below each other, at least
const LETTER = 6.4 // width of one, about, in the wider of the usual fonts
/** Room for the longest of some texts. */
const roomFor = (texts: string[]): number => Math.max(210, 28 + LETTER * Math.max(...texts.map(t => t.length)))

/** A line of a chart: one point an epoch. */
export interface Series {
  name: string
  /** Number of its colour and dashes: the same in all charts of a page. */
  style: number
  /** The band: from low to high, or else one deviation to both sides. */
  points: { epoch: number; mean: number; sd: number; low?: number; high?: number }[]
}

/** What is below a chart: epochs, unless a place on the axis has a text of its own, from 1. */
interface Below {
  label: string
  marks?: readonly string[]
}

interface Axis {
  label: string
  unit: string
  ticks: number[]
  low: number
  high: number
  /** Position as a share from 0 to 1. */
  at(x: number): number
}

const logarithmic = (values: number[]): Axis => {
  const low = Math.min(...values) * 0.85
  const high = Math.max(...values, Math.min(1.1 * Math.max(...values, 2 * low), 100))
  const at = (x: number) => Math.log(Math.max(x, low) / low) / Math.log(high / low)
  return {
    label: 'test error on a logarithmic axis',
    unit: ' %',
    ticks: [1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100],
    low,
    high,
    at,
  }
}

const degrees = (values: number[]): Axis => {
  const high = Math.max(90, ...values)
  return { label: 'angle', unit: '°', ticks: [0, 15, 30, 45, 60, 75, 90], low: 0, high, at: x => x / high }
}

/** Error against epoch, a curve and a band of one deviation for each rule. */
export const curves = (series: Series[]): string => chart(series, logarithmic, 'Test error against epoch')
/** Angles against epoch. */
export const angleCurves = (
  series: Series[],
  title = 'Angle between feedback and forward weights against epoch',
): string => chart(series, degrees, title)

/** Errors against what was varied: a place on the axis for each value. */
export const errorsAgainst = (series: Series[], title: string, label: string, marks: readonly string[]): string =>
  chart(series, logarithmic, title, { label, marks })

const chart = (
  series: Series[],
  axisOf: (values: number[]) => Axis,
  title: string,
  below: Below = { label: 'epoch' },
): string => {
  const height = Math.max(380, 60 + APART * series.length)
  const all = series.flatMap(s => s.points)
  if (all.length === 0) return ''
  const axis = axisOf(all.flatMap(p => [p.mean, p.low ?? p.mean, p.high ?? p.mean]))
  const labels = series.map(s => `${s.name} ${s.points.at(-1)?.mean.toFixed(2)}${axis.unit}`)
  const right = WIDTH - roomFor(labels)
  const first = Math.min(1, ...all.map(p => p.epoch))
  const last = Math.max(first, ...all.map(p => p.epoch))
  const y = (value: number) => 10 + (height - 45) * (1 - axis.at(value))
  // A single epoch stands at the end, beside its labels.
  const x = (epoch: number) => (last === first ? right : LEFT + ((right - LEFT) * (epoch - first)) / (last - first))
  const grid = axis.ticks
    .filter(t => t >= axis.low && t <= axis.high)
    .map(
      t =>
        `<line x1="${LEFT}" x2="${right}" y1="${y(t)}" y2="${y(t)}" class="grid"/><text x="${LEFT - 6}" y="${y(t) + 4}" class="end">${t}${axis.unit}</text>`,
    )
  const epochs = Array.from({ length: last + 1 - first }, (_, i) => i + first).filter(
    e => e === first || e === last || e % Math.ceil(last / 10) === 0,
  )
  const marks = epochs.map(
    e => `<text x="${x(e)}" y="${height - 14}" class="middle">${html(below.marks?.[e - 1] ?? String(e))}</text>`,
  )
  const places = spaced(series.map(s => y(s.points.at(-1)?.mean ?? axis.high)))
  const lines = series.map((s, i) => curve(s, { x, y, unit: axis.unit, low: axis.low, right, below }, places[i]))
  return `<svg viewBox="0 0 ${WIDTH} ${Math.max(height + 8, Math.max(...places) + 12)}" role="img" aria-label="${title}">${grid.join('')}${marks.join('')}<text x="${LEFT}" y="${height + 2}">${html(below.label)}; ${axis.label}</text>${lines.join('')}</svg>`
}

interface Frame {
  x(epoch: number): number
  y(value: number): number
  unit: string
  low: number
  right: number
  below: Below
}

const curve = ({ name, style, points }: Series, { x, y, unit, low, right, below }: Frame, label: number): string => {
  if (points.length === 0) return ''
  const place = (epoch: number, value: number) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`
  const sd = (v: number) => (Number.isFinite(v) ? v : 0)
  const line = points.map(p => place(p.epoch, p.mean))
  const band = [
    ...points.map(p => place(p.epoch, p.high ?? p.mean + sd(p.sd))),
    ...[...points].reverse().map(p => place(p.epoch, Math.max(p.low ?? p.mean - sd(p.sd), low))),
  ]
  const last = points.at(-1)!
  const colour = colours[style % colours.length]
  const dots = points.map(
    p =>
      `<circle cx="${x(p.epoch).toFixed(1)}" cy="${y(p.mean).toFixed(1)}" r="2.5" fill="${colour}"><title>${html(name)}, ${below.marks?.[p.epoch - 1] ?? `epoch ${p.epoch}`}: ${p.mean.toFixed(2)}${unit}</title></circle>`,
  )
  return `<g><polygon points="${band.join(' ')}" fill="${colour}" opacity="0.15"/><polyline points="${line.join(' ')}" fill="none" stroke-width="1.8" ${strokeOf(style)}/>${dots.join('')}<line x1="${x(last.epoch)}" y1="${y(last.mean)}" x2="${right + 14}" y2="${label}" class="lead"/><text x="${right + 18}" y="${label + 4}">${html(name)} ${last.mean.toFixed(2)}${unit}</text></g>`
}

/** Labels below each other, in the order given. */
const spaced = (wanted: number[]): number[] => {
  const order = [...wanted.keys()].sort((a, b) => wanted[b] - wanted[a] || b - a)
  const placed = [...wanted]
  let limit = Number.POSITIVE_INFINITY
  for (const i of order) {
    placed[i] = Math.min(wanted[i], limit)
    limit = placed[i] - APART
  }
  const above = Math.min(...placed)
  return above < 10 ? placed.map(p => p + 10 - above) : placed
}

/** One bar a rule: a number, with a deviation where there is one. */
export const bars = (items: { name: string; value: number; sd?: number; text: string }[], label: string): string => {
  const height = 20 * items.length + 8
  const most = Math.max(...items.map(i => i.value + (Number.isFinite(i.sd) ? i.sd! : 0)), 1e-12)
  const left = roomFor(items.map(i => i.name))
  const wide = WIDTH - left - Math.min(340, 12 + LETTER * Math.max(...items.map(i => i.text.length)))
  const row = (item: (typeof items)[number], k: number) => {
    const [y, w] = [20 * k + 4, (wide * item.value) / most]
    const sd = Number.isFinite(item.sd) ? (wide * item.sd!) / most : 0
    const error = sd
      ? `<line x1="${left + Math.max(0, w - sd)}" x2="${left + w + sd}" y1="${y + 7}" y2="${y + 7}" stroke="currentColor"/>`
      : ''
    return `<text x="${left - 8}" y="${y + 11}" class="end">${html(item.name)}</text><rect x="${left}" y="${y}" width="${w.toFixed(1)}" height="14" fill="${colours[0]}"/>${error}<text x="${left + w + sd + 6}" y="${y + 11}">${html(item.text)}</text>`
  }
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${html(label)}">${items.map(row).join('')}</svg>`
}

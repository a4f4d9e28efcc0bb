import { type Axis, type AxisScale, format, type ScaleLinear, scaleLinear, select } from 'd3'
import { put, putText, s } from '../dom.ts'
import { letterWidth, scaled } from '../letters.ts'

type MakeAxis = (scale: AxisScale<number>) => Axis<number>

/** An axis of recorded time over a window in ticks: ms where the window is short, else seconds. */
export const timeAxis = (
  make: MakeAxis,
  window: readonly [number, number],
  width: number,
  dt: number,
): Axis<number> => {
  const ms = [window[0] * dt, window[1] * dt]
  const unit = ms[1] - ms[0] > 20_000 ? 1000 : 1
  const scale = scaleLinear([ms[0] / unit, ms[1] / unit], [0, width])
  return unitAxis(make, scale, Math.max(2, Math.floor(width / scaled(90))), unit === 1000 ? 's' : 'ms')
}

const ROOM = 26 // pixels that half a label with its unit needs
const GAP = 6 // pixels between two labels
const END = 12 // pixels: a label nearer to the right end than this ends there

/** An axis whose last label that has room says the unit; with as many ticks, about `count`, as have room for their labels. */
export const unitAxis = (
  make: MakeAxis,
  scale: ScaleLinear<number, number>,
  count: number,
  unit: string,
): Axis<number> => {
  const isEpoch = unit === 'epoch' // named in the title, whole numbers only
  const right = scale.range()[1]
  const labelled = (count: number): Label[] => {
    const ticks = scale.ticks(count).filter(tick => !isEpoch || Number.isInteger(tick))
    const format = isEpoch ? String : scale.tickFormat(count)
    const named = isEpoch || !unit ? undefined : ticks.findLast(tick => scale(tick) < right - scaled(ROOM))
    return ticks.map(tick => ({ tick, text: tick === named ? `${format(tick)} ${unit}` : format(tick) }))
  }
  const fewer = Array.from({ length: Math.max(1, count - 1) }, (_, i) => count - i)
  const labels = fewer.map(labelled).find(list => isApart(list, scale, right)) ?? labelled(2)
  return quiet(make(scale))
    .tickValues(labels.map(l => l.tick))
    .tickFormat((_, i) => labels[i].text)
}

interface Label {
  tick: number
  text: string
}

/** Whether no label runs into the next. */
const isApart = (labels: readonly Label[], scale: (tick: number) => number, right: number): boolean => {
  const edges = labels.map(({ tick, text }) => {
    const width = letterWidth() * text.length
    const isLast = scale(tick) > right - END
    return { from: scale(tick) - (isLast ? width : width / 2), to: scale(tick) + width / 2 }
  })
  return edges.every(({ from }, i) => i === 0 || from >= edges[i - 1].to + GAP)
}

const MOST_VALUES = 10 // labels of a value axis, however high it is

/**
 * A value axis at the left with about `count` ticks, and the pixels that its labels take. Labels that would not fit into `room` pixels are
 * written with a power of ten, if that is shorter.
 */
export const valueAxis = (
  make: MakeAxis,
  scale: ScaleLinear<number, number>,
  { count, room, format }: { count: number; room: number; format?: string },
): { axis: Axis<number>; width: number } => {
  const n = Math.min(MOST_VALUES, Math.max(2, count))
  const ticks = scale.ticks(n)
  const usual = scale.tickFormat(n, format)
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf))
  const [plain, short] = [ticks.map(usual), ticks.map(power)]
  const isShorter = widest(plain) > room && new Set(short).size === ticks.length && widest(short) < widest(plain)
  const texts = isShorter ? short : plain.map((text, i) => (ticks[i] === 0 && /[A-Za-z]$/.test(text) ? '0' : text))
  const axis = quiet(make(scale))
    .tickValues(ticks)
    .tickFormat((_, i) => texts[i])
  return { axis, width: widest(texts) }
}

/** Pixels, about: digits are wider than letters, points and commas narrow, capitals and % wide. */
const widthOf = (text: string): number =>
  letterWidth() * [...text].reduce((sum, c) => sum + (/[.,]/.test(c) ? 0.5 : /[A-Z%]/.test(c) ? 1.6 : 1.1), 0)

/** 2.5e-4, 4e5. */
const power = (tick: number): string => (tick === 0 ? '0' : tickPower(tick).replace('e+', 'e'))
const tickPower = format('.3~e')

const [LENGTH, PADDING] = [4, 4] // pixels

const quiet = (axis: Axis<number>): Axis<number> => axis.tickSizeInner(LENGTH).tickSizeOuter(0).tickPadding(PADDING)

/**
 * Draws an axis along the foot, as d3 does it; a label that would run over the right end ends there. It is drawn in every frame of a pan, so only
 * what differs is set.
 */
export const drawFoot = (root: SVGGElement, axis: Axis<number>): void => {
  const scale = axis.scale() as ScaleLinear<number, number>
  const [from, to] = scale.range()
  const values = (axis.tickValues() as number[] | null) ?? scale.ticks()
  const format = axis.tickFormat() ?? String
  const edge = devicePixelRatio > 1 ? 0 : 0.5
  const isLast = (value: number) => scale(value) > from + (to - from) * 0.999 - END
  put(spine(root), { d: `M${from + edge},${edge}H${to + edge}` })
  select(root)
    .selectAll<SVGGElement, number>('g.tick')
    .data(values, value => value)
    .join(enter => enter.append(tick))
    .each(function (value, i) {
      put(this, { transform: `translate(${scale(value) + edge},0)` })
      const label = this.lastElementChild!
      put(label, isLast(value) ? { 'text-anchor': 'end', dx: 4 } : { 'text-anchor': 'middle', dx: 0 })
      putText(label, format(value, i))
    })
}

/** The line of an axis; made with the axis. */
const spine = (root: SVGGElement): Element => {
  if (root.firstElementChild) return root.firstElementChild
  put(root, { fill: 'none', 'font-size': 10, 'font-family': 'sans-serif' })
  return root.appendChild(s('path', { class: 'domain', stroke: 'currentColor' }))
}

const tick = (): SVGGElement =>
  s(
    'g',
    { class: 'tick' },
    s('line', { stroke: 'currentColor', y2: LENGTH }),
    s('text', { fill: 'currentColor', y: scaled(LENGTH + PADDING), dy: '0.71em' }),
  )

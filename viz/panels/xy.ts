import { axisBottom, axisLeft, format, type ScaleContinuousNumeric, scaleLinear, scaleLog, select } from 'd3'
import { h, s } from '../dom.ts'
import { letterWidth } from '../letters.ts'
import { tooltip } from './tooltip.ts'

export interface XyRange {
  x: readonly [number, number]
  y: readonly [number, number]
  xLabel: string
  yLabel: string
  logX?: boolean
  yFormat?: string
  about: string // for those who cannot see it
}

export type Scale = ScaleContinuousNumeric<number, number>

export interface XyScales {
  x: Scale
  y: Scale
  width: number
  height: number
}

/** Larger where the text is. */
const margins = () => ({
  left: Math.round(8.1 * letterWidth()),
  right: 12,
  top: Math.max(12, Math.round(2.2 * letterWidth())),
  bottom: Math.max(38, Math.round(6 * letterWidth())),
})

/** An empty plot of two quantities: axes with their names, layers to draw in, and a box for what the pointer is on. */
export const xyPlot = (parent: HTMLElement, layers: readonly string[]) => {
  const svg = s('svg', { role: 'img' })
  const box = h('div', { class: 'plot xy' }, svg)
  parent.append(box)
  const xAxis = s('g', { class: 'x axis' })
  const yAxis = s('g', { class: 'y axis' })
  const xName = s('text', { class: 'axis-name', 'text-anchor': 'middle' })
  const margin = margins()
  const yName = s('text', { class: 'axis-name', x: 4, y: margin.top - 3 })
  const groups = layers.map(name => s('g', { class: name }))
  svg.append(xAxis, yAxis, ...groups, xName, yName)
  const layout = (range: XyRange): XyScales => {
    const width = Math.max(20, box.clientWidth - margin.left - margin.right)
    const height = Math.max(20, box.clientHeight - margin.top - margin.bottom)
    const x = (range.logX ? scaleLog() : scaleLinear()).domain(range.x).range([0, width])
    const y = scaleLinear().domain(range.y).range([height, 0])
    for (const g of [yAxis, ...groups]) g.setAttribute('transform', `translate(${margin.left},${margin.top})`)
    xAxis.setAttribute('transform', `translate(${margin.left},${margin.top + height})`)
    const count = Math.max(2, Math.floor(width / 80))
    const foot = axisBottom(x).tickSizeInner(4).tickSizeOuter(0)
    select(xAxis).call(
      range.logX ? foot.tickValues(logTicks(range.x, count)).tickFormat(format('~s')) : foot.ticks(count),
    )
    const side = axisLeft(y).tickSizeInner(4).tickSizeOuter(0)
    select(yAxis).call(side.ticks(Math.min(10, Math.max(2, Math.floor(height / 40))), range.yFormat))
    xName.textContent = range.xLabel
    xName.setAttribute('x', String(margin.left + width / 2))
    xName.setAttribute('y', String(margin.top + height + margin.bottom - 6))
    yName.textContent = range.yLabel
    svg.setAttribute('aria-label', range.about)
    return { x, y, width, height }
  }
  return { box, svg, groups, layout, tip: tooltip(box), left: margin.left, top: margin.top }
}

/** Within a decade as on a linear axis; over decades the powers of ten, and 2 and 5 times them where there is room. */
const logTicks = ([low, high]: readonly [number, number], count: number): number[] => {
  if (high / low < 10) return scaleLinear([low, high], [0, 1]).ticks(Math.min(count, 6))
  const decades = Array.from({ length: 40 }, (_, i) => 10 ** (i - 20))
  const inside = (ticks: number[]) => ticks.filter(t => t >= low && t <= high)
  const fine = inside(decades.flatMap(d => [d, 2 * d, 5 * d]))
  return fine.length <= count ? fine : inside(decades)
}

export type XyPlot = ReturnType<typeof xyPlot>

/** The smallest range that holds all numbers, with some room; where there is none, around `fallback`. */
export const roomFor = (values: readonly number[], room = 0.06, fallback = 0): [number, number] => {
  const known = values.filter(Number.isFinite)
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (!(high >= low)) return [fallback - 1, fallback + 1]
  const more = high > low ? room * (high - low) : Math.max(1e-9, Math.abs(high) * room)
  return [low - more, high + more]
}

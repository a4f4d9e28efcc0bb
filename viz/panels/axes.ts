import { type Axis, type AxisScale, type ScaleLinear, scaleLinear, select } from 'd3'

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
  return unitAxis(make, scale, Math.max(2, Math.floor(width / 90)), unit === 1000 ? 's' : 'ms')
}

const ROOM = 26 // pixels that half a label with its unit needs

/** An axis whose last label that has room says the unit. */
export const unitAxis = (
  make: MakeAxis,
  scale: ScaleLinear<number, number>,
  count: number,
  unit: string,
): Axis<number> => {
  const isEpoch = unit === 'epoch' // named in the title, whole numbers only
  const ticks = scale.ticks(count).filter(tick => !isEpoch || Number.isInteger(tick))
  const format = isEpoch ? String : scale.tickFormat(count)
  const named = isEpoch ? undefined : ticks.findLast(tick => scale(tick) < scale.range()[1] - ROOM)
  return quiet(make(scale))
    .tickValues(ticks)
    .tickFormat(value => (value === named && unit ? `${format(value)} ${unit}` : format(value)))
}

/** A value axis with few ticks. */
export const valueAxis = (make: MakeAxis, scale: AxisScale<number>, count = 4, format?: string): Axis<number> =>
  quiet(make(scale)).ticks(count, format)

const quiet = (axis: Axis<number>): Axis<number> => axis.tickSizeInner(4).tickSizeOuter(0).tickPadding(4)

/** Draws an axis along the foot; a label that would run over the right end ends there. */
export const drawFoot = (root: SVGGElement, axis: Axis<number>): void => {
  const g = select(root).call(axis)
  const [from, to] = axis.scale().range() as [number, number]
  const isLast = (value: unknown) => axis.scale()(value as number)! > from + (to - from) * 0.999 - 12
  g.selectAll('.tick text')
    .attr('text-anchor', value => (isLast(value) ? 'end' : 'middle'))
    .attr('dx', value => (isLast(value) ? 4 : 0))
}

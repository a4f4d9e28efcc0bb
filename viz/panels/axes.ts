import { type Axis, type AxisScale, scaleLinear } from 'd3'

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
  const count = Math.max(2, Math.floor(width / 90))
  const ticks = scale.ticks(count)
  const label = unit === 1000 ? 's' : 'ms'
  const format = scale.tickFormat(count, ',')
  return make(scale)
    .tickValues(ticks)
    .tickSizeInner(4)
    .tickSizeOuter(0)
    .tickPadding(4)
    .tickFormat((value, i) => (i === ticks.length - 1 ? `${format(value)} ${label}` : format(value)))
}

/** A value axis with few, quiet ticks. */
export const valueAxis = (make: MakeAxis, scale: AxisScale<number>, count = 4, format?: string): Axis<number> =>
  make(scale).ticks(count, format).tickSizeInner(4).tickSizeOuter(0).tickPadding(4)

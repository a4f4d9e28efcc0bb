import { SpecError } from '../../errors.ts'
import { type EffectMatrix, effectMatrix, type PairRead } from './matrix.ts'
import { noContrast } from './reasons.ts'
import {
  added,
  addResponseRow,
  brokenResponses,
  columnSum,
  forgetRows,
  mergeRows,
  noRows,
  pooledVariance,
  type RowSums,
  scale,
} from './rows.ts'

/**
 * Windows of many units with a vector of rewards each: spiking and silent windows are the two columns of a 2 x 2 table a pair, and with Σx y
 * they hold two lines (Guerguiev, Kording & Richards 2020, whose online regression these sums replace).
 */
export interface PairWindows {
  /** Largest un-reset drive is measured from here. */
  threshold: number
  /** Windows with |drive - threshold| up to this count. The published value is 10: all of them. */
  margin: number
  spiking: PairSide
  silent: PairSide
  /** All windows and all windows with a spike, inside the margin or not, one a unit. */
  windows: Float64Array
  spikingWindows: Float64Array
  /** Windows whose drive was not a finite number, one a unit. */
  notFinite: Float64Array
  timing?: { window: number; response: number }
}

export interface PairSide {
  rows: RowSums
  /** Σ x and Σ x², one a unit; Σ x y, [unit][response]. */
  x: Float64Array
  xx: Float64Array
  xy: Float64Array
}

export interface PairOptions {
  units: number
  responses: number
  threshold: number
  margin: number
  timing?: { window: number; response: number }
}

export const noPairWindows = ({ units, responses, ...options }: PairOptions): PairWindows => ({
  ...options,
  spiking: noSide(units, responses),
  silent: noSide(units, responses),
  windows: new Float64Array(units),
  spikingWindows: new Float64Array(units),
  notFinite: new Float64Array(units),
})

const noSide = (units: number, responses: number): PairSide => ({
  rows: noRows(units, responses),
  x: new Float64Array(units),
  xx: new Float64Array(units),
  xy: new Float64Array(units * responses),
})

/**
 * Adds a closed window of `unit` in place.
 * @param drive largest un-reset drive in the window.
 * @param y reward of each response: mean of its trace over the window, less the trace when it opened.
 */
export const addPairWindow = (
  w: PairWindows,
  unit: number,
  drive: number,
  spiked: boolean,
  y: ArrayLike<number>,
): void => {
  const x = drive - w.threshold
  w.windows[unit] += 1
  if (spiked) w.spikingWindows[unit] += 1
  if (!Number.isFinite(x)) w.notFinite[unit] += 1
  else if (Math.abs(x) <= w.margin) addToSide(spiked ? w.spiking : w.silent, unit, x, y)
}

const addToSide = (side: PairSide, unit: number, x: number, y: ArrayLike<number>): void => {
  const { responses } = side.rows
  addResponseRow(side.rows, unit, y)
  side.x[unit] += x
  side.xx[unit] += x * x
  for (let j = 0; j < responses; j++) side.xy[unit * responses + j] += x * y[j]
}

/** The sums of both. Throws SpecError where threshold, margin or shape differ. */
export const mergePairWindows = (a: PairWindows, b: PairWindows): PairWindows => {
  const facts = ({ threshold, margin }: PairWindows) => `threshold ${threshold}, margin ${margin}`
  if (facts(a) !== facts(b)) throw new SpecError('merge', facts(a), facts(b))
  return {
    ...a,
    spiking: mergeSides(a.spiking, b.spiking),
    silent: mergeSides(a.silent, b.silent),
    windows: added(a.windows, b.windows),
    spikingWindows: added(a.spikingWindows, b.spikingWindows),
    notFinite: added(a.notFinite, b.notFinite),
  }
}

const mergeSides = (a: PairSide, b: PairSide): PairSide => ({
  rows: mergeRows(a.rows, b.rows),
  x: added(a.x, b.x),
  xx: added(a.xx, b.xx),
  xy: added(a.xy, b.xy),
})

/** Multiplies what was seen by `factor`, in place, at the end of a phase. */
export const forgetPairWindows = (w: PairWindows, factor: number): void => {
  const sides = [w.spiking, w.silent]
  for (const side of sides) forgetRows(side.rows, factor)
  scale([...sides.flatMap(({ x, xx, xy }) => [x, xx, xy]), w.windows, w.spikingWindows], factor)
}

/** Spike-triggered average: mean reward of the spiking windows. Right only where nothing is confounded. */
export const spikeTriggered = (w: PairWindows): EffectMatrix => read(w, onSide(w.spiking))

/** Constant discontinuity: spiking mean - silent mean, both of the same unit. */
export const constantPairs = (w: PairWindows): EffectMatrix => read(w, difference(onSide(w.spiking), onSide(w.silent)))

/** Constant discontinuity whose silent mean is pooled over all units of a response: three times as fast, blind to common effects. */
export const pooledBaseline = (w: PairWindows): EffectMatrix => {
  const { rows } = w.silent
  const n = rows.count.reduce((sum, count) => sum + count, 0)
  const means = Float64Array.from({ length: rows.responses }, (_, j) => columnSum(rows, j) / n)
  const variances = Float64Array.from({ length: rows.responses }, (_, j) => pooledVariance(rows, j) / n)
  return read(
    w,
    difference(onSide(w.spiking), (_, j) => ({ effect: means[j], variance: variances[j] })),
  )
}

/** Two least-squares lines and the gap at threshold. */
export const linearPairs = (w: PairWindows): EffectMatrix => read(w, difference(line(w.spiking), line(w.silent)))

/** A line on the spiking side, a mean on the silent one. */
export const linearConstantPairs = (w: PairWindows): EffectMatrix =>
  read(w, difference(line(w.spiking), onSide(w.silent)))

const read = (w: PairWindows, pair: PairRead): EffectMatrix => {
  const { units, responses } = w.spiking.rows
  const events = added(w.spiking.rows.count, w.silent.rows.count)
  const unitReason = Array.from(events, (_, i) => noPair(w, i))
  const responseReason = brokenResponses(w.spiking.rows.notFinite, w.silent.rows.notFinite)
  return effectMatrix({ units, responses, events, unitReason, responseReason }, pair)
}

const noPair = (w: PairWindows, i: number): string | null => {
  const windows = w.windows[i]
  const counts = { windows, spiking: w.spikingWindows[i], notFinite: w.notFinite[i], timing: w.timing }
  const contrast = noContrast(counts)
  if (contrast) return contrast
  const near = `of ${windows} windows came within ${w.margin} of threshold`
  if (w.spiking.rows.count[i] === 0) return `no spiking one ${near}`
  return w.silent.rows.count[i] === 0 ? `no silent one ${near}` : null
}

const difference =
  (a: PairRead, b: PairRead): PairRead =>
  (i, j) => {
    const left = a(i, j)
    const right = b(i, j)
    return { effect: left.effect - right.effect, variance: left.variance + right.variance }
  }

const onSide = ({ rows }: PairSide): PairRead => {
  const variance = Float64Array.from({ length: rows.responses }, (_, j) => pooledVariance(rows, j))
  return (i, j) => ({ effect: rows.sum[i * rows.responses + j] / rows.count[i], variance: variance[j] / rows.count[i] })
}

/** The line's value at threshold; NaN where a unit has one drive only. Its error takes the variance about the mean: on the safe side. */
const line = ({ rows, x, xx, xy }: PairSide): PairRead => {
  const variance = Float64Array.from({ length: rows.responses }, (_, j) => pooledVariance(rows, j))
  return (i, j) => {
    const n = rows.count[i]
    const meanX = x[i] / n
    const spread = xx[i] - x[i] * meanX
    if (!(spread > 1e-12 * xx[i])) return { effect: Number.NaN, variance: Number.NaN }
    const at = i * rows.responses + j
    const slope = (xy[at] - meanX * rows.sum[at]) / spread
    return { effect: rows.sum[at] / n - slope * meanX, variance: variance[j] * (1 / n + meanX ** 2 / spread) }
  }
}

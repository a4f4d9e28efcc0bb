import { SpecError } from '../../errors.ts'
import { addPoint, type Moments, mergeMoments, noMoments } from '../moments.ts'

/**
 * Which windows count. x = largest un-reset drive of the window - threshold, in the unit of the drive. A window is inside the
 * margin if -below < x < above.
 */
export interface Margin {
  above: number
  below: number
}

export interface WindowOptions {
  /** Threshold θ of the neuron. */
  threshold: number
  margin: Margin
  /**
   * What puts a window on its side: the sign of x ('drive', as published; the default) or whether the neuron spiked ('spike').
   * They differ where a window opens inside a refractory period.
   */
  side?: 'drive' | 'spike'
  /** Lengths in ticks, if known: the reward must not be read later than the window closes. */
  timing?: { window: number; response: number }
}

/** Sums over windows, by side of the threshold. Points are (x, reward). */
export interface WindowSums extends WindowOptions {
  above: Moments
  below: Moments
  /** All windows seen, inside the margin or not. */
  windows: number
  /** Windows in which the neuron spiked. */
  spiking: number
  /** Windows whose drive or reward was NaN or infinite. */
  notFinite: number
}

/** The same margin on both sides of the threshold. */
export const within = (p: number): Margin => ({ above: p, below: p })

/** Every window: with the constant estimator this is the observed dependence. */
export const everyWindow: Margin = within(Number.POSITIVE_INFINITY)

/** All windows that passed threshold, and those that missed it by less than p (Lansdell & Kording 2023, figure S2). */
export const oneSided = (p: number): Margin => ({ above: Number.POSITIVE_INFINITY, below: p })

/** Empty sums. Throws SpecError where a margin is not above 0. */
export const noWindows = (options: WindowOptions): WindowSums => {
  const { above, below } = options.margin
  if (!(above > 0 && below > 0)) throw new SpecError('margin', 'numbers above 0', `${above} above, ${below} below`)
  return { ...options, above: noMoments(), below: noMoments(), windows: 0, spiking: 0, notFinite: 0 }
}

/**
 * Adds a window in place.
 * @param drive Z, the largest value of the un-reset drive in the window.
 * @param reward the reward (or cost) read at the end of the window.
 * @param spiked whether the neuron spiked; taken from the drive where it is left out.
 * @param weight how often the window occurred; 1 for a simulated one.
 */
export const addWindow = (
  sums: WindowSums,
  drive: number,
  reward: number,
  spiked = drive >= sums.threshold,
  weight = 1,
): void => {
  sums.windows += weight
  if (spiked) sums.spiking += weight
  const x = drive - sums.threshold
  if (!Number.isFinite(x) || !Number.isFinite(reward)) sums.notFinite += weight
  else if (isInside(sums.margin, x)) addPoint(isAbove(sums, x, spiked) ? sums.above : sums.below, x, reward, weight)
}

/** The side of a window inside the margin. */
export const isAbove = ({ side }: WindowOptions, x: number, spiked: boolean): boolean =>
  side === 'spike' ? spiked : x > 0

/** Inside the margin. x = 0 belongs to neither side and is left out, as in the published code. */
export const isInside = (margin: Margin, x: number): boolean => x < margin.above && x > -margin.below && x !== 0

/** The sums of both; replicas add up. Throws SpecError where the options differ. */
export const mergeWindows = (a: WindowSums, b: WindowSums): WindowSums => {
  requireSameOptions(a, b)
  return {
    ...a,
    above: mergeMoments(a.above, b.above),
    below: mergeMoments(a.below, b.below),
    windows: a.windows + b.windows,
    spiking: a.spiking + b.spiking,
    notFinite: a.notFinite + b.notFinite,
  }
}

/** Merging sums over different windows would give a number without a meaning. */
export const requireSameOptions = (a: WindowOptions, b: WindowOptions): void => {
  const facts = ({ threshold, margin, side }: WindowOptions) =>
    `threshold ${threshold}, margin ${margin.above} above and ${margin.below} below, side ${side ?? 'drive'}`
  if (facts(a) !== facts(b)) throw new SpecError('merge', facts(a), facts(b))
}

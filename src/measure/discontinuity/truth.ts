import { addPoint, type Moments, mergeMoments, noMoments, varianceOfMean } from '../moments.ts'
import { type Estimate, known, unknown } from './estimate.ts'
import { type OutputKernel, traceAfter } from './kernel.ts'
import { noContrast } from './reasons.ts'
import { isInside, within } from './windows.ts'

/**
 * The truth beside the estimates: what the reward would have been with one spike less, or one more, in windows that barely passed
 * or barely missed threshold. Exact for a read-out of the neuron's own trace; with neurons downstream the caller's `reward`
 * must re-simulate them with common random numbers.
 */
export interface PairedTruth {
  threshold: number
  /** Windows with |x| below this count. */
  margin: number
  /** Length of the window in ticks. */
  window: number
  kernel: OutputKernel
  /** Differences reward(with spike) - reward(without), as y, for windows with one spike and with none. */
  spiking: Moments
  silent: Moments
  windows: number
  spikingWindows: number
  notFinite: number
}

export interface PairedWindow {
  /** Largest un-reset drive of the window. */
  drive: number
  /** Number of spikes of the neuron in the window. */
  spikes: number
  /** Tick in the window (0 is the first) of its spike; where it is silent, of the largest drive. */
  at: number
  /** The neuron's output trace when the reward was read. */
  trace: number
  /** The reward as a function of the neuron's own trace, all else as it was. */
  reward: (trace: number) => number
}

export interface TruthOptions {
  threshold: number
  window: number
  kernel: OutputKernel
  /** 0.05 where it is left out. */
  margin?: number
}

export const noTruth = ({ margin = 0.05, ...options }: TruthOptions): PairedTruth => ({
  ...options,
  margin,
  spiking: noMoments(),
  silent: noMoments(),
  windows: 0,
  spikingWindows: 0,
  notFinite: 0,
})

/** Adds a window in place. Windows off the margin, and those with two spikes or more, are only counted. */
export const addTruthWindow = (truth: PairedTruth, window: PairedWindow): void => {
  const x = window.drive - truth.threshold
  truth.windows += 1
  if (window.spikes > 0) truth.spikingWindows += 1
  if (!Number.isFinite(x)) truth.notFinite += 1
  else if (window.spikes <= 1 && isInside(within(truth.margin), x)) addDifference(truth, window, x)
}

const addDifference = (truth: PairedTruth, { spikes, at, trace, reward }: PairedWindow, x: number): void => {
  const jump = traceAfter(truth.kernel, truth.window - 1 - at)
  const without = spikes === 1 ? trace - jump : trace
  const difference = reward(without + jump) - reward(without)
  if (!Number.isFinite(difference)) truth.notFinite += 1
  else addPoint(spikes === 1 ? truth.spiking : truth.silent, x, difference)
}

export const mergeTruth = (a: PairedTruth, b: PairedTruth): PairedTruth => ({
  ...a,
  spiking: mergeMoments(a.spiking, b.spiking),
  silent: mergeMoments(a.silent, b.silent),
  windows: a.windows + b.windows,
  spikingWindows: a.spikingWindows + b.spikingWindows,
  notFinite: a.notFinite + b.notFinite,
})

/** Mean difference over the windows of both sides. */
export const trueEffect = (truth: PairedTruth): Estimate => meanOf(truth, mergeMoments(truth.spiking, truth.silent))

/** The same for each side alone; they agree within about 1 % where the definition is sound. */
export const trueEffectBySide = (truth: PairedTruth): { spiking: Estimate; silent: Estimate } => ({
  spiking: meanOf(truth, truth.spiking),
  silent: meanOf(truth, truth.silent),
})

const meanOf = (truth: PairedTruth, differences: Moments): Estimate => {
  const { n } = differences
  const reason = noContrast({ ...truth, spiking: truth.spikingWindows })
  if (reason) return unknown(reason, n)
  if (n === 0) return unknown(`none of ${truth.windows} windows came within ${truth.margin} of threshold`, 0)
  return known(differences.meanY, varianceOfMean(differences), n)
}

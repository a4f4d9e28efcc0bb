import { addPoint, type Moments, mergeMoments, noMoments, varianceOfMean } from '../moments.ts'
import { type Estimate, known, sumOrNull, unknown } from './estimate.ts'
import { type OutputKernel, traceAfter } from './kernel.ts'
import { noContrast } from './reasons.ts'

/**
 * Spike perturbation: the neuron's train is replaced by one spike at a uniform tick in every second window on average, the other
 * trains stay, and the reward is computed anew. A randomised control; it changes the neuron's own history (rate one half a
 * window), so it agrees with the paired truth only for rewards that are nearly linear in the neuron's trace.
 */
export interface Perturbation {
  /** Length of the window in ticks. */
  window: number
  kernel: OutputKernel
  /** The neuron's trace under its replaced train, at the end of the last window. Not part of the sums: a replica has its own. */
  trace: number
  spiking: Moments
  silent: Moments
  notFinite: number
}

export const noPerturbation = (window: number, kernel: OutputKernel): Perturbation => ({
  window,
  kernel,
  trace: 0,
  spiking: noMoments(),
  silent: noMoments(),
  notFinite: 0,
})

/**
 * Adds a window in place, in the order of time.
 * @param reward the reward as a function of the neuron's own trace at the end of the window, all else as it was.
 * @param random uniform draws in [0, 1).
 */
export const addPerturbedWindow = (p: Perturbation, reward: (trace: number) => number, random: () => number): void => {
  const spiked = random() < 0.5
  const jump = spiked ? traceAfter(p.kernel, p.window - 1 - Math.floor(random() * p.window)) : 0
  p.trace = p.trace * p.kernel.decay ** p.window + jump
  const value = reward(p.trace)
  if (!Number.isFinite(value)) p.notFinite += 1
  else addPoint(spiked ? p.spiking : p.silent, 0, value)
}

/** The sums of both; the trace stays that of `a`. */
export const mergePerturbations = (a: Perturbation, b: Perturbation): Perturbation => ({
  ...a,
  spiking: mergeMoments(a.spiking, b.spiking),
  silent: mergeMoments(a.silent, b.silent),
  notFinite: a.notFinite + b.notFinite,
})

/** Mean reward of the windows given a spike - mean of those given none. */
export const perturbationEffect = ({ spiking, silent, notFinite }: Perturbation): Estimate => {
  const used = spiking.n + silent.n
  const reason = noContrast({ windows: used + notFinite, spiking: spiking.n, notFinite })
  if (reason) return unknown(reason, used)
  return known(spiking.meanY - silent.meanY, sumOrNull(varianceOfMean(spiking), varianceOfMean(silent)), used)
}

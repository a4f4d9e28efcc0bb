import type { Estimate } from './estimate.ts'

/** One line of `apical effect --json`. */
export interface EffectLine {
  /** `hidden[3]`. */
  neuron: string
  /** `constant p=0.1`. */
  estimator: string
  estimate: number | null
  error: number | null
  /** The paired single-spike effect, where it is known. */
  truth: number | null
  windows: number
  reason?: string
}

export const effectLine = (
  neuron: string,
  estimator: string,
  { estimate, error, windows, reason }: Estimate,
  truth: Estimate | null,
): EffectLine => ({
  neuron,
  estimator,
  estimate,
  error,
  truth: truth?.estimate ?? null,
  windows,
  ...(reason === undefined ? {} : { reason }),
})

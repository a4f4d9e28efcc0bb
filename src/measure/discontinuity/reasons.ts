import type { Margin, WindowOptions } from './windows.ts'

/** What an estimator must know to tell whether it has anything to estimate from. */
export interface Counts {
  windows: number
  spiking: number
  notFinite: number
  timing?: WindowOptions['timing']
}

/** Why no effect can be told from these windows, or null. Holds for every estimator that compares spiking with silent windows. */
export const noContrast = ({ windows, spiking, notFinite, timing }: Counts): string | null => {
  if (timing && timing.window < timing.response)
    return `the window of ${timing.window} ticks is shorter than the response of ${timing.response} ticks`
  if (windows === 0) return 'no window was recorded'
  if (notFinite > 0) return `${notFinite} of ${windows} windows have a reward or drive that is not a finite number`
  if (spiking === 0) return `the neuron never spiked in ${windows} windows`
  if (spiking === windows) return `the neuron spiked in every one of ${windows} windows`
  return null
}

/** Why a margin is empty on one side, or null. `above` and `below` count the windows inside it. */
export const emptyMargin = (margin: Margin, above: number, below: number, windows: number): string | null => {
  if (above === 0) return `none of ${windows} windows passed the threshold by less than ${margin.above}`
  if (below === 0) return `none of ${windows} windows missed the threshold by less than ${margin.below}`
  return null
}

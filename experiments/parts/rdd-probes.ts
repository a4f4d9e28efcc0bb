/** What the causal-effect experiments record: a row for each closed window of each neuron. */
import type { Probe } from '../../src/spec/types.ts'

/** Rows of a run: 24 bytes each. */
const MOST_ROWS = 600_000

export interface WindowProbe {
  population: string
  neurons: number
  /** Presentations of an epoch, and windows of a neuron in each. */
  presentations: number
  windows?: number
  epochs?: number
  /** Whether twin networks tell the truth. */
  truth: boolean
}

/** Drive, reward and spikes of a window, and its true effect, for as many presentations as make a reasonable file. */
export const windowProbe = (p: WindowProbe): Probe => ({
  column: `${p.population}.close`,
  with: ['effect.drive', 'effect.reward', 'effect.spikes', ...(p.truth ? ['truth.effect'] : [])],
  during: ['train'],
  samples: Math.min(p.presentations, Math.floor(MOST_ROWS / (p.neurons * (p.windows ?? 1) * (p.epochs ?? 1)))),
})

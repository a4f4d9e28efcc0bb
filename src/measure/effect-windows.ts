/** Windows of a population, neuron by neuron, as estimates of what a spike causes, beside the truth where twins tell it. */

import { type EffectLine, effectLine } from './discontinuity/effect-line.ts'
import type { Estimate } from './discontinuity/estimate.ts'
import { known, unknown } from './discontinuity/estimate.ts'
import { addPanelWindow, type EffectPanel, mergePanels, noPanel, readPanel } from './discontinuity/panel.ts'
import type { WindowSums } from './discontinuity/windows.ts'
import { addPoint, type Moments, mergeMoments, noMoments, varianceOfMean } from './moments.ts'

/** One window of one neuron. */
export interface WindowFacts {
  /** Largest un-reset drive, less the threshold. */
  drive: number
  reward: number
  spikes: number
  /** What its spike changed, or a spike would have changed, in this very window. */
  truth?: number
}

export interface NeuronEffects {
  panel: EffectPanel
  truths: Moments
  windows: number
}

/** Windows with a drive this near to threshold, and at most one spike, tell the truth at the margin. */
const TRUTH_MARGIN = 0.05

export const noEffects = (margins: readonly number[]): NeuronEffects => ({
  panel: noPanel({ threshold: 0 }, margins),
  truths: noMoments(),
  windows: 0,
})

/** Adds a window in place. */
export const addEffectWindow = (effects: NeuronEffects, { drive, reward, spikes, truth }: WindowFacts): void => {
  effects.windows += 1
  addPanelWindow(effects.panel, drive, reward, spikes > 0)
  const isMarginal = Math.abs(drive) < TRUTH_MARGIN && spikes <= 1
  if (truth !== undefined && isMarginal && Number.isFinite(truth)) addPoint(effects.truths, drive, truth)
}

/** The sums of both: replicas add up. */
export const mergeEffects = (a: NeuronEffects, b: NeuronEffects): NeuronEffects => ({
  panel: mergePanels(a.panel, b.panel),
  truths: mergeMoments(a.truths, b.truths),
  windows: a.windows + b.windows,
})

/** The sums as plain data, to send to another thread. */
export type PlainEffects = Omit<NeuronEffects, 'panel'> & { sums: WindowSums[] }

export const plainEffects = ({ panel, ...rest }: NeuronEffects): PlainEffects => ({
  ...rest,
  sums: panel.entries.map(e => e.sums),
})

/** What `plainEffects` was given; the margins are the same. */
export const fromPlain = ({ sums, ...rest }: PlainEffects, margins: readonly number[]): NeuronEffects => ({
  ...rest,
  panel: { entries: noEffects(margins).panel.entries.map((entry, i) => ({ ...entry, sums: sums[i] })) },
})

/** Mean effect over the marginal windows. */
export const truthOf = ({ truths, windows }: NeuronEffects): Estimate =>
  truths.n === 0
    ? unknown(`none of ${windows} windows came within ${TRUTH_MARGIN} of threshold with a known effect`, 0)
    : known(truths.meanY, varianceOfMean(truths), truths.n)

/** A line for every estimator of every neuron. */
export const effectLines = (population: string, neurons: readonly NeuronEffects[]): EffectLine[] =>
  neurons.flatMap((effects, i) => {
    const truth = truthOf(effects)
    return readPanel(effects.panel).map(({ estimator, estimate }) =>
      effectLine(`${population}[${i}]`, estimator, estimate, truth.estimate === null ? null : truth),
    )
  })

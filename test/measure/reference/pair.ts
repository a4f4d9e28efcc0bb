import { outputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { addPanelWindow, type EffectPanel, mergePanels, noPanel } from '../../../src/measure/discontinuity/panel.ts'
import { addTruthWindow, mergeTruth, noTruth, type PairedTruth } from '../../../src/measure/discontinuity/truth.ts'
import { noisyLif } from './noisy-lif.ts'

/** The pair of neurons of figure 3A (w = 12 and 9, T = 20, τ 20 ms) and every estimate of the effect of each. */
export interface PairResult {
  panels: EffectPanel[]
  truths: PairedTruth[]
}

export interface PairOptions {
  c: number
  runs: number
  seed: number
  kernel?: 'asPublished' | 'nominal'
  /** A reward of the two traces at the end of the window. */
  reward: (s1: number, s2: number) => number
}

export const MARGINS = [0.03, 0.1, 0.3, 1]
/** 5000 windows of 20 ms are 100 s. */
export const WINDOWS = 5000

/** One run of 100 s. */
export const runPair = ({ c, seed, kernel = 'asPublished', reward }: PairOptions): PairResult => {
  const trace = outputKernel(kernel, 20)
  const simulation = noisyLif({ weights: [12, 9], c, T: 20, kernel: trace, seed })
  const panels = [0, 1].map(() => noPanel({ threshold: 1 }, MARGINS))
  const truths = [0, 1].map(() => noTruth({ threshold: 1, window: 20, kernel: trace }))
  const { window: w } = simulation
  for (let k = 0; k < WINDOWS; k++) {
    simulation.runWindow()
    const [s1, s2] = w.trace
    const rewards = [(s: number) => reward(s, s2), (s: number) => reward(s1, s)]
    for (let i = 0; i < 2; i++) {
      const spikes = w.spikes[i]
      const at = spikes > 0 ? w.spikeTick[i] : w.peakTick[i]
      addPanelWindow(panels[i], w.drive[i], reward(s1, s2), spikes > 0)
      addTruthWindow(truths[i], { drive: w.drive[i], spikes, at, trace: w.trace[i], reward: rewards[i] })
    }
  }
  return { panels, truths }
}

export const mergePairs = (a: PairResult, b: PairResult): PairResult => ({
  panels: a.panels.map((panel, i) => mergePanels(panel, b.panels[i])),
  truths: a.truths.map((truth, i) => mergeTruth(truth, b.truths[i])),
})

/** Runs pooled by their sums, as replicas are. */
export const poolPairs = (options: PairOptions): PairResult =>
  Array.from({ length: options.runs }, (_, k) => runPair({ ...options, seed: options.seed + k })).reduce(mergePairs)

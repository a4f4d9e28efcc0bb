import { outputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { addPanelWindow, type EffectPanel, mergePanels, noPanel } from '../../../src/measure/discontinuity/panel.ts'
import { addTruthWindow, mergeTruth, noTruth, type PairedTruth } from '../../../src/measure/discontinuity/truth.ts'
import { noisyLif } from './noisy-lif.ts'
import { MARGINS, WINDOWS } from './pair.ts'
import { lcg } from './random.ts'
import { twoLayers } from './two-layers.ts'

const kernel = outputKernel('asPublished', 20)

/** Read-out weights of T13. */
export const readoutWeights = (): number[] => {
  const draw = lcg(12345)
  return Array.from({ length: 10 }, () => 5 * Math.sqrt(3) * (2 * draw() - 1))
}

export interface NetworkResult {
  panels: EffectPanel[]
  truths: PairedTruth[]
}

/** T13: ten neurons of w = 10, R = |a·s - 0.1|, one run of 100 s. */
export const runTenNeurons = (c: number, seed: number): NetworkResult => {
  const a = readoutWeights()
  const lif = noisyLif({ weights: a.map(() => 10), c, T: 20, kernel, seed })
  const panels = a.map(() => noPanel({ threshold: 1 }, MARGINS))
  const truths = a.map(() => noTruth({ threshold: 1, window: 20, kernel }))
  const { window: w } = lif
  for (let k = 0; k < WINDOWS; k++) {
    lif.runWindow()
    const total = a.reduce((sum, value, i) => sum + value * w.trace[i], 0)
    for (let i = 0; i < a.length; i++) {
      const others = total - a[i] * w.trace[i]
      const reward = (s: number) => Math.abs(others + a[i] * s - 0.1)
      const spikes = w.spikes[i]
      const at = spikes > 0 ? w.spikeTick[i] : w.peakTick[i]
      addPanelWindow(panels[i], w.drive[i], Math.abs(total - 0.1), spikes > 0)
      addTruthWindow(truths[i], { drive: w.drive[i], spikes, at, trace: w.trace[i], reward })
    }
  }
  return { panels, truths }
}

/** Weights of T14, [post][pre]. */
export const layerWeights = (): number[][] => {
  const draw = lcg(2024)
  return Array.from({ length: 10 }, () => Array.from({ length: 10 }, () => 100 + 200 * Math.sqrt(3) * (2 * draw() - 1)))
}

/** T14: ten neurons onto ten, one run of 100 s. */
export const runTwoLayers = (c: number, seed: number): NetworkResult => {
  const goals = Array.from({ length: 10 }, (_, j) => (j === 0 ? 0 : 0.02))
  const network = twoLayers(layerWeights(), goals, kernel, c, seed)
  const panels = goals.map(() => noPanel({ threshold: 1 }, MARGINS))
  for (let k = 0; k < 10_000; k++) {
    network.runWindow()
    const cost = network.cost()
    const { drive, spikes } = network.first.window
    for (let i = 0; i < 10; i++) addPanelWindow(panels[i], drive[i], cost, spikes[i] > 0)
  }
  return { panels, truths: [] }
}

export const poolRuns = (runs: number, run: (k: number) => NetworkResult): NetworkResult =>
  Array.from({ length: runs }, (_, k) => run(k)).reduce((a, b) => ({
    panels: a.panels.map((panel, i) => mergePanels(panel, b.panels[i])),
    truths: a.truths.map((truth, i) => mergeTruth(truth, b.truths[i])),
  }))

/** Table T13: estimator, printed standard error, effects of neurons 1 … 10. */
export const T13: Record<string, [estimator: string, error: number, values: number[]][]> = {
  0.01: [
    ['truth', 0.0005, [0.1538, 0.1548, -0.0111, -0.0328, -0.0751, 0.1214, 0.0011, -0.0124, -0.0238, -0.0611]],
    ['constant p=0.1', 0.0007, [0.1508, 0.1517, -0.0095, -0.0314, -0.0745, 0.1197, 0.0006, -0.0129, -0.023, -0.0591]],
    ['constant p=1', 0.0003, [0.132, 0.1338, -0.0091, -0.0273, -0.0672, 0.1051, 0.0018, -0.0101, -0.0203, -0.0522]],
  ],
  0.5: [
    ['truth', 0.0005, [0.1517, 0.1532, -0.012, -0.0363, -0.0909, 0.1208, 0.0012, -0.0133, -0.0262, -0.0703]],
    ['constant p=0.1', 0.0007, [0.1477, 0.1498, -0.0067, -0.0298, -0.082, 0.1178, 0.0066, -0.006, -0.02, -0.0626]],
    ['linear p=0.3', 0.0008, [0.1516, 0.154, -0.0121, -0.0359, -0.091, 0.1205, 0.0018, -0.0112, -0.0267, -0.0698]],
    ['constant p=1', 0.0003, [0.1314, 0.1322, 0.024, 0.008, -0.0296, 0.1107, 0.0328, 0.0235, 0.0146, -0.0156]],
  ],
  0.99: [
    ['truth', 0.0005, [0.1493, 0.1505, -0.0127, -0.0394, -0.109, 0.1195, 0.0012, -0.0142, -0.0281, -0.0815]],
    ['constant p=0.1', 0.0007, [0.1352, 0.1352, 0.0375, 0.0217, -0.0229, 0.1172, 0.0452, 0.0365, 0.0286, -0.0035]],
    ['constant p=1', 0.0003, [0.1147, 0.1145, 0.0874, 0.0829, 0.0705, 0.1096, 0.0895, 0.087, 0.0848, 0.0758]],
  ],
}

/** Table T14, x 1e-5: estimator, printed standard error a neuron, effects of neurons 1 … 10. */
export const T14: Record<string, [estimator: string, error: number, values: number[]][]> = {
  0: [
    ['constant p=1', 0.34, [-2.07, 9.97, 8.11, 11.64, 0.83, 15.91, 9.71, 10.19, 7.15, 12.6]],
    ['constant p=0.1', 0.9, [-2.72, 9.56, 8.07, 10.2, 1.59, 13.07, 9.44, 10.05, 6.2, 10.68]],
    ['linear p=0.3', 1.1, [-2.85, 8.99, 8.52, 9.53, 1.72, 13.13, 9.87, 9.04, 6.42, 10.09]],
  ],
  0.3: [
    ['constant p=0.1', 1.2, [0.28, 10.02, 7.24, 11.61, 2.61, 14.96, 9.25, 9.31, 8.82, 12.66]],
    ['linear p=0.3', 1.4, [-2.09, 8.61, 5.71, 9.93, 0.27, 13.91, 5.94, 5.9, 6.24, 11.47]],
    ['constant p=1', 0.44, [13.7, 25, 22.2, 26.1, 17.2, 29.2, 23.6, 24.3, 22.2, 27]],
  ],
  0.7: [
    ['constant p=0.03', 2.9, [-3.3, 12, 12.3, 9.1, 9.2, 21.3, 12.1, 15, 13.6, 12]],
    ['constant p=0.1', 1.5, [4.4, 15.1, 14.3, 14.6, 8.1, 20.6, 16.1, 16.7, 14.2, 15.4]],
    ['linear p=0.3', 2, [-3.3, 9, 8.7, 10.2, 3.7, 16.2, 10.9, 10.1, 8.9, 8.7]],
    ['constant p=1', 0.56, [40.9, 47.2, 46, 47.6, 42.9, 49.6, 46.9, 48.1, 45.6, 47.9]],
  ],
}

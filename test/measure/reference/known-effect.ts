import { outputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { addPanelWindow, type EffectPanel, mergePanels, noPanel } from '../../../src/measure/discontinuity/panel.ts'
import { noisyLif } from './noisy-lif.ts'
import { MARGINS, WINDOWS } from './pair.ts'
import { normal, uniform } from './random.ts'

/** T6: the pair of E1 with the reward R = 3 H₁ - 2 H₂ + N(0,1), H = spiked in the window. The true effects are 3 and -2. */
export const eachKnownWindow = (
  c: number,
  seed: number,
  windows: number,
  see: (drive: Float64Array, spikes: Int32Array, reward: number) => void,
): void => {
  const lif = noisyLif({ weights: [12, 9], c, T: 20, kernel: outputKernel('asPublished', 20), seed })
  const noise = normal(uniform(seed + 0x10000))
  for (let k = 0; k < windows; k++) {
    lif.runWindow()
    const [n1, n2] = lif.window.spikes
    see(lif.window.drive, lif.window.spikes, (n1 > 0 ? 3 : 0) - (n2 > 0 ? 2 : 0) + noise())
  }
}

/** Panels of both neurons, `runs` of 100 s pooled. */
export const knownEffects = (c: number, runs: number, seed: number): EffectPanel[] => {
  const onePanel = () => [0, 1].map(() => noPanel({ threshold: 1 }, MARGINS))
  const parts = Array.from({ length: runs }, (_, k) => {
    const panels = onePanel()
    eachKnownWindow(c, seed + k, WINDOWS, (drive, spikes, reward) => {
      for (let i = 0; i < 2; i++) addPanelWindow(panels[i], drive[i], reward, spikes[i] > 0)
    })
    return panels
  })
  return parts.reduce((a, b) => a.map((panel, i) => mergePanels(panel, b[i])))
}

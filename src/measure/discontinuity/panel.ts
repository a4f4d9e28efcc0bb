import { piecewiseConstant } from './constant.ts'
import type { Estimate } from './estimate.ts'
import { piecewiseLinear } from './linear.ts'
import {
  addWindow,
  everyWindow,
  type Margin,
  mergeWindows,
  noWindows,
  oneSided,
  type WindowOptions,
  type WindowSums,
  within,
} from './windows.ts'

/** The estimators that `apical effect` prints for one neuron, all from one stream of windows. */
export interface EffectPanel {
  entries: { name: string; sums: WindowSums; read: (sums: WindowSums) => Estimate }[]
}

type Entry = [name: string, margin: Margin, read: (sums: WindowSums) => Estimate]

/** Margins of the published comparison, in units of threshold - reset. */
export const publishedMargins = [0.03, 0.1, 0.3] as const

/** An empty panel: observed dependence (spiking against silent windows), constant and linear at each margin, linear one-sided at the widest. */
export const noPanel = (
  options: Omit<WindowOptions, 'margin'>,
  margins: readonly number[] = publishedMargins,
): EffectPanel => ({
  entries: panelEntries(margins).map(([name, margin, read]) => ({
    name,
    sums: noWindows({ ...options, margin, ...(name === 'observed' ? { side: 'spike' as const } : {}) }),
    read,
  })),
})

const panelEntries = (margins: readonly number[]): Entry[] => [
  ['observed', everyWindow, piecewiseConstant],
  ...margins.map((p): Entry => [`constant p=${p}`, within(p), piecewiseConstant]),
  ...margins.map((p): Entry => [`linear p=${p}`, within(p), piecewiseLinear]),
  ...margins.slice(-1).map((p): Entry => [`linear one-sided p=${p}`, oneSided(p), piecewiseLinear]),
]

/** Adds a window to every estimator, in place; arguments as in `addWindow`. */
export const addPanelWindow = (panel: EffectPanel, drive: number, reward: number, spiked?: boolean): void => {
  for (const { sums } of panel.entries) addWindow(sums, drive, reward, spiked)
}

export const mergePanels = (a: EffectPanel, b: EffectPanel): EffectPanel => ({
  entries: a.entries.map((entry, i) => ({ ...entry, sums: mergeWindows(entry.sums, b.entries[i].sums) })),
})

/** Name and estimate of each estimator. */
export const readPanel = (panel: EffectPanel): { estimator: string; estimate: Estimate }[] =>
  panel.entries.map(({ name, sums, read }) => ({ estimator: name, estimate: read(sums) }))

/** An experiment with windows, run as it stands or changed: estimates by neuron and estimator. */
import { wasmBackend } from '../../src/backend/wasm.ts'
import type { Estimate } from '../../src/measure/discontinuity/estimate.ts'
import { readPanel } from '../../src/measure/discontinuity/panel.ts'
import {
  addEffectWindow,
  mergeEffects,
  type NeuronEffects,
  noEffects,
  truthOf,
} from '../../src/measure/effect-windows.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { eachWindow, windowsOf } from '../../src/sim/effect.ts'
import { setPath } from '../../src/spec/set-path.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface Measured {
  /** By neuron: 'truth' and every estimator of the panel. */
  pooled: Record<string, Estimate>[]
  /** [run][neuron]. */
  runs: Record<string, Estimate>[][]
}

const read = (effects: NeuronEffects): Record<string, Estimate> => ({
  truth: truthOf(effects),
  ...Object.fromEntries(readPanel(effects.panel).map(({ estimator, estimate }) => [estimator, estimate])),
})

export const measured = async (
  experiment: Experiment,
  changes: Record<string, unknown> = {},
  margins: readonly number[] = [0.03, 0.1, 0.3, 1],
): Promise<Measured> => {
  const changed = Object.entries(changes).reduce((e, [path, value]) => setPath(e, path, value), experiment)
  const each: NeuronEffects[][] = []
  const window: Parameters<typeof eachWindow>[2]['window'] = w => {
    each[w.run] ??= []
    each[w.run][w.neuron] ??= noEffects(margins)
    addEffectWindow(each[w.run][w.neuron], w)
  }
  await eachWindow(changed, windowsOf(changed), { backend: wasmBackend(), hash: rawSha256, window })
  const pooled = each[0].map((_, i) => read(each.map(run => run[i]).reduce(mergeEffects)))
  return { pooled, runs: each.map(run => run.map(read)) }
}

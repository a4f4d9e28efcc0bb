/** The windows of one replica of an experiment, as sums. */
import type { Dataset } from '../data/dataset.ts'
import { addEffectWindow, type NeuronEffects, noEffects } from '../measure/effect-windows.ts'
import './backends.ts'
import { openBackend } from '../sim/backends.ts'
import { eachWindow } from '../sim/effect.ts'
import type { Experiment } from '../spec/types.ts'
import { rawSha256 } from './hash.ts'

/** What all replicas have in common: plain data. */
export interface EffectTask {
  experiment: Experiment
  population: string
  margins: readonly number[]
  backend: string
  data?: { train: Dataset; test: Dataset }
  epochs?: number
}

export interface Gathered {
  /** [run][neuron]. */
  each: NeuronEffects[][]
  /** Ticks simulated. */
  ticks: number
}

export const gather = async (task: EffectTask, replica: number): Promise<Gathered> => {
  const { experiment, population, margins, data, epochs } = task
  const each: NeuronEffects[][] = []
  const of = (run: number, neuron: number) => {
    each[run] ??= []
    each[run][neuron] ??= noEffects(margins)
    return each[run][neuron]
  }
  const { runs, neurons, ticks } = await eachWindow(experiment, population, {
    backend: await openBackend(task.backend),
    hash: rawSha256,
    replica,
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    window: w => addEffectWindow(of(w.run, w.neuron), w),
  })
  for (let run = 0; run < runs; run++) for (let i = 0; i < neurons; i++) of(run, i)
  return { each, ticks }
}

/** The windows of one replica of an experiment, as sums: plain data that add up. */
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { addEffectWindow, type NeuronEffects, noEffects } from '../measure/effect-windows.ts'
import type { Experiment } from '../spec/types.ts'
import { eachWindow } from './effect.ts'
import type { Sha256 } from './hash.ts'

export { fromPlain, type PlainEffects, plainEffects } from '../measure/effect-windows.ts'

/** What all replicas have in common: plain data. */
export interface EffectTask {
  experiment: Experiment
  population: string
  margins: readonly number[]
  data?: { train: Dataset; test: Dataset }
  epochs?: number
}

export interface Gathered {
  /** [run][neuron]. */
  each: NeuronEffects[][]
  /** Ticks simulated. */
  ticks: number
}

/** Runs one replica. Throws what `eachWindow` throws. */
export const gatherEffects = async (
  { experiment, population, margins, data, epochs }: EffectTask,
  how: { backend: Backend; hash: Sha256; replica: number },
): Promise<Gathered> => {
  const each: NeuronEffects[][] = []
  const of = (run: number, neuron: number) => {
    each[run] ??= []
    each[run][neuron] ??= noEffects(margins)
    return each[run][neuron]
  }
  const { runs, neurons, ticks } = await eachWindow(experiment, population, {
    ...(data ? { data } : {}),
    ...(epochs === undefined ? {} : { epochs }),
    ...how,
    window: w => addEffectWindow(of(w.run, w.neuron), w),
  })
  for (let run = 0; run < runs; run++) for (let i = 0; i < neurons; i++) of(run, i)
  return { each, ticks }
}

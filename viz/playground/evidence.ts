/** What speaks for each of the ten digits, tick by tick: spikes of output units, or another count that the model keeps. */
import type { Recorded } from '../../src/sim/record.ts'
import type { Experiment } from '../../src/spec/types.ts'

export const UNITS = 10

export interface Evidence {
  /** values[tick][unit], rising as a rule; tick 0 holds what the first tick gave. */
  values: readonly Float32Array[]
  most: number // of the last tick
  unit: 'Hz' | 'spikes'
}

/** Label units of the growth transform count their spikes with a sign: what they take off the prediction is negative. */
export const SIGNED = 'label.soma.n'

export const evidenceOf = (recorded: Recorded, experiment: Experiment): Evidence => {
  const trace = recorded.traces[SIGNED]
  const values = trace ? signed(trace.value, recorded.length) : counted(recorded, experiment.test!.answer.of)
  return { values, most: Math.max(0, ...(values.at(-1) ?? [])), unit: trace ? 'spikes' : 'Hz' }
}

const signed = (value: Float32Array, length: number): Float32Array[] =>
  Array.from({ length }, (_, t) => value.subarray(t * UNITS, (t + 1) * UNITS).map(n => Math.max(0, -n)))

const counted = (recorded: Recorded, population: string): Float32Array[] => {
  const raster = recorded.spikes[`${population}.spike`]
  const counts = Array.from({ length: recorded.length }, () => new Float32Array(UNITS))
  raster?.tick.forEach((tick, i) => {
    counts[tick - recorded.start][raster.unit[i]]++
  })
  for (let t = 1; t < counts.length; t++) for (let u = 0; u < UNITS; u++) counts[t][u] += counts[t - 1][u]
  return counts
}

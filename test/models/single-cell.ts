/** One cell of a model under a constant current: its spike times and potential. */
import { experiment } from '../../src/spec/define.ts'
import type { Neuron, Population } from '../../src/spec/types.ts'
import { onBench } from '../support/bench.ts'

export interface Response {
  spikes: number[] // ms
  intervals: number[] // ms
  v: number[] // mV, a tick each
}

/** @param bias current in pA. @param ms length of the recording. */
export const underCurrent = async (
  neuron: Neuron,
  bias: number,
  { ms = 500, dt = 0.1, set = {} }: { ms?: number; dt?: number; set?: Population['set'] } = {},
): Promise<Response> => {
  const b = await onBench(
    experiment({
      name: 'current',
      about: 'one cell under a constant current',
      seed: 1,
      dt: `${dt} ms`,
      populations: { cell: { neuron, size: 1, set: set ?? {}, init: { 'soma.bias': [bias] } } },
      projections: [],
      train: [{ presentations: 1, phases: [{ name: 'step', lasts: `${ms} ms` }] }],
      probes: [{ column: 'cell.soma.v', during: ['train'] }],
    }),
  )
  b.phase('step', Math.round(ms / dt))
  const logs = await b.drain()
  const counts = [...logs['cell.spike'].counts[0]]
  const spikes = counts.flatMap((n, tick) => (n > 0 ? [(tick + 1) * dt] : []))
  return {
    spikes,
    intervals: spikes.slice(1).map((t, k) => t - spikes[k]),
    v: [...logs['trace:cell.soma.v'].values[0]],
  }
}

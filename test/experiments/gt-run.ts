/** Runs an experiment without data to its end and gives what its probes recorded, presentation by presentation. */

import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import type { Recorded } from '../../src/sim/record.ts'
import { runSession, type Score } from '../../src/sim/session.ts'
import type { Experiment } from '../../src/spec/types.ts'

export interface Shown extends Recorded {
  /** Ticks, from 1, at which each of `units` units fired. */
  trains: (column: string, units: number) => number[][]
  /** Values after step n, from 1. */
  after: (column: string, n: number) => number[]
}

export const runExperiment = async (
  e: Experiment,
  { double = false, seed = e.seed } = {},
): Promise<{ shown: Shown[]; scores: Score[] }> => {
  const planned = planExperiment(e)
  const machine = await loadNetwork(double ? jsBackend({ precision: 64 }) : wasmBackend(), planned, seed)
  const shown: Shown[] = []
  const scores: Score[] = []
  await runSession({
    planned,
    machine,
    seed,
    listener: {
      chunk: (_, recorded) => {
        shown.push(...recorded.map(readable))
      },
      epoch: score => {
        scores.push(score)
      },
    },
  })
  machine.close()
  return { shown, scores }
}

const readable = (r: Recorded): Shown => ({
  ...r,
  trains: (column, units) => {
    const { tick, unit } = r.spikes[column]
    const out: number[][] = Array.from({ length: units }, () => [])
    tick.forEach((t, k) => {
      out[unit[k]].push(t - r.start + 1)
    })
    return out
  },
  after: (column, n) => {
    const { tick, value } = r.traces[column]
    const units = value.length / tick.length
    return [...value.slice((n - 1) * units, n * units)]
  },
})

/** One memory of growth-transform units, run on wasm: the share of cues that recall their pattern, and how much the cued runs spike. */
import { memory, UNITS } from '../experiments/parts/growth-memory.ts'
import type { Modulation } from '../models/neurons/growth-transform.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { recall } from '../src/measure/recall.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import type { Recorded } from '../src/sim/record.ts'
import { runSession } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'

const TICKS = 100

export const recalled = async (
  patterns: number,
  modulation: Modulation,
  seed: number,
): Promise<{ recall: number; rate: number }> => {
  const e = experiment({ name: 'memory', about: 'recall against load', ...memory({ patterns, seed, modulation }) })
  const planned = planExperiment(e)
  const machine = await loadNetwork(wasmBackend(), planned, seed)
  const shown: Recorded[] = []
  await runSession({ planned, machine, seed, listener: { chunk: (_, recorded) => void shown.push(...recorded) } })
  machine.close()
  const runs = trainsOf(shown[0], 2 * patterns)
  const cued = runs.slice(patterns)
  const spikes = cued.flat().reduce((sum, train) => sum + train.length, 0)
  return { recall: recall(runs.slice(0, patterns), cued, TICKS), rate: spikes / (patterns * UNITS * TICKS) }
}

/** [run][unit] = ticks of its spikes, from 1. */
const trainsOf = ({ spikes, start }: Recorded, runs: number): number[][][] => {
  const { tick, unit } = spikes['runs.spike']
  const out: number[][][] = Array.from({ length: runs }, () => Array.from({ length: UNITS }, () => []))
  tick.forEach((t, k) => {
    out[Math.floor(unit[k] / UNITS)][unit[k] % UNITS].push(t - start + 1)
  })
  return out
}

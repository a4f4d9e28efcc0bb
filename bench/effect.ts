/**
 * A feedback phase of 64 s, 500-100-10 cells with the first layer driven, 1600-384 for 30 s as in the public code, and noisy neurons.
 * CPU seconds on one thread, least of three.
 * Run: npx tsx bench/effect.ts
 */

import { alignment } from '../experiments/parts/rdd-feedback.ts'
import correlation from '../experiments/rdd-correlation.ts'
import { align, allSpike } from '../models/rules/align.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { rawSha256 } from '../src/node/hash.ts'
import { planExperiment } from '../src/plan/build.ts'
import { alignmentOf } from '../src/sim/alignment.ts'
import { loadNetwork, readLearned } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'
import type { Rule } from '../src/spec/types.ts'

const cpu = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}

/** CPU seconds of a phase and the cosine of what it has learned. */
const phase = async (sizes: number[], rule: Rule, seconds: number) => {
  const planned = planExperiment(
    experiment({ name: 'bench', about: '', seed: 1, ...alignment({ sizes, seconds, rules: { y: { rule } } }) }),
  )
  let best = Number.POSITIVE_INFINITY
  let cosine: number | null = null
  for (let k = 0; k < 3; k++) {
    const machine = await loadNetwork(wasmBackend(), planned, 1)
    const before = process.cpuUsage()
    await runSession({ planned, machine, seed: 1, hash: rawSha256, listener: {} })
    best = Math.min(best, cpu(before))
    cosine = alignmentOf(planned, await readLearned(machine, planned))[0].cosine
  }
  return { cpuSeconds: best, perSimulatedSecond: best / seconds, cosine }
}

/** Nanoseconds a neuron and tick of 600 noisy neurons, windows of 20 ticks and the pay at their end included. */
const noisy = async (windows: number): Promise<number> => {
  const planned = planExperiment(correlation)
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  let best = Number.POSITIVE_INFINITY
  for (let k = 0; k < 3; k++) {
    const before = process.cpuUsage()
    for (let w = 0; w < windows; w++) {
      machine.clock(0, { presentation: w, tick: 0 })
      machine.advance('train.0.window', [20])
      machine.advance('train.0.judge', [1])
    }
    await machine.drain()
    best = Math.min(best, cpu(before))
  }
  return (1e9 * best) / (windows * 20 * 600)
}

console.log(
  JSON.stringify({
    bench: 'effect',
    phase: {
      '500-100-10, all spikes, 64 s': await phase([500, 100, 10], allSpike, 64),
      '500-100-10, published, 64 s': await phase([500, 100, 10], align, 64),
      '100-10, all spikes, 64 s': await phase([100, 10], allSpike, 64),
      '1600-384, all spikes, 30 s': await phase([1600, 384], allSpike, 30),
      '1600-384, published, 30 s': await phase([1600, 384], align, 30),
    },
    noisyNanosecondsPerNeuronTick: await noisy(500),
  }),
)

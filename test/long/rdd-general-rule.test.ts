/** The general online rule through the engine (T11): time average of the effect of neuron 1 over 50 to 500 s, rewards with known effects. */
import { expect, test } from 'vitest'
import known from '../../experiments/rdd-known.ts'
import { regression } from '../../models/rules/causal-effect.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { mean, sd } from '../measure/reference/one-run.ts'

const RUNS = 300

/** 500 s of 300 runs, an epoch a second. */
const learned = (eta: number, lines: number): Experiment => {
  const reward = known.projections.find(p => p.name === 'reward')!
  const [stage] = known.train
  return {
    ...known,
    projections: known.projections.map(p =>
      p === reward ? { ...p, rule: regression, set: { p: 0.3, eta, lines } } : p,
    ),
    train: [{ ...stage, presentations: 50, epochs: 500, learn: true }],
  } as Experiment
}

test.each([
  ['constant', 0.01, 0, 2.843, 0.004],
  ['linear', 0.05, 1, 2.871, 0.005],
  ['linear', 0.01, 1, 2.757, 0.004],
])('%s, eta %d', { timeout: 1_200_000 }, async (_, eta, lines, value, error) => {
  const planned = planExperiment(learned(eta, lines))
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  const sums = new Float64Array(RUNS)
  const listener = {
    epoch: async ({ epoch }: { epoch: number }) => {
      if (epoch <= 50) return
      const beta = await machine.read('reward.post.beta')
      for (let run = 0; run < RUNS; run++) sums[run] += beta[2 * run]
    },
  }
  await runSession({ planned, machine, seed: 1, hash: rawSha256, listener })
  const averages = Array.from(sums, sum => sum / 450)
  const own = sd(averages) / Math.sqrt(RUNS)
  expect(Math.abs(mean(averages) - value), `${mean(averages)} ± ${own}`).toBeLessThan(4 * Math.hypot(own, error))
})

/** Feedback weights on the network of T16: 192 driven cells onto 10, weights of the printed generator, 30 s. */
import { describe, expect, test } from 'vitest'
import { alignment } from '../../experiments/parts/rdd-feedback.ts'
import { align, allSpike } from '../../models/rules/align.ts'
import { spikeMirror } from '../../models/rules/spike-mirror.ts'
import { stdwi } from '../../models/rules/stdwi.ts'
import { constantJump, linearJump, pooledJump, spikeTriggered } from '../../models/rules/window-sums.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { alignmentOf } from '../../src/sim/alignment.ts'
import { loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession, type Score } from '../../src/sim/session.ts'
import { experiment } from '../../src/spec/define.ts'
import { saturatedWeights } from '../measure/reference/feedback-lif.ts'

const [n, m] = [192, 10]

const network = (seconds: number, sizes = [n, m]) =>
  experiment({
    name: 'T16',
    about: 'alignment at 30 s',
    seed: 1,
    ...alignment({
      sizes,
      seconds,
      weights: { values: saturatedWeights(sizes[0], sizes[1]) },
      rules: {
        rdd: { rule: align },
        triggered: { rule: spikeTriggered },
        pooled: { rule: pooledJump },
        constant: { rule: constantJump },
        linear: { rule: linearJump },
        all: { rule: allSpike, set: { keep: 1 } },
        stdwi: { rule: stdwi },
        mirror: { rule: spikeMirror },
      },
    }),
  })

describe('T16: 192 onto 10, 30 s', async () => {
  const planned = planExperiment(network(30))
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  const scores: Score[] = []
  await runSession({ planned, machine, seed: 1, hash: rawSha256, listener: { epoch: s => void scores.push(s) } })
  const aligned = Object.fromEntries(
    alignmentOf(planned, await readLearned(machine, planned)).map(a => [a.feedback, a]),
  )

  test('rates of both layers', () => {
    expect(Math.abs(scores[0].rates['h0.spike'] - 6.89)).toBeLessThan(4 * 0.09)
    expect(Math.abs(scores[0].rates['h1.spike'] - 145.8)).toBeLessThan(4 * 1.4)
  })
  test.each([
    ['rdd', 0.76, 81.3],
    ['triggered', 0.79, 83],
    ['pooled', 0.786, 82.6],
    ['constant', 0.579, 72.3],
    ['linear', 0.195, 57.3],
    ['all', 0.893, 89.4],
  ])('%s: cosine and share of equal signs', (name, cosine, sign) => {
    expect(Math.abs(aligned[name].cosine! - cosine)).toBeLessThan(0.03)
    expect(Math.abs(100 * aligned[name].sign! - sign)).toBeLessThan(3)
  })
  test('spike timing and mirror point the same way', () => {
    expect(aligned.stdwi.cosine).toBeGreaterThan(0.7)
    expect(aligned.mirror.cosine).toBeGreaterThan(0.3)
  })
  test('the weights take the stated deviation', async () => {
    const w = Float64Array.from(await machine.read('rdd.w'))
    const known = w.filter(x => x !== 0)
    expect(Math.sqrt(known.reduce((s, x) => s + x * x, 0) / known.length)).toBeCloseTo(0.0417, 2)
  })
  test('no rule reads the weights of another neuron; only the copy of the weights needs a sum over the layer', () => {
    const { rules } = localityOf(planned)
    expect(Object.keys(rules).sort()).toEqual([
      'all',
      'constant',
      'linear',
      'mirror',
      'pooled',
      'rdd',
      'stdwi',
      'triggered',
    ])
    for (const [name, locality] of Object.entries(rules)) expect(locality.class, name).toBe('batch')
  })
})

test('wasm and js agree to the last bit', async () => {
  const run = async (backend: ReturnType<typeof wasmBackend>) => {
    const planned = planExperiment(network(1, [40, 6]))
    const machine = await loadNetwork(backend, planned, 2)
    const { score } = await runSession({ planned, machine, seed: 2, hash: rawSha256, listener: {} })
    return score!.digest
  }
  expect(await run(wasmBackend())).toBe(await run(jsBackend()))
})

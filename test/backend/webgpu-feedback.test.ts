/** Feedback weights that learn on a card: lanes that share sums, and replicas that add up, to the bit as on js. */
import { expect, test } from 'vitest'
import { alignment } from '../../experiments/parts/rdd-feedback.ts'
import { align, allSpike } from '../../models/rules/align.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { gatherAlignment, mergedAlignment } from '../../src/sim/alignment-sums.ts'
import { loadNetwork, readLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { experiment } from '../../src/spec/define.ts'
import { describeGpu } from './webgpu-here.ts'

const small = (lanes: number) =>
  experiment({
    name: 'small',
    about: '',
    seed: 1,
    lanes,
    ...alignment({ sizes: [21, 5], seconds: 0.3, rules: { align: { rule: align }, all: { rule: allSpike } } }),
  })

describeGpu('feedback weights on webgpu', open => {
  test('three lanes share one set of sums', { timeout: 240_000 }, async () => {
    const planned = planExperiment(small(3))
    const learned = async (backend: ReturnType<typeof jsBackend>) => {
      const machine = await loadNetwork(backend, planned, 1)
      await runSession({ planned, machine, seed: 1, hash: rawSha256, listener: {} })
      return readLearned(machine, planned)
    }
    const expected = await learned(jsBackend())
    expect(await learned(webgpuBackend({ gpu: open() }))).toEqual(expected)
    expect(expected['align.m_spike'].some(x => x !== 0)).toBe(true)
  })

  test('sums of two replicas', { timeout: 240_000 }, async () => {
    const e = small(1)
    const sums = async (backend: ReturnType<typeof jsBackend>) => {
      const each = []
      for (const replica of [0, 1])
        each.push(await gatherAlignment({ experiment: e }, { backend, hash: rawSha256, replica }))
      return mergedAlignment(planExperiment(e), backend, 1, each)
    }
    expect(await sums(webgpuBackend({ gpu: open() }))).toEqual(await sums(jsBackend()))
  })
})

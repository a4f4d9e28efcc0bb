/** Feedback weights from the sums of several networks. */
import { describe, expect, test } from 'vitest'
import mnistRdd from '../../experiments/mnist-rdd.ts'
import { alignment } from '../../experiments/parts/rdd-feedback.ts'
import { align, allSpike } from '../../models/rules/align.ts'
import { innovation, innovationInPhases } from '../../models/rules/innovation.ts'
import { spikeMirror } from '../../models/rules/spike-mirror.ts'
import { stdwi } from '../../models/rules/stdwi.ts'
import { constantJump, linearJump, pooledJump, spikeTriggered } from '../../models/rules/window-sums.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import type { Proj } from '../../src/plan/network.ts'
import { sumsOf } from '../../src/plan/sums.ts'
import { checkReplicable, gatherAlignment, mergedAlignment } from '../../src/sim/alignment-sums.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Rule } from '../../src/spec/types.ts'

describe('what adds up', () => {
  const of = (rule: Rule) => sumsOf({ name: 'y', rule } as Proj)
  test.each<[Rule, ...string[]]>([
    [allSpike, 'y.a', 'y.post.n'],
    [spikeTriggered, 'y.post.n_hit', 'y.y_hit'],
    [constantJump, 'y.post.n_hit', 'y.post.n_miss', 'y.y_hit', 'y.y_miss'],
    [pooledJump, 'y.post.n_hit', 'y.post.n_miss', 'y.y_hit', 'y.y_miss'],
    [innovation, 'y.a', 'y.post.expected'],
    [innovationInPhases, 'y.a', 'y.post.n'],
  ])('$name', (rule, ...columns) => {
    const sums = of(rule)
    expect('columns' in sums && [...sums.columns].sort()).toEqual(columns)
  })
  test('lines: ten sums', () => expect(of(linearJump)).toHaveProperty('columns.length', 10))
  test.each<[Rule, string]>([
    [align, 'c_spike'],
    [stdwi, 'beta'],
    [spikeMirror, 'beta'],
  ])('not $name', (rule, not) => expect(of(rule)).toEqual({ not }))
})

describe('replicas', () => {
  const rules = { all: { rule: allSpike }, jump: { rule: constantJump }, published: { rule: align } }
  const e = experiment({ name: 'r', about: '', seed: 1, ...alignment({ sizes: [40, 10], seconds: 3, rules }) })
  const planned = planExperiment(e)
  const gathered = (backend: ReturnType<typeof jsBackend>, replicas: number) =>
    Promise.all(
      Array.from({ length: replicas }, (_, replica) =>
        gatherAlignment({ experiment: e }, { backend, hash: rawSha256, replica }),
      ),
    )

  test('have draws of their own and one set of forward weights; together they know more than alone', {
    timeout: 240_000,
  }, async () => {
    const each = await gathered(wasmBackend(), 4)
    expect(each[0].sums['all.a']).not.toEqual(each[1].sums['all.a'])
    const cosines = async (some: typeof each) =>
      (await mergedAlignment(planned, wasmBackend(), 1, some)).map(a => a.cosine)
    const together = await cosines(each)
    for (const one of each) for (const k of [0, 1]) expect(together[k]).toBeGreaterThan((await cosines([one]))[k]!)
    expect(together[0]).toBeGreaterThan(0.8)
    expect(together[2]).toBeNull()
  })

  test('a rule whose state is no sum says so', async () => {
    const [, , published] = await mergedAlignment(planned, wasmBackend(), 1, await gathered(wasmBackend(), 2))
    expect(published.reason).toMatch(/'align' learns no sums that add up \('c_spike' depends on what it was\)/)
  })

  test('js and wasm add up to the same', { timeout: 240_000 }, async () => {
    const [js, wasm] = [await gathered(jsBackend(), 2), await gathered(wasmBackend(), 2)]
    expect(js).toEqual(wasm)
    expect(await mergedAlignment(planned, jsBackend(), 1, js)).toEqual(
      await mergedAlignment(planned, wasmBackend(), 1, wasm),
    )
  })

  test('not where forward weights learn as well', () =>
    expect(() => checkReplicable(planExperiment(mnistRdd))).toThrow(
      /--replicas: expected 1 where other weights than feedback weights learn, got a rule of 'w1'/,
    ))
})

import { expect, test } from 'vitest'
import gtDrift from '../../experiments/gt-drift.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { driftData } from '../../src/data/gas-drift.ts'
import { madeDrift } from '../../src/data/made-drift.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { localities, localityOf } from '../../src/plan/locality.ts'
import { portableSha256 } from '../../src/sim/hash.ts'
import { loadNetwork, writeLearned } from '../../src/sim/network.ts'
import { runSession, type Score } from '../../src/sim/session.ts'
import { testImages } from '../../src/sim/test.ts'

const SIZES = [445, 300, 300, 100, 100, 300, 300, 100, 100, 300]

const scoresOf = async (): Promise<Score[]> => {
  const data = driftData(madeDrift(1, SIZES), 'made-drift', 'made')
  const planned = planExperiment(gtDrift)
  const [machine, tester] = await Promise.all([1, 2].map(() => loadNetwork(wasmBackend(), planned, 1)))
  const scores: Score[] = []
  await runSession({
    planned,
    machine,
    data,
    seed: 1,
    listener: {
      epoch: score => {
        scores.push(score)
      },
    },
    test: async (learned, round, epoch) => {
      writeLearned(tester, learned)
      const range = { from: 0, to: data.test.count, round, epoch, seed: 1, replica: 0 }
      return testImages(tester, planned, data.test, range, portableSha256)
    },
  })
  return scores
}

test('gt-drift: what goes on learning is wrong less than half as often as what stands still', async () => {
  const scores = await scoresOf()
  const errors = (stage: string) =>
    [3, 4, 5, 6, 7, 8, 9].map(k => scores.find(s => s.stage === `${stage}-${k}`)!.trainError!)
  const mean = (xs: number[]) => xs.reduce((a, b) => a + b) / xs.length
  expect(mean(errors('still'))).toBeGreaterThan(0.15)
  expect(mean(errors('before'))).toBeLessThan(0.5 * mean(errors('still')))
  // Batch 10, which nothing learned from: after the first batch, and after all others.
  const lastOf = (stage: string) => scores.filter(s => s.stage === stage).at(-1)!.testError!
  expect(lastOf('learn-9')).toBeLessThan(lastOf('first'))
  // Batch 2 is met by the same network twice: learning was off in between.
  const [still, before] = ['still-2', 'before-2'].map(stage => scores.find(s => s.stage === stage)!)
  expect(before.trainError).toBe(still.trainError)
  expect(Math.max(...scores.map(s => s.measures.guarded))).toBe(0)
})

test('gt-drift learns by rules of class circuit or less', () => {
  const { experiment, rules } = localityOf(planExperiment(gtDrift))
  for (const { class: found } of [experiment, ...Object.values(rules)])
    expect(localities.indexOf(found)).toBeLessThanOrEqual(localities.indexOf('circuit'))
})

import { expect, test } from 'vitest'
import gtXor from '../../experiments/gt-xor-3.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { taskData } from '../../src/data/tasks.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { portableSha256 } from '../../src/sim/hash.ts'
import { loadNetwork, writeLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { testImages } from '../../src/sim/test.ts'

test('gt-xor-3: the sparsity rule learns XOR in four epochs, with fewer spikes', async () => {
  const data = taskData('xor', 1)
  const planned = planExperiment(gtXor)
  const [machine, tester] = await Promise.all([1, 2].map(() => loadNetwork(wasmBackend(), planned, 1)))
  const errors: number[] = []
  const spikes: number[] = []
  await runSession({
    planned,
    machine,
    data,
    seed: 1,
    epochs: 4,
    listener: {
      epoch: score => {
        spikes.push(score.measures.spikes)
      },
    },
    test: async (learned, round, epoch) => {
      writeLearned(tester, learned)
      const range = { from: 0, to: data.test.count, round, epoch, seed: 1, replica: 0 }
      const result = await testImages(tester, planned, data.test, range, portableSha256)
      errors.push(result.tally.wrong / result.tally.images)
      return result
    },
  })
  expect(Math.min(...errors)).toBeLessThan(0.1)
  expect(spikes[3]).toBeLessThan(0.6 * spikes[0])
})

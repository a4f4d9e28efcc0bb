/** The first 10,000 images of training: the dendrite specification, section 5, tests 21 and 22, and its curve 7.3. */
import { describe, expect, test } from 'vitest'
import mnistPlateau from '../../experiments/mnist-plateau.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { rawSha256 } from '../../src/node/hash.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork, readLearned, writeLearned } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { testImages } from '../../src/sim/test.ts'
import { loadMnist, skipMnist, whyNoMnist } from '../support/mnist.ts'

interface Block {
  images: number
  wrong: number
  loss: number
  angle: number
  spikes: number
  ticks: number
}

const between = (x: number, low: number, high: number) => {
  expect(x).toBeGreaterThanOrEqual(low)
  expect(x).toBeLessThanOrEqual(high)
}

describe.skipIf(skipMnist)(`784-500-10 on MNIST, seed 1${whyNoMnist}`, () => {
  test('the silent plateau, the escape, and the error after 10,000 images', async () => {
    const data = await loadMnist({})
    const planned = planExperiment(mnistPlateau)
    const machine = await loadNetwork(wasmBackend(), planned, 1)
    const sums: Block[] = []
    let images = 0
    let clock = 0
    await runSession({
      planned, machine, data, seed: 1, hash: rawSha256,
      now: () => 50 * clock++, // a chunk after each image
      listener: {
        chunk: ({ position: { image, tally } }) => {
          images = image
          sums[image] = { images: image, wrong: tally.wrong, loss: tally.measures.loss?.sum ?? 0, angle: tally.measures.angle?.sum ?? 0, spikes: tally.spikes['hidden.spike'] ?? 0, ticks: tally.ticks }
        },
        stop: () => images >= 10_000,
      },
    }) // biome-ignore format: short
    const mean = (key: keyof Block, from: number, to: number) =>
      (sums[to][key] - (sums[from]?.[key] ?? 0)) / (to - from)
    between(mean('loss', 0, 500), 0.0035, 0.0038)
    between(mean('spikes', 0, 100) / mean('ticks', 0, 100), 66, 72)
    expect(mean('wrong', 0, 1000)).toBeGreaterThanOrEqual(0.85)
    expect(mean('wrong', 3500, 4000)).toBeLessThan(0.6)
    between(mean('wrong', 9500, 10_000), 0.2, 0.3)
    between(mean('angle', 0, 1000), 86.5, 90.5)
    between(mean('angle', 9000, 10_000), 63, 68)
    const tester = await loadNetwork(wasmBackend(), planned, 1)
    writeLearned(tester, await readLearned(machine, planned))
    const { tally } = await testImages(
      tester,
      planned,
      data.test,
      { from: 0, to: 10_000, round: 0, epoch: 1, seed: 1, replica: 0 },
      rawSha256,
    )
    between(tally.wrong / tally.answered, 0.18, 0.27)
  }, 300_000)

  test('an untrained network guesses', async () => {
    const data = await loadMnist({ train: 100, test: 1000 })
    const planned = planExperiment(mnistPlateau)
    const tester = await loadNetwork(wasmBackend(), planned, 1)
    const { tally } = await testImages(
      tester,
      planned,
      data.test,
      { from: 0, to: 1000, round: 0, epoch: 0, seed: 1, replica: 0 },
      rawSha256,
    )
    between(tally.wrong / tally.answered, 0.86, 0.94)
  }, 60_000)
})

/** Noise on updates: as large as it says, whatever the size of a batch, and on the weights that it names. */
import { expect, test } from 'vitest'
import { type Method, rateNetwork } from '../../experiments/parts/rate.ts'
import { backprop, kolenPollack, symmetricAlignment } from '../../experiments/parts/rate-feedback.ts'
import { noisy } from '../../experiments/parts/rate-noise.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'

/** The changes of all weights of a column after one update without any error. */
const changes = async (method: Method, column: string, lanes: number): Promise<number[]> => {
  const planned = planExperiment(experiment(rateNetwork({ hidden: [300], lanes, eta: 0.1 }, method)))
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  for (let lane = 0; lane < lanes; lane++) machine.clock(lane, { presentation: lane, tick: 0 })
  const layout = planned.plan.layouts.find(l => l.name === planned.plan.columns.find(c => c.name === column)!.layout)!
  if (layout.kind !== 'dense') throw new Error('dense weights are expected')
  const before = await machine.read(column)
  machine.fire('train.0.presentation.end')
  const after = await machine.read(column)
  return Array.from({ length: layout.pres * layout.posts }, (_, k) => {
    const element = Math.floor(k / layout.posts) * layout.stride + (k % layout.posts)
    return after[element] - before[element]
  })
}

const deviation = (x: number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length)

test.each([1, 4, 64])('forward weights, batches of %d: deviation eta * sigma', async lanes => {
  // 3,000 draws: 3 standard errors are 3.9 %.
  const moved = await changes(noisy(backprop, { forward: 0.2 }), 'w2.w', lanes)
  expect(Math.abs(deviation(moved) / (0.1 * 0.2) - 1)).toBeLessThan(0.05)
})

test('forward noise leaves feedback alone, and feedback noise the forward weights', async () => {
  expect(deviation(await changes(noisy(kolenPollack, { feedback: 0.2 }), 'w2.w', 4))).toBeLessThan(1e-4)
  expect(deviation(await changes(noisy(kolenPollack, { forward: 0.2 }), 'b2.w', 4))).toBeLessThan(1e-4)
  // Kolen-Pollack's feedback learns at 0.3; its decay of 0.0005 is small beside the noise.
  const moved = await changes(noisy(kolenPollack, { feedback: 0.2 }), 'b2.w', 4)
  expect(Math.abs(deviation(moved) / (0.3 * 0.2) - 1)).toBeLessThan(0.05)
})

test('feedback that steps towards the transpose by itself gets noise of its own, once a batch', async () => {
  const plain = await changes(symmetricAlignment, 'b2.w', 4)
  const moved = await changes(noisy(symmetricAlignment, { feedback: 2 }), 'b2.w', 4)
  const noise = moved.map((m, i) => m - plain[i])
  expect(Math.abs(deviation(noise) / (0.05 * 2) - 1)).toBeLessThan(0.08)
})

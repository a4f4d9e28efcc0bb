/** Lanes of one network over threads: the same bits as in one thread, whatever their number, and a failure is told. */
import type { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import growth from '../../experiments/mnist-growth-patches.ts'
import plateauBatch from '../../experiments/mnist-plateau-batch.ts'
import { rateNetwork } from '../../experiments/parts/rate.ts'
import { backprop, weightMirror } from '../../experiments/parts/rate-feedback.ts'
import { hsicBottleneck } from '../../experiments/parts/rate-kernel.ts'
import { nodePerturbation } from '../../experiments/parts/rate-reward.ts'
import { controlFor, leader } from '../../src/backend/wasm/crew.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { hireThreads } from '../../src/node/lane-threads.ts'
import { startSource } from '../../src/node/start-worker.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { anyExperiment } from './any-experiment.ts'
import { sameBits } from './compare.ts'

const on = (threads: number) => wasmBackend({ crew: { threads, hire: hireThreads } })

const same = async (network: Experiment, threads: number) => {
  const expected = await anyExperiment(wasmBackend(), network, 5)
  const got = await anyExperiment(on(threads), network, 5)
  expect(Object.keys(got.saved)).toEqual(Object.keys(expected.saved))
  for (const [name, values] of Object.entries(expected.saved)) sameBits(values, got.saved[name], name)
  expect(got.logged).toEqual(expected.logged)
}

describe('lanes over threads equal one thread to the bit', () => {
  test('dendrites', () => same({ ...plateauBatch, lanes: 8 }, 2))
  test('lanes that learn in every tick, more threads than lanes', () => same({ ...growth, lanes: 2 }, 3))
  test.each([backprop, weightMirror, hsicBottleneck, nodePerturbation])('$name', method =>
    same(experiment(rateNetwork({ hidden: [24], lanes: 11 }, method)), 3),
  )
})

/** A thread that follows and gives ten times the number of a piece; for piece 9 it throws. */
const follower = (control: Int32Array): Worker => startSource(new URL('./crew-thread.ts', import.meta.url), control)

test('a crew: pieces one after the other, the sum of what each thread gives, an end', async () => {
  const control = controlFor(2)
  const worker = follower(control)
  const ended = new Promise(done => worker.once('exit', done))
  const lead = leader(control, 2, piece => piece)
  for (const piece of [1, 2, 3]) expect(lead.together(piece)).toBe(11 * piece)
  lead.end()
  expect(await ended).toBe(0)
})

test('what goes wrong in a thread is thrown by the leader', async () => {
  const control = controlFor(2)
  const worker = follower(control)
  expect(() => leader(control, 2, () => 0).together(9)).toThrow('a thread that computes lanes failed')
  await worker.terminate()
})

test('a thread that cannot begin is an error of the machine', async () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const task = { plan: {} as never, memory, control: controlFor(2), threads: 2 }
  await expect(hireThreads(task)).rejects.toThrow('a thread for lanes failed')
})

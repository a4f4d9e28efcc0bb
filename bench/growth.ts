/**
 * Growth-transform networks on wasm, CPU microseconds. patches: an image of mnist-growth-patches while labels learn (20 ticks); the kernels are
 * random, for spikes without training. thousand: a step of gt-thousand. silent: a step of 4,000 units in closed form by their
 * drive, skipping silent ones and evaluating all of them.
 * Run: npx tsx bench/growth.ts
 */

import thousand from '../experiments/gt-thousand.ts'
import random from '../experiments/mnist-growth-random.ts'
import { growthSilent } from '../models/neurons/growth-silent.ts'
import type { Machine } from '../src/backend/backend.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { embeddedDigits } from '../src/data/digits.ts'
import { toUnitInterval } from '../src/data/encode.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { experiment } from '../src/spec/define.ts'
import type { Experiment } from '../src/spec/types.ts'

/** `skip` false: units in closed form are evaluated in every tick, as if nothing could be foreseen. */
const load = (e: Experiment, skip = true): Promise<Machine> => {
  const planned = planExperiment(e)
  if (!skip)
    for (const { tick } of Object.values(planned.plan.programs))
      for (const kernel of tick) if (kernel.verb === 'step') delete kernel.quiet
  return loadNetwork(wasmBackend(), planned, 1)
}

/** The least CPU time of several repetitions, microseconds. */
const least = async (repetitions: number, work: (i: number) => void | Promise<void>): Promise<number> => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < repetitions; i++) {
    const before = process.cpuUsage()
    await work(i)
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, user + system)
  }
  return best
}

const IMAGES = 100

const patches = async () => {
  const machine = await load(random)
  machine.fire('train.0.end') // kernels without mean, of norm 1
  machine.write('label.power.r2', new Float32Array(10).fill(1))
  const { train } = embeddedDigits({ seed: 1, train: IMAGES, test: 1 })
  const images = Array.from({ length: IMAGES }, (_, i) => toUnitInterval(train.images.subarray(784 * i, 784 * (i + 1))))
  let spikes = 0
  const best = await least(5, async round => {
    spikes = 0
    for (let i = 0; i < IMAGES; i++) {
      machine.clear()
      machine.clock(0, { presentation: round * IMAGES + i, tick: 0 })
      machine.write('image.soma.x', images[i])
      machine.write(
        'label.drive.y',
        Array.from({ length: 10 }, (_, k) => (k === train.labels[i] ? 1 : 0)),
      )
      machine.advance('train.2.show', [20])
      spikes += (await machine.drain())['hidden.spike'].entries[0].length
    }
  })
  return { microseconds: best / IMAGES, spikes: spikes / IMAGES }
}

const steps = async (
  e: Experiment,
  program: string,
  events: string[],
  ticks: number,
  repetitions: number,
  skip = true,
) => {
  const machine = await load(e, skip)
  let spikes = 0
  const best = await least(repetitions, async i => {
    machine.clear()
    machine.clock(0, { presentation: i, tick: 0 })
    machine.advance(program, [ticks])
    const logs = await machine.drain()
    spikes = events.reduce((sum, event) => sum + logs[event].entries[0].length, 0)
  })
  return { microseconds: best / ticks, spikes: spikes / ticks }
}

/** About b / i spikes a tick and unit. */
const silent = (b: number | string): Experiment =>
  experiment({
    name: 'silent',
    about: 'bench',
    seed: 1,
    dt: '1 ms',
    populations: { gt: { neuron: growthSilent, size: 4000, init: { 'drive.b': b } } },
    projections: [],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '1 ticks' }] }],
  })

/** Drives: all alike, so that all units fire in the same ticks; then each its own. */
const drives = [0, 0.01, 0.1, 0.5, '0.02 * rand()', 'rand()']

const skipping = async () => {
  const rows: Record<string, object> = {}
  for (const b of drives) {
    const run = (skip: boolean) => steps(silent(b), 'train.0.run', ['gt.spike'], 2000, 5, skip)
    const { microseconds: all, spikes } = await run(false)
    const { microseconds } = await run(true)
    rows[b] = { microseconds, evaluatingAll: all, ratio: all / microseconds, spikes }
  }
  return rows
}

const report = {
  bench: 'growth',
  patches: await patches(),
  thousand: await steps(thousand, 'train.2.runStrong', ['first.spike', 'second.spike'], 5000, 3),
  silent: await skipping(),
}
console.log(JSON.stringify(report))

/**
 * One tick of training: 784-500-10, pyramidal cells, about 150 inputs that are not black. Microseconds of CPU a tick of one
 * sample, wasm against js in the same process.
 * Run: npx tsx bench/tick.ts
 */
import experiment from '../experiments/mnist-plateau.ts'
import type { Backend } from '../src/backend/backend.ts'
import { jsBackend } from '../src/backend/js.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'

const PHASE = 'train.0.forward'
const PIXELS = 784
const BRIGHT = 150

/** Pixels from 0.2 to 1, spread over the image; the others are black. */
const image = (): Float32Array => {
  const out = new Float32Array(PIXELS)
  for (let i = 0; i < BRIGHT; i++) out[(i * 5 + 17) % PIXELS] = 0.2 + (0.8 * ((i * 37) % BRIGHT)) / BRIGHT
  return out
}

const microseconds = async (backend: Backend, ticks: number, repetitions: number) => {
  const machine = await loadNetwork(backend, planExperiment(experiment), 1)
  machine.write('input.soma.x', image())
  let best = Number.POSITIVE_INFINITY
  let spikes = 0
  for (let i = 0; i < repetitions; i++) {
    machine.clock(0, { presentation: i, tick: 0 })
    const before = process.cpuUsage()
    machine.advance(PHASE, [ticks])
    const { user, system } = process.cpuUsage(before)
    best = Math.min(best, (user + system) / ticks)
    spikes = (await machine.drain())['hidden.spike'].entries[0].length / ticks
  }
  return { best, spikes }
}

const wasm = await microseconds(wasmBackend(), 20_000, 7)
const js = await microseconds(jsBackend(), 500, 5)
const report = {
  bench: 'tick',
  microseconds: { js: js.best, wasm: wasm.best },
  ratio: js.best / wasm.best,
  hiddenSpikes: wasm.spikes,
}
console.log(JSON.stringify(report))

/** The network without spikes against the specification's equations (1.7 to 1.10 with the switch nonspiking_mode of section 2), in double precision. */
import { expect, test } from 'vitest'
import { dendritesWithRates, type RateLayers } from '../../experiments/parts/dendrites-rates.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { embeddedDigits } from '../../src/data/digits.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { portableSha256 } from '../../src/sim/hash.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { testImages } from '../../src/sim/test.ts'
import { experiment } from '../../src/spec/define.ts'
import { onBench } from '../support/bench.ts'

const [INPUTS, HIDDEN, OUTPUTS] = [784, 5, 10]
const LAMBDA = 0.2
const ETA = 0.21
const network = (layers: Partial<RateLayers> = {}) =>
  experiment({
    name: 'rates',
    about: 'a small network without spikes',
    seed: 3,
    ...dendritesWithRates({ hidden: [{ name: 'hidden', size: HIDDEN }], etaOut: ETA, ...layers }),
  })

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v))
const slope = (v: number) => sigmoid(v) * (1 - sigmoid(v))

interface Reference {
  w: number[][] // [post][pre]
  b: number[]
  out: number[][]
  c: number[]
  y: number[][]
  rates: number[] // of the output units in the tick before
}

const product = (w: number[][], x: number[]) => w.map(row => row.reduce((sum, a, j) => sum + a * x[j], 0))

/** Two ticks of a phase; `taught`: the class, or none. */
const phaseOf = (n: Reference, pixels: number[], g_a: number, taught?: number) => {
  const x = pixels.map(p => LAMBDA * p)
  let [hidden, apical, output] = [[] as number[], [] as number[], [] as number[]]
  for (let tick = 0; tick < 2; tick++) {
    apical = product(n.y, n.rates)
    hidden = product(n.w, x).map((d, i) => (0.6 * (d + n.b[i]) + g_a * apical[i]) / (0.1 + 0.6 + g_a))
    const basal = product(
      n.out,
      hidden.map(v => LAMBDA * sigmoid(v)),
    ).map((d, o) => d + n.c[o])
    output = basal.map((v, o) =>
      taught === undefined ? (0.6 / 0.7) * v : (0.6 * v + (o === taught ? 8 : -8)) / (0.1 + 0.6 + 1),
    )
    n.rates = output.map(v => LAMBDA * sigmoid(v))
  }
  return { x, hidden, plateau: apical.map(sigmoid), output }
}

const learn = (n: Reference, pixels: number[], label: number, g_a: number) => {
  const f = phaseOf(n, pixels, g_a)
  const t = phaseOf(n, pixels, g_a, label)
  const errors = f.hidden.map((v, i) => (20 * ETA * 0.6 * slope(v) * (t.plateau[i] - f.plateau[i])) / (0.7 + g_a))
  const taught = f.output.map((v, o) => 20 * ETA * (0.6 / 0.7) * slope(v) * (sigmoid(t.output[o]) - sigmoid(v)))
  errors.forEach((e, i) => {
    n.b[i] += e
    f.x.forEach((x, j) => {
      n.w[i][j] += e * x
    })
  })
  taught.forEach((e, o) => {
    n.c[o] += e
    f.hidden.forEach((v, i) => {
      n.out[o][i] += e * LAMBDA * sigmoid(v)
    })
  })
  return { f, t }
}

type Bench = Awaited<ReturnType<typeof onBench>>

const matrix = async (b: Bench, projection: string, pres: number, posts: number) => {
  const all = await b.read(`${projection}.w`)
  const stride = all.length / pres
  return Array.from({ length: posts }, (_, i) => Array.from({ length: pres }, (_, j) => all[j * stride + i]))
}

const referenceOf = async (b: Bench): Promise<Reference> => ({
  w: await matrix(b, 'w1', INPUTS, HIDDEN),
  b: await b.read('hidden.basal.b'),
  out: await matrix(b, 'out', HIDDEN, OUTPUTS),
  c: await b.read('output.basal.b'),
  y: await matrix(b, 'y1', OUTPUTS, HIDDEN),
  rates: new Array(OUTPUTS).fill(0),
})

const close = (received: number[], expected: number[], within = 1e-12) => {
  expect(received.length).toBe(expected.length)
  received.forEach((x, i) => {
    expect(Math.abs(x - expected[i]), `${x} for ${expected[i]}`).toBeLessThanOrEqual(within)
  })
}

test.each([0, 0.05])('three images in a row, apical conductance %f: voltages, plateaus, weights', async g_a => {
  const set = { g_a: `${g_a} /ms` as const }
  const b = await onBench(network({ hidden: [{ name: 'hidden', size: HIDDEN, set }] }))
  const n = await referenceOf(b)
  for (const [k, label] of [3, 7, 3].entries()) {
    const pixels = Array.from({ length: INPUTS }, (_, j) => ((j * (k + 3)) % 11 > 7 ? ((j * 7) % 10) / 10 : 0))
    b.machine.clock(0, { presentation: k, tick: 0 })
    b.phase('forward', 2, { 'input.soma.x': pixels, 'output.soma.teach': new Array(OUTPUTS).fill(0) })
    const labels = Array.from({ length: OUTPUTS }, (_, o) => (o === label ? 1 : 0))
    const forward = { plateau: await b.read('hidden.apical.a0'), output: await b.read('output.soma.vf') }
    b.phase('target', 2, { 'output.soma.teach': new Array(OUTPUTS).fill(1), 'output.soma.label': labels })
    b.end()
    const { f, t } = learn(n, pixels, label, g_a)
    close(forward.plateau, f.plateau)
    close(forward.output, f.output)
    close(
      await b.read('hidden.soma.slope'),
      f.hidden.map(v => (20 * 0.6 * slope(v)) / (0.7 + g_a)),
    )
    close(await b.read('hidden.apical.a1'), t.plateau)
    close(await b.read('hidden.basal.b'), n.b)
    close(await b.read('output.basal.b'), n.c)
    close((await matrix(b, 'w1', INPUTS, HIDDEN)).flat(), n.w.flat())
    close((await matrix(b, 'out', HIDDEN, OUTPUTS)).flat(), n.out.flat())
  }
})

test('it learns the embedded digits', async () => {
  const made = embeddedDigits({ train: 2000, test: 300, seed: 1 })
  const e = network({ hidden: [{ name: 'hidden', size: 100 }], epochs: 1 })
  const planned = planExperiment(e)
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  await runSession({ planned, machine, data: made, seed: 1, listener: {} })
  const range = { from: 0, to: 300, round: 0, epoch: 1, seed: 1, replica: 0 }
  const { tally } = await testImages(machine, planned, made.test, range, portableSha256)
  expect(tally.wrong / tally.answered).toBeLessThan(0.4)
})

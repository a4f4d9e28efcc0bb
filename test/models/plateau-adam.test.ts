/** Steps of one size: against the closed form over three presentations of lanes of different lengths, and on both back ends of a processor. */
import { expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { localityOf } from '../../src/plan/locality.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { lengthsOf, ofOneSize, phasesOf, plannedDendrites, presentations, show } from '../backend/webgpu-dendrites.ts'

const LANES = 3
const [ETA, BETA, EPS] = [0.02, 0.8, 0.001]

/** Moments of one number that learns, and the step they give. */
const moments = () => {
  let [m, v] = [0, 0]
  return (change: number): number => {
    m = BETA * m + (1 - BETA) * change
    v = BETA * v + (1 - BETA) * change * change
    return (ETA * m) / (Math.sqrt(v) + EPS)
  }
}

const network = async () => {
  const planned = plannedDendrites(LANES, ofOneSize)
  const machine = await loadNetwork(jsBackend({ precision: 64 }), planned, 1)
  const ofLanes = (column: string) => Promise.all([0, 1, 2].map(lane => machine.read(column, lane)))
  const { phases, end } = phasesOf(planned)
  const present = (image: number) => {
    show(machine, LANES, image)
    for (const phase of phases) machine.advance(phase, lengthsOf(LANES, 40))
    machine.fire(end)
  }
  return { planned, machine, ofLanes, present }
}

const sumOver = (lanes: ArrayLike<number>[], i: number, by?: ArrayLike<number>[], j = 0) =>
  lanes.reduce((sum, lane, n) => sum + lane[i] * (by ? by[n][j] : 1), 0)

test.each([
  ['w1', 'hidden', [0, 7, 300, 500], [0, 3, 19]],
  ['out', 'output', [0, 7, 19], [0, 4, 9]],
] as const)('%s: what three batches change is the closed form', async (projection, population, pres, posts) => {
  const net = await network()
  const { stride } = net.planned.plan.layouts.find(l => l.name === projection) as { stride: number }
  const [w, b] = [`${projection}.w`, `${population}.basal.b`]
  const expected = [(await net.machine.read(w)).slice(), (await net.machine.read(b)).slice()]
  const synapses = new Map<number, ReturnType<typeof moments>>()
  const biases = posts.map(moments)
  let moved = 0
  for (const image of [0, 1, 2]) {
    net.present(image)
    const [delta, s] = [await net.ofLanes(`${population}.soma.delta`), await net.ofLanes(`${projection}.pre.s`)]
    for (const [k, post] of posts.entries()) {
      expected[1][post] += biases[k](sumOver(delta, post))
      for (const pre of pres) {
        const at = pre * stride + post
        if (!synapses.has(at)) synapses.set(at, moments())
        const step = synapses.get(at)!(sumOver(delta, post, s, pre))
        moved = Math.max(moved, Math.abs(step))
        expected[0][at] += step
      }
    }
  }
  const [weights, bias] = [await net.machine.read(w), await net.machine.read(b)]
  for (const at of synapses.keys()) expect(Math.abs(weights[at] - expected[0][at])).toBeLessThan(1e-12)
  for (const post of posts) expect(Math.abs(bias[post] - expected[1][post])).toBeLessThan(1e-12)
  expect(moved).toBeGreaterThan(0.001)
})

test('js and wasm agree to the last bit', async () => {
  const [js, wasm] = await Promise.all([jsBackend(), wasmBackend()].map(b => presentations(b, 4, 25, 15, ofOneSize)))
  expect(wasm.saved['column:w1.w']).toEqual(js.saved['column:w1.w'])
  expect(wasm.saved['column:output.basal.b']).toEqual(js.saved['column:output.basal.b'])
  expect(wasm.logged).toEqual(js.logged)
})

test('a synapse reads no more than without the moments', () => {
  const classOf = (layers?: typeof ofOneSize) => localityOf(plannedDendrites(LANES, layers)).experiment.class
  expect(classOf(ofOneSize)).toBe(classOf())
})

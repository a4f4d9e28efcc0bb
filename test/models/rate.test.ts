/** Rate networks: gradients, lanes, back ends, identities between rules (specification of rate rules, section 14). */
import { describe, expect, test } from 'vitest'
import { glorot, type Method } from '../../experiments/parts/rate.ts'
import { alternating } from '../../experiments/parts/rate-codes.ts'
import * as feedback from '../../experiments/parts/rate-feedback.ts'
import * as kernel from '../../experiments/parts/rate-kernel.ts'
import * as local from '../../experiments/parts/rate-local.ts'
import { localPrediction } from '../../experiments/parts/rate-local.ts'
import { nodePerturbation, reinforced, rewardModulated } from '../../experiments/parts/rate-reward.ts'
import * as targets from '../../experiments/parts/rate-targets.ts'
import * as unsupervised from '../../experiments/parts/rate-unsupervised.ts'
import { descend } from '../../models/rules/descend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { readLearned } from '../../src/sim/network.ts'
import { angleBetween, images, lossOf, running, transposed } from './rate-run.ts'

const relu = (z: number) => Math.max(z, 0)
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])))

test.each([
  ['backprop', feedback.backprop, relu],
  ['backprop-tanh', targets.backpropTanh, Math.tanh],
] as const)('%s descends the gradient, by finite differences', async (_, method, rate) => {
  const net = await running(method, { hidden: [5, 6], eta: 1 })
  const names = ['w1', 'w2', 'w3']
  const before = await Promise.all(names.map(net.weights))
  // Without biases a unit whose inputs are silent would stand exactly at the kink of the rectifier.
  const biases = [5, 6, 10].map(n => Float64Array.from({ length: n }, (_, i) => 0.1 + 0.01 * i))
  for (const [i, p] of ['x1', 'x2', 'top'].entries()) net.machine.write(`${p}.soma.b`, biases[i])
  const data = images(64)
  await net.batch(0)
  const after = await Promise.all(names.map(net.weights))
  const biasAfter = await Promise.all(['x1', 'x2', 'top'].map(p => net.read(`${p}.soma.b`)))
  const loss = (l: number, k: number, by: number, of: Float64Array[]) => {
    const moved = of.map((w, i) => (i === l ? w.map((v, j) => (j === k ? v + by : v)) : w))
    return of === before
      ? lossOf(moved, biases, [9, 5, 6, 10], data, 4, rate)
      : lossOf(before, moved, [9, 5, 6, 10], data, 4, rate)
  }
  const slope = (l: number, k: number, of: Float64Array[]) => (loss(l, k, 1e-5, of) - loss(l, k, -1e-5, of)) / 2e-5
  for (const [l, w] of before.entries())
    for (let k = 0; k < w.length; k += 3) expect(Math.abs(w[k] - after[l][k] - slope(l, k, before))).toBeLessThan(1e-9)
  for (const [l, b] of biasAfter.entries())
    for (let k = 0; k < b.length; k++) expect(Math.abs(biases[l][k] - b[k] - slope(l, k, biases))).toBeLessThan(1e-9)
})

test('a batch is the mean of its images: four lanes equal the mean of four steps of one lane from the same weights', async () => {
  const batch = await running(feedback.feedbackAlignment)
  const start = await batch.weights('w1')
  await batch.batch(0)
  const changed = (await batch.weights('w1')).map((w, i) => w - start[i])
  const sum = new Float64Array(start.length)
  for (let n = 0; n < 4; n++) {
    const one = await running(feedback.feedbackAlignment, { lanes: 1 })
    await one.batch(n)
    for (const [i, w] of (await one.weights('w1')).entries()) sum[i] += (w - start[i]) / 4
  }
  expect(furthest(changed, sum)).toBeLessThan(1e-15)
})

const inGroups = {
  cosine: kernel.groupedCosineHsic(4),
  gaussian: kernel.groupedHsic(4),
  memory: kernel.thirdFactorHsic(3),
}
const everyMethod = [
  feedback,
  targets,
  local,
  kernel,
  inGroups,
  unsupervised,
  { nodePerturbation, reinforced, rewardModulated, alternating },
].flatMap(m => Object.values(m).filter((v): v is Method => typeof v === 'object' && 'name' in v))

test.each(everyMethod.map(m => [m.name, m] as const))('%s: js and wasm agree to the last bit', async (_, method) => {
  const states = []
  for (const backend of [jsBackend(), wasmBackend()]) {
    // Features without errors are those of the image: one hidden layer.
    const net = await running(method, { hidden: method.input ? [20] : [20, 20] }, backend)
    for (let n = 0; n < 3; n++) await net.batch(4 * n)
    states.push(Object.values(await readLearned(net.machine, net.planned)).map(v => [...v]))
  }
  expect(states[1]).toEqual(states[0])
  expect(states[0].flat().every(Number.isFinite)).toBe(true)
})

const trained = async (method: Method, batches: number, hidden = [5]) => {
  const net = await running(method, { hidden })
  for (let n = 0; n < batches; n++) await net.batch(4 * n)
  return net.weights('w1')
}

describe('one hidden layer makes rules equal (test 11)', () => {
  test('direct feedback is feedback alignment, with the same weights', async () => {
    const named = (m: Method, name: string): Method => ({
      ...m,
      projections: layers => m.projections!(layers).map(p => ({ ...p, name })),
    })
    const a = await trained(named(feedback.feedbackAlignment, 'b'), 10)
    expect(furthest(a, await trained(named(feedback.directFeedback, 'b'), 10))).toBeLessThan(1e-12)
  })

  test('a local readout is the readout: pred with head = readout is backpropagation', async () => {
    const bare: Method = { ...localPrediction, rule: () => descend, eta: 0.3 }
    const flat: Method = {
      ...bare,
      projections: layers =>
        bare.projections!(layers).map(p => (p.rule ? { ...p, rule: descend, set: { eta: 0.3 } } : p)),
    }
    // Both readouts start from 0.
    const zero = async (m: Method) => {
      const net = await running(m)
      net.machine.write('w2.w', new Float64Array(net.planned.plan.columns.find(c => c.name === 'w2.w')!.size))
      for (let n = 0; n < 10; n++) await net.batch(4 * n)
      return net.weights('w1')
    }
    expect(furthest(await zero(flat), await zero(feedback.backprop))).toBeLessThan(1e-12)
  })

  const following = (refresh: string): Method => ({
    ...feedback.symmetricAlignment,
    projections: layers =>
      feedback.symmetricAlignment.projections!(layers).map(p => ({
        ...p,
        weights: { toward: 'w2', rate: 1, value: glorot, refresh },
      })),
  })

  test('a transpose taken before it is used is backpropagation, after use it is not, random feedback neither', async () => {
    const exact = await trained(feedback.backprop, 10)
    expect(furthest(await trained(following('show.begin'), 10), exact)).toBeLessThan(1e-12)
    expect(furthest(await trained(following('presentation.end'), 10), exact)).toBeGreaterThan(1e-2)
    expect(furthest(await trained(feedback.feedbackAlignment, 10), exact)).toBeGreaterThan(1e-2)
  })

  test('difference target propagation descends the gradient', async () => {
    const eta = (m: Method): Method => ({ ...m, eta: 0.1 })
    expect(
      furthest(await trained(targets.targetPropagation, 10), await trained(eta(targets.backpropTanh), 10)),
    ).toBeLessThan(1e-12)
  })
})

test('13: the difference of Kolen-Pollack weights shrinks by (1 - eta lambda) a step, whatever the data', async () => {
  const quick: Method = {
    ...feedback.kolenPollack,
    set: eta => ({ eta, decay: 0.01 }),
    projections: layers =>
      feedback.kolenPollack.projections!(layers).map(p => ({ ...p, set: { eta: 0.3, decay: 0.01 } })),
  }
  const net = await running(quick)
  const difference = async () => {
    const b = transposed(await net.weights('b2'), 10, 5)
    return (await net.weights('w2')).map((w, i) => w - b[i])
  }
  const start = await difference()
  for (let n = 0; n < 100; n++) await net.batch(4 * (n % 16))
  expect(
    furthest(
      await difference(),
      start.map(d => d * 0.997 ** 100),
    ),
  ).toBeLessThan(1e-10)
})

test('5: symmetric alignment turns feedback to the transpose as atan(r / (1 - r)), r = 0.95^t', async () => {
  const still: Method = { ...feedback.symmetricAlignment, rule: () => undefined }
  const net = await running(still)
  const w = transposed(await net.weights('w2'), 5, 10)
  const norm = Math.sqrt(w.reduce((s, x) => s + x * x, 0))
  const side = await net.weights('b2')
  const along = side.reduce((s, x, i) => s + x * w[i], 0) / norm ** 2
  const apart = side.map((x, i) => x - along * w[i])
  const size = Math.sqrt(apart.reduce((s, x) => s + x * x, 0))
  const { stride } = net.planned.plan.layouts.find(l => l.name === 'b2') as { stride: number }
  const padded = new Float64Array(10 * stride)
  for (const [k, x] of apart.entries()) padded[Math.floor(k / 5) * stride + (k % 5)] = (x * norm) / size
  net.machine.write('b2.w', padded)
  const expected = new Map([[0, 90], [10, 56.171], [20, 29.197], [50, 4.765], [100, 0.341]]) // biome-ignore format: a table
  for (let t = 0; t <= 100; t++) {
    const angle = expected.get(t)
    if (angle !== undefined) expect(angleBetween(await net.weights('b2'), w)).toBeCloseTo(angle, 2)
    await net.batch(0)
  }
})

test('12: with small steps lra-fdbk is feedback alignment with the square of the slope', async () => {
  const small: Method = { ...targets.lraFeedback, unitSet: { beta: 1e-4 }, eta: 1 }
  const net = await running(small, { lanes: 1 })
  const b = await net.weights('b2')
  await net.batch(0)
  const [e, x, bias] = await Promise.all([net.read('top.error.e'), net.read('x1.soma.x'), net.read('x1.soma.b')])
  const predicted = x.map((v, i) => 2 * 1e-4 * (1 - v * v) ** 2 * e.reduce((s, ej, j) => s + ej * b[j * 5 + i], 0))
  const size = (v: number[]) => Math.sqrt(v.reduce((s, a) => s + a * a, 0))
  expect(size(bias.map((v, i) => v + predicted[i])) / size(predicted)).toBeLessThan(1e-3)
})

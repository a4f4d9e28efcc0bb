/** Kernel rules without pairs: gradients of pHSIC and of local similarities by finite differences, and the three-factor form (specification of rate rules, 5.4, test 20). */
import { expect, test } from 'vitest'
import type { Method } from '../../experiments/parts/rate.ts'
import * as kernel from '../../experiments/parts/rate-kernel.ts'
import * as local from '../../experiments/parts/rate-local.ts'
import { descend } from '../../models/rules/descend.ts'
import { hsic, phsic } from '../../src/backend/routines/hsic.ts'
import { cosine, gaussian } from '../../src/backend/routines/kernel.ts'
import { type Dataset, dataset } from '../../src/data/dataset.ts'
import { images, type Running, running } from './rate-run.ts'

const m = 12
const data = images(64)
const units = 12

const pixels = (of: Dataset, n: number) => Array.from(of.images.subarray(9 * n, 9 * n + 9), b => Math.fround(b / 255))
const oneHot = (of: Dataset) =>
  Float64Array.from({ length: m * 10 }, (_, i) => (of.labels[Math.floor(i / 10)] === i % 10 ? 1 : 0))

/** Rates [m][units] of the first m images; biases 0.2. */
const rates = (w: Float64Array): Float64Array => {
  const h = new Float64Array(m * units)
  for (let n = 0; n < m; n++)
    for (let j = 0; j < units; j++)
      h[n * units + j] = Math.max(
        0,
        pixels(data, n).reduce((z, x, i) => z + x * w[i * units + j], 0.2),
      )
  return h
}

/** Spread of each group: sqrt((sum of squares about its mean + 1) / members). */
const spreads = (h: Float64Array, groups: number): Float64Array => {
  const members = units / groups
  return Float64Array.from({ length: m * groups }, (_, k) => {
    const group = h.subarray(k * members, (k + 1) * members)
    const mean = group.reduce((s, x) => s + x, 0) / members
    return Math.sqrt((group.reduce((s, x) => s + (x - mean) ** 2, 0) + 1) / members)
  })
}

const centred = (x: Float64Array, d: number): Float64Array =>
  x.map((v, i) => {
    const row = x.subarray(d * Math.floor(i / d), d * Math.floor(i / d) + d)
    return v - row.reduce((s, a) => s + a, 0) / d
  })

/** Steps of size 1 down the gradient of the hidden weights of one batch; `others`: weights that stand beside them, as they were. */
const stepOf = async (method: Method, names: string[] = []) => {
  const net = await running({ ...method, rule: () => descend, eta: 1 }, { hidden: [units], lanes: m })
  net.machine.write('x1.soma.b', new Float64Array(units).fill(0.2))
  const before = await net.weights('w1')
  const others = await Promise.all(names.map(net.weights))
  await net.batch(0)
  const after = await net.weights('w1')
  return { before, step: before.map((w, i) => w - after[i]), others }
}

const cosineValue = (s: Float64Array) =>
  phsic(cosine(s, m), cosine(s, m)) - 2 * phsic(cosine(oneHot(data), m), cosine(s, m))
const gaussianValue = (s: Float64Array) => {
  const k = gaussian(s, m, 25)
  return phsic(k, k) - 2 * phsic(cosine(oneHot(data), m), k)
}

const checkStep = (before: Float64Array, step: Float64Array, value: (w: Float64Array) => number) => {
  const size = Math.sqrt(step.reduce((s, g) => s + g * g, 0))
  expect(size).toBeGreaterThan(1e-6)
  for (let i = 0; i < before.length; i += 5) {
    const moved = (by: number) => value(before.map((w, k) => (k === i ? w + by : w)))
    expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - step[i])).toBeLessThan(1e-5 * size)
  }
}

test.each([
  ['cosine', kernel.cosineHsic, cosineValue],
  ['cosine, four groups', kernel.groupedCosineHsic(4), (h: Float64Array) => cosineValue(spreads(h, 4))],
  ['Gaussian, four groups', kernel.groupedHsic(4), (h: Float64Array) => gaussianValue(centred(spreads(h, 4), 4))],
] as const)('20: pHSIC, %s, descends the gradient, by finite differences', async (_, method, value) => {
  const { before, step } = await stepOf(method)
  checkStep(before, step, h => value(rates(h)))
})

test('20: with two groups the directions are opposite or alike, and the gradient of the cosine kernel is 0', async () => {
  const largest = async (groups: number) =>
    Math.max(...(await stepOf(kernel.groupedCosineHsic(groups))).step.map(Math.abs))
  // What remains is the guard of the division, 1e-8.
  expect(await largest(2)).toBeLessThan(1e-4 * (await largest(4)))
})

/** x [m][pres] through w [pres][posts]. */
const through = (x: Float64Array, w: Float64Array, posts: number): Float64Array => {
  const pres = x.length / m
  return Float64Array.from({ length: m * posts }, (_, k) => {
    let sum = 0
    for (let i = 0; i < pres; i++) sum += x[Math.floor(k / posts) * pres + i] * w[i * posts + (k % posts)]
    return sum
  })
}

/** Mean square of the differences of two matrices of similarities. */
const unlike = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / (m * m)

test('20: local similarities, with a projection, descend their gradient, by finite differences', async () => {
  const { before, step, others } = await stepOf(local.localSimilarity, ['r1'])
  const value = (w: Float64Array) => unlike(cosine(through(rates(w), others[0], units), m), cosine(oneHot(data), m))
  checkStep(before, step, value)
})

test('20: local similarities to random codes of the labels, without a projection', async () => {
  const { before, step, others } = await stepOf(local.localSimilarityBio, ['code'])
  const value = (w: Float64Array) => unlike(cosine(rates(w), m), cosine(through(oneHot(data), others[0], 128), m))
  checkStep(before, step, value)
})

/** Two images in one order in one lane, in the other order in the other. */
const crossed = (): Dataset => {
  const order = [0, 1, 1, 0]
  return dataset({
    ...data,
    images: Uint8Array.from(order.flatMap(n => [...data.images.subarray(9 * n, 9 * n + 9)])),
    labels: Uint8Array.from(order, n => data.labels[n]),
  })
}

const pairStep = async (net: Running) => {
  net.machine.write('x1.soma.b', new Float64Array(units).fill(0.2))
  const before = await net.weights('w1')
  await net.batch(0)
  const between = await net.weights('w1')
  await net.batch(2)
  const after = await net.weights('w1')
  return { before, first: before.map((w, i) => w - between[i]), step: between.map((w, i) => w - after[i]) }
}

test('three-factor: both orders of a pair together descend its loss; nothing is learned before there is a pair', async () => {
  const method = kernel.thirdFactorHsic(1)
  // mean similarity 0.3, which stays
  const still: Method = {
    ...method,
    rule: layer => (layer === 1 ? method.rule!(1, 2) : undefined),
    set: () => ({ eta: 1, slow: 0 }),
  }
  const net = await running(still, { hidden: [units], lanes: 2 }, undefined, crossed())
  net.machine.write('x1.mean.k', new Float64Array(units).fill(0.3))
  const { before, first, step } = await pairStep(net)
  expect(Math.max(...first.map(Math.abs))).toBe(0)
  const alike = data.labels[0] === data.labels[1] ? 1 : -1 / 9
  // The derivative of (k - 0.3)^2 - 2 k_Y k by k is the third factor, times sigma^2 / k.
  const loss = (w: Float64Array) => {
    const h = rates(w)
    const [a, b] = [h.subarray(0, units), h.subarray(units, 2 * units)]
    const k = Math.exp(-a.reduce((s, x, i) => s + (x - b[i]) ** 2, 0) / 50)
    return (k - 0.3) ** 2 - 2 * alike * k
  }
  const size = Math.sqrt(step.reduce((s, g) => s + g * g, 0))
  expect(size).toBeGreaterThan(1e-4)
  for (let i = 0; i < before.length; i += 5) {
    const moved = (by: number) => loss(before.map((w, k) => (k === i ? w + by : w)))
    const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5
    expect(Math.abs(slope / 2 - step[i])).toBeLessThan(1e-7 * size)
  }
})

test('robust HSIC descends the dependence of residual and image, through the softmax', async () => {
  const net = await running({ ...kernel.robustHsic, rule: () => descend, eta: 1 }, { hidden: [units], lanes: m })
  net.machine.write('x1.soma.b', new Float64Array(units).fill(0.2))
  const [w1, w2] = [await net.weights('w1'), await net.weights('w2')]
  await net.batch(0)
  const x = Float64Array.from(Array.from({ length: m }, (_, n) => pixels(data, n)).flat())
  const kx = gaussian(x, m, 11)
  const value = (a: Float64Array, b: Float64Array) => {
    const h = rates(a)
    const r = oneHot(data)
    for (let n = 0; n < m; n++) {
      const e = Array.from({ length: 10 }, (_, j) =>
        Math.exp(h.subarray(n * units, (n + 1) * units).reduce((z, v, i) => z + v * b[i * 10 + j], 0)),
      )
      const sum = e.reduce((s, v) => s + v, 0)
      for (let j = 0; j < 10; j++) r[n * 10 + j] -= e[j] / sum
    }
    return hsic(kx, gaussian(r, m, 0.5), m)
  }
  for (const [name, before, of] of [
    ['w1', w1, (w: Float64Array) => value(w, w2)],
    ['w2', w2, (w: Float64Array) => value(w1, w)],
  ] as const) {
    const after = await net.weights(name)
    const step = before.map((w, i) => w - after[i])
    const size = Math.sqrt(step.reduce((s, g) => s + g * g, 0))
    expect(size).toBeGreaterThan(1e-5)
    for (let i = 0; i < before.length; i += 5) {
      const moved = (by: number) => of(before.map((w, k) => (k === i ? w + by : w)))
      expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - step[i])).toBeLessThan(1e-5 * size)
    }
  }
})

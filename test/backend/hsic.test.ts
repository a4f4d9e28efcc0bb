/** Kernel dependence against the numbers of the specification of rate rules, section 14, tests 15 to 18 and 20. */
import { describe, expect, test } from 'vitest'
import { hsic, hsicRoutine, nhsic, phsic, phsicRoutine, residualRoutine } from '../../src/backend/routines/hsic.ts'
import { cosine, gaussian } from '../../src/backend/routines/kernel.ts'
import { inverse, product } from '../../src/backend/routines/square.ts'
import { hostRandom } from '../../src/lang/random.ts'

const a = Float64Array.of(0, 1, 2, 3)
const b = Float64Array.of(1, 0, 0, 1)
const [ka, kb, constant] = [a, b, new Float64Array(4).fill(2)].map(x => gaussian(x, 4, 1))

describe('values on four points, sigma 1', () => {
  test('15: HSIC', () => {
    expect(hsic(ka, ka, 4)).toBeCloseTo(0.2109123, 7)
    expect(hsic(ka, kb, 4)).toBeCloseTo(0.0495731, 7)
    expect(hsic(ka, constant, 4)).toBeCloseTo(0, 14)
  })
  test('17: nHSIC', () => {
    expect(nhsic(ka, ka, 4, 1e-2)).toBeCloseTo(2.404114, 6)
    expect(nhsic(ka, kb, 4, 1e-2)).toBeCloseTo(0.888914, 6)
    expect(nhsic(ka, ka, 4, 1e-5)).toBeCloseTo(2.999197, 6)
    expect(nhsic(ka, kb, 4, 1e-5)).toBeCloseTo(0.999879, 6)
  })
  test('18: pHSIC', () => {
    expect(phsic(ka, ka)).toBeCloseTo(0.1297171, 7)
    expect(phsic(ka, kb)).toBeCloseTo(0.0278849, 7)
  })
  test('18: pHSIC equals HSIC of linear kernels of centred data', () => {
    const c = a.map(x => x - 1.5)
    const linear = Float64Array.from({ length: 16 }, (_, i) => c[Math.floor(i / 4)] * c[i % 4])
    expect(phsic(linear, linear)).toBeCloseTo(1.5625, 12)
  })
})

// The specification gives mean and deviation over draws of 500 samples: the mean of eight draws lies within one deviation.
test('16: identical and independent normal samples', () => {
  const random = hostRandom(7)
  const draw = () =>
    gaussian(
      Float64Array.from({ length: 500 }, () => random.normal()),
      500,
      1,
    )
  const pairs = Array.from({ length: 8 }, () => [draw(), draw()])
  const mean = (f: (k: Float64Array[]) => number) => pairs.reduce((sum, p) => sum + f(p) / pairs.length, 0)
  expect(Math.abs(mean(([x]) => hsic(x, x, 500)) - 0.0734)).toBeLessThan(0.004)
  expect(Math.abs(mean(([x, y]) => hsic(x, y, 500)) - 3.2e-4)).toBeLessThan(2.1e-4)
})

test('19: cosine similarity of one-hot labels', () => {
  const labels = Float64Array.from({ length: 30 }, (_, i) => (i === 3 || i === 13 || i === 27 ? 1 : 0))
  const k = cosine(labels, 3)
  expect(k[1]).toBeCloseTo(1, 6)
  expect(k[2]).toBeCloseTo(-1 / 9, 6)
})

test('inverse of a random positive definite matrix', () => {
  const random = hostRandom(3)
  const r = Float64Array.from({ length: 49 }, () => random.normal())
  const t = r.map((_, i) => r[(i % 7) * 7 + Math.floor(i / 7)])
  const spd = product(r, t, 7).map((v, i) => v + (i % 8 === 0 ? 1 : 0))
  product(inverse(spd, 7), spd, 7).forEach((v, i) => {
    expect(v).toBeCloseTo(i % 8 === 0 ? 1 : 0, 10)
  })
})

describe('20: gradients against finite differences, 12 samples of 8 units', () => {
  const m = 12
  const random = hostRandom(11)
  const draw = (d: number) => Float64Array.from({ length: m * d }, () => random.normal())
  const [x, h] = [draw(6), draw(8)]
  const y = Float64Array.from({ length: m * 3 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0))
  const check = (value: (h: Float64Array) => number, gradient: Float64Array) => {
    const size = Math.sqrt(gradient.reduce((s, g) => s + g * g, 0))
    for (let i = 0; i < h.length; i += 7) {
      const moved = (by: number) => value(h.map((v, j) => (j === i ? v + by : v)))
      expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - gradient[i])).toBeLessThan(1e-5 * size)
    }
    expect(size).toBeGreaterThan(1e-6)
  }
  const run = (routine: typeof hsicRoutine, reads: Float64Array[], params: Record<string, number>) => {
    const port = new Float64Array(h.length)
    routine(reads, [port], params, m)
    return port
  }

  test('nHSIC bottleneck', () => {
    const k = (v: Float64Array) => gaussian(v, m, v.length / m)
    const value = (h: Float64Array) => nhsic(k(x), k(h), m, 1e-2) - 50 * nhsic(k(y), k(h), m, 1e-2)
    check(value, run(hsicRoutine, [x, y, h], { sigma: 1, lambda: 50, eps: 1e-2 }))
  })
  test('pHSIC', () => {
    const value = (h: Float64Array) => {
      const k = gaussian(h, m, 4)
      return phsic(k, k) - 2 * phsic(cosine(y, m), k)
    }
    check(value, run(phsicRoutine, [y, h], { sigma: 2, gamma: 2 }))
  })
  test('HSIC of residuals', () => {
    const value = (h: Float64Array) => hsic(gaussian(x, m, 3), gaussian(h, m, 2), m)
    check(value, run(residualRoutine, [x, h], { scale: 4, inputScale: 6 }))
  })
})

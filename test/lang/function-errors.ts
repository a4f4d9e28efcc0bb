/** How far the functions of the language are from those of Math, at `samples` points each. */
import { describe, expect, test } from 'vitest'
import * as derived from '../../src/lang/derived.ts'
import * as real from '../../src/lang/double.ts'
import { compileNode } from '../../src/lang/evaluate.ts'
import { graph } from '../../src/lang/graph.ts'
import type { Graph, Node } from '../../src/lang/node.ts'

export type OfOne = (g: Graph, x: Node) => Node

export const compiled = (f: OfOne, precision: 32 | 64 = 32) => {
  const g = graph()
  const run = compileNode(f(g, g.leaf('f32', { read: 'scalar', name: 'x' })), precision)
  return (x: number) => run(() => x)
}

const bytes = new DataView(new ArrayBuffer(8))
const float32 = (bits: number) => {
  bytes.setUint32(0, bits)
  return bytes.getFloat32(0)
}

/** Distance between neighbouring float32 numbers at x, at least that of the normal numbers. */
const ulp = (x: number) => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)) + 1e-13)) - 23)

export function* spread(low: number, high: number, n: number) {
  for (let i = 0; i <= n; i++) yield Math.fround(low + ((high - low) * i) / n)
}

/** Every magnitude: float32 numbers with bit patterns evenly spaced from 2^-126 to `high`, with both signs. */
function* magnitudes(high: number, n: number, signs: readonly number[] = [1, -1]) {
  bytes.setFloat32(0, high)
  const first = 0x00800000
  const step = (bytes.getUint32(0) - first) / n
  for (let i = 0; i < n; i++) for (const s of signs) yield s * float32(first + Math.floor(i * step))
}

const worst = (f: (x: number) => number, truth: (x: number) => number, inputs: Iterable<number>) => {
  let error = 0
  for (const x of inputs) {
    const t = truth(x)
    const e = Math.abs(f(x) - t) / ulp(t)
    if (!(e <= error)) error = e
  }
  return error
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

/** Declares the tests; 200,000 points in test/long. */
export const functionErrors = (samples: number): void => {
  describe('float32 functions, largest error in ULP', () => {
    test.each<[string, OfOne, (x: number) => number, () => Iterable<number>, number]>([
      ['exp', derived.exp, Math.exp, () => spread(-86, 88.7228, samples), 1],
      ['exp, all magnitudes', derived.exp, Math.exp, () => magnitudes(86, samples), 1],
      ['expm1', derived.expm1, Math.expm1, () => magnitudes(88.7, samples), 2],
      ['expm1 around 0', derived.expm1, Math.expm1, () => spread(-3, 3, samples), 2],
      ['sigmoid', derived.sigmoid, logistic, () => spread(-86, 86, samples), 2.5],
      ['sigmoid around 0', derived.sigmoid, logistic, () => spread(-6, 6, samples), 2.5],
      ['tanh', derived.tanh, Math.tanh, () => magnitudes(100, samples), 3],
      ['tanh around 0', derived.tanh, Math.tanh, () => spread(-4, 4, samples), 3],
      ['log', derived.log, Math.log, () => magnitudes(3.4e38, samples, [1]), 1],
      ['log around 1', derived.log, Math.log, () => spread(0.5, 2, samples), 1],
      ['logPositive', derived.logPositive, Math.log, () => magnitudes(1, samples, [1]), 1],
      ['log1p', derived.log1p, Math.log1p, () => magnitudes(3e38, samples, [1]), 3],
      ['log1p around 0', derived.log1p, Math.log1p, () => spread(-0.9999, 3, samples), 3],
      ['atanh', derived.atanh, Math.atanh, () => magnitudes(0.9999999, samples), 4],
      ['atanh around 0', derived.atanh, Math.atanh, () => spread(-0.99, 0.99, samples), 4],
    ])('%s', (_, f, truth, inputs, bound) => expect(worst(compiled(f), truth, inputs())).toBeLessThanOrEqual(bound))

    test.each<[string, OfOne, (x: number) => number, number, number]>([
      ['sin', derived.sin, Math.sin, -1e4, 1e4],
      ['cos', derived.cos, Math.cos, -1e4, 1e4],
      ['sin near', derived.sin, Math.sin, -7, 7],
      ['cos near', derived.cos, Math.cos, -7, 7],
      ['cosTurns', derived.cosTurns, x => Math.cos(2 * Math.PI * x), 0, 1],
    ])('%s: at most 2e-7 from the true value', (_, f, truth, low, high) => {
      const run = compiled(f)
      let error = 0
      for (const x of spread(low, high, samples)) error = Math.max(error, Math.abs(run(x) - truth(x)))
      expect(error).toBeLessThan(2e-7)
    })

    test('pow', () => {
      for (const [y, bound] of [
        [2, 1],
        [3, 2],
        [0.5, 1],
        [-1, 1],
        [-2.5, 40],
        [17, 150],
      ] as const) {
        const run = compiled((g, x) => derived.pow(g, x, g.constant(y)))
        expect(
          worst(run, x => x ** y, spread(0.1, 10, samples / 10)),
          `y = ${y}`,
        ).toBeLessThanOrEqual(bound)
      }
      const decay = compiled((g, x) => derived.pow(g, g.constant(0.85), x))
      expect(worst(decay, x => 0.85 ** x, spread(0, 60, 61))).toBeLessThanOrEqual(12)
    })
  })

  test('sigmoid stays within 0 and 1, tanh within -1 and 1, as their graphs say', () => {
    const sigmoid = compiled(derived.sigmoid)
    const tanh = compiled(derived.tanh)
    const within = (x: number) => sigmoid(x) >= 0 && sigmoid(x) <= 1 && Math.abs(tanh(x)) <= 1
    expect([...magnitudes(3e38, samples / 2)].filter(x => !within(x))).toEqual([])
  })

  describe('double functions', () => {
    const relative = (f: (x: number) => number, truth: (x: number) => number, inputs: Iterable<number>) => {
      let error = 0
      for (const x of inputs) error = Math.max(error, Math.abs(f(x) / truth(x) - 1))
      return error
    }
    test.each<[string, (x: number) => number, (x: number) => number, () => Iterable<number>, number]>([
      ['exp', real.exp, Math.exp, () => spread(-700, 700, samples), 1e-15],
      ['log', real.log, Math.log, () => magnitudes(3e38, samples, [1]), 1e-15],
      ['log near 1', real.log, Math.log, () => spread(0.4, 0.9999, samples), 1e-15],
      ['expm1', real.expm1, Math.expm1, () => magnitudes(80, samples), 1e-15],
      ['log1p', real.log1p, Math.log1p, () => magnitudes(3e38, samples, [1]), 1e-15],
      ['log1p below 0', real.log1p, Math.log1p, () => magnitudes(0.99, samples, [-1]), 1e-15],
      ['tanh', real.tanh, Math.tanh, () => magnitudes(30, samples), 1e-15],
      ['atanh', real.atanh, Math.atanh, () => magnitudes(0.999, samples), 1e-15],
      ['sigmoid', real.sigmoid, logistic, () => spread(-600, 600, samples), 1e-15],
    ])('%s', (_, f, truth, inputs, bound) => expect(relative(f, truth, inputs())).toBeLessThan(bound))

    test('sin and cos', () => {
      const apart = (x: number) => Math.max(Math.abs(real.sin(x) - Math.sin(x)), Math.abs(real.cos(x) - Math.cos(x)))
      expect([...spread(-1e5, 1e5, samples / 4)].filter(x => !(apart(x) < 1e-15))).toEqual([])
    })
  })
}

/** Online alternating minimisation against its objectives, by finite differences (specification of rate rules, 4.3). */
import { expect, test } from 'vitest'
import { alternating } from '../../experiments/parts/rate-codes.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { images, running } from './rate-run.ts'

const m = 3
const sizes = [9, 5, 4, 10]
const data = images(64)
const relu = (z: number) => Math.max(z, 0)
const pixels = (n: number) => Array.from(data.images.subarray(9 * n, 9 * n + 9), b => Math.fround(b / 255))

/** Potentials of a layer whose units have bias 0.1. */
const linear = (x: number[], w: Float64Array, posts: number) =>
  Array.from({ length: posts }, (_, j) => x.reduce((z, v, i) => z + v * w[i * posts + j], 0.1))
const meanSquare = (a: number[][], b: number[][]) =>
  a.flat().reduce((s, v, i) => s + (v - b.flat()[i]) ** 2, 0) / a.flat().length
const crossEntropy = (z: number[][]) =>
  z.reduce((s, row, n) => s + Math.log(row.reduce((t, v) => t + Math.exp(v), 0)) - row[data.labels[n]], 0) / m

const slopes = (value: (x: number[][]) => number, at: number[][]): number[][] =>
  at.map((row, n) =>
    row.map((_, i) => {
      const moved = (by: number) => value(at.map((r, k) => r.map((v, j) => (k === n && j === i ? v + by : v))))
      return (moved(1e-5) - moved(-1e-5)) / 2e-5
    }),
  )

/** Five steps of Nesterov descent, as PyTorch defines it. */
const settle = (value: (c: number[][]) => number, start: number[][]): number[][] => {
  let c = start
  let v = start.map(row => row.map(() => 0))
  for (let step = 0; step < 5; step++) {
    const g = slopes(value, c)
    v = v.map((row, n) => row.map((x, i) => 0.9 * x + g[n][i]))
    c = c.map((row, n) => row.map((x, i) => x - 0.3 * (g[n][i] + 0.9 * v[n][i])))
  }
  return c
}

const shown = async () => {
  const net = await running(alternating, { hidden: [5, 4], lanes: m })
  for (const p of ['x1', 'x2', 'top'])
    net.machine.write(`${p}.soma.b`, new Float64Array(p === 'top' ? 10 : p === 'x1' ? 5 : 4).fill(0.1))
  const w = await Promise.all(['w1', 'w2', 'w3'].map(net.weights))
  await net.batch(0)
  const lanes = Array.from({ length: m }, (_, n) => n)
  const codes = (p: string) => Promise.all(lanes.map(n => net.read(`${p}.code.c`, n)))
  return { net, w, codes: [await codes('x1'), await codes('x2')] }
}

const expected = (w: Float64Array[]) => {
  const x = Array.from({ length: m }, (_, n) => pixels(n))
  const rates = (c: number[][]) => c.map(row => row.map(relu))
  const through = (of: number[][], l: number) => of.map(row => linear(row, w[l], sizes[l + 1]))
  const z1 = through(x, 0)
  const z2 = through(rates(z1), 1)
  const c2 = settle(c => crossEntropy(through(rates(c), 2)) / 0.003 + meanSquare(c, z2), z2)
  const c1 = settle(c => meanSquare(through(rates(c), 1), c2) + meanSquare(c, z1), z1)
  return { x, z1, z2, c1, c2, rates }
}

test('codes take five Nesterov steps on their objectives, from the top down', async () => {
  const { w, codes } = await shown()
  const { c1, c2, z1 } = expected(w)
  for (const [mine, theirs] of [[codes[0], c1], [codes[1], c2]])
    for (const [n, row] of theirs.entries()) for (const [i, c] of row.entries()) expect(Math.abs(mine[n][i] - c)).toBeLessThan(1e-5) // biome-ignore format: a table
  // The step is not so small that any rule would pass.
  expect(Math.max(...z1.flatMap((row, n) => row.map((z, i) => Math.abs(codes[0][n][i] - z))))).toBeGreaterThan(1e-3)
})

test('then each layer descends to its code, and the output its cross-entropy', async () => {
  const { net, w } = await shown()
  const { x, c1, c2, rates } = expected(w)
  const inputs = [x, rates(c1), rates(c2)]
  const losses = [(z: number[][]) => meanSquare(z, c1), (z: number[][]) => meanSquare(z, c2), crossEntropy]
  for (const [l, name] of ['w1', 'w2', 'w3'].entries()) {
    const layout = net.planned.plan.layouts.find(a => a.name === name)!
    const gradient = dense(layout, await net.machine.read(`${name}.m`)).map(g => g / 0.1) // first moment after one step
    const value = (of: Float64Array) => losses[l](inputs[l].map(row => linear(row, of, sizes[l + 1])))
    for (let k = 0; k < w[l].length; k += 2) {
      const moved = (by: number) => value(w[l].map((v, i) => (i === k ? v + by : v)))
      expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - gradient[k])).toBeLessThan(1e-5)
    }
  }
})

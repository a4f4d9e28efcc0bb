import { describe, expect, test } from 'vitest'
import { compileNode } from '../../src/lang/evaluate.ts'
import { graph } from '../../src/lang/graph.ts'
import { exp32 } from '../../src/lang/host32.ts'
import type { Leaf, Node } from '../../src/lang/node.ts'
import * as nodes from '../../src/lang/random.ts'
import { hostRandom, streamKey } from '../../src/lang/random.ts'
import * as host from '../../src/lang/random-host.ts'

/** pcg4d in integers without limit, reduced modulo 2^32 after every step. */
const reference = (input: number[]): number[] => {
  const wrap = (x: bigint) => BigInt.asUintN(32, x)
  let [x, y, z, w] = input.map(v => wrap(BigInt(v) * 1664525n + 1013904223n))
  const mix = () => {
    x = wrap(x + y * w)
    y = wrap(y + z * x)
    z = wrap(z + x * y)
    w = wrap(w + y * z)
  }
  mix()
  ;[x, y, z, w] = [x, y, z, w].map(v => v ^ (v >> 16n))
  mix()
  return [x, y, z, w].map(v => Number(BigInt.asIntN(32, v)))
}

const someInputs = Array.from({ length: 5_000 }, (_, i) => ({
  unit: i % 784,
  tick: Math.floor(i / 7),
  presentation: (i * 31) % 60_000,
  key: streamKey(1, i % 3, 'hidden.spike'),
}))

const ask = (input: host.DrawNumbers) => (leaf: Leaf) => input[(leaf as { name: keyof host.DrawNumbers }).name]

const compiled = (make: (g: ReturnType<typeof graph>, input: nodes.DrawInput) => Node, precision: 32 | 64 = 32) => {
  const g = graph()
  const leaf = (name: string) => g.leaf('i32', { read: 'scalar', name })
  const input = { unit: leaf('unit'), tick: leaf('tick'), presentation: leaf('presentation'), key: leaf('key') }
  return compileNode(make(g, input), precision)
}

describe('pcg4d', () => {
  test('agrees with integers without limit', () => {
    for (const { unit, tick, presentation, key } of someInputs)
      expect(host.pcg4d(unit, tick, presentation, key)).toEqual(reference([unit, tick, presentation, key]))
  })
  test('known answer', () => {
    expect(host.pcg4d(1, 2, 3, 4)).toEqual(reference([1, 2, 3, 4]))
    expect(host.pcg4d(0, 0, 0, 0).map(x => x >>> 0)).toMatchInlineSnapshot(`
      [
        251852841,
        760645481,
        850445371,
        3542436074,
      ]
    `)
  })
})

describe('graphs and host agree to the bit', () => {
  test.each([
    ['bits', nodes.drawBits, host.drawBits, 32],
    ['uniform', nodes.uniform, host.uniform, 32],
    ['normal', nodes.normal, host.normal, 32],
    ['uniform in double', nodes.uniform, host.uniform, 64],
    ['normal in double', nodes.normal, host.normalDouble, 64],
  ] as const)('%s', (_, node, twin, precision) => {
    const run = compiled(node, precision)
    const differing = someInputs.filter(input => !Object.is(run(ask(input)), twin(input)))
    expect(differing).toEqual([])
  })

  test('poisson', () => {
    for (const mean of [0, 0.001, 0.2, 0.9, 1, 3, 15]) {
      const run = compiled((g, input) => nodes.poissonCount(g, g.constant(mean), nodes.uniform(g, input)))
      const moving = compiled((g, input) => {
        const m = g.op('add', g.constant(mean), g.op('mul', g.op('toF32', input.unit), g.constant(1 / 1024)))
        return nodes.poissonCount(g, m, nodes.uniform(g, input))
      })
      const differing = someInputs.filter(input => {
        const twin = host.poissonCount(Math.fround(mean) + Math.fround(input.unit / 1024), host.uniform(input))
        // A constant mean has its exponential folded in double, which may differ in the last digit: only counts are compared.
        const apart = run(ask(input)) - host.poissonCount(mean, host.uniform(input))
        return !Object.is(moving(ask(input)), twin) || Math.abs(apart) !== 0
      })
      expect(differing, `mean ${mean}`).toEqual([])
    }
  })

  test('exp of a mean', () => {
    for (let m = 0; m < 90; m += 0.37) expect(exp32(Math.fround(-m))).toBeCloseTo(Math.exp(-m), 6)
  })
})

const moments = (n: number, draw: (i: number) => number) => {
  let sum = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    const x = draw(i)
    sum += x
    squares += x * x
  }
  const mean = sum / n
  return { mean, variance: squares / n - mean * mean }
}

/** |value - expected| within four standard errors. */
const within4 = (value: number, expected: number, standardError: number) =>
  expect(Math.abs(value - expected) / standardError).toBeLessThan(4)

describe('statistics, four sigma', () => {
  const n = 200_000
  const input = (i: number) => ({ unit: i % 500, tick: Math.floor(i / 500), presentation: 3, key: 12345 })

  test('uniform numbers of units and ticks', () => {
    const { mean, variance } = moments(n, i => host.uniform(input(i)))
    within4(mean, 0.5, Math.sqrt(1 / 12 / n))
    within4(variance, 1 / 12, Math.sqrt(1 / 180 / n))
  })

  test('neighbouring units, ticks and keys are uncorrelated', () => {
    const centred = (i: number, by: Partial<host.DrawNumbers>) => host.uniform({ ...input(i), ...by }) - 0.5
    for (const by of [
      (i: number) => ({ unit: (i % 500) + 1 }),
      (i: number) => ({ tick: Math.floor(i / 500) + 1 }),
      () => ({ key: 12346 }),
    ]) {
      const { mean } = moments(n, i => centred(i, {}) * centred(i, by(i)))
      within4(mean, 0, 1 / 12 / Math.sqrt(n))
    }
  })

  test('normal numbers', () => {
    const { mean, variance } = moments(n, i => host.normal(input(i)))
    within4(mean, 0, 1 / Math.sqrt(n))
    within4(variance, 1, Math.sqrt(2 / n))
    const beyond = (z: number) => moments(n, i => (host.normal(input(i)) > z ? 1 : 0)).mean
    for (const [z, p] of [
      [1, 0.158655],
      [2, 0.0227501],
      [-1, 0.841345],
    ])
      within4(beyond(z), p, Math.sqrt((p * (1 - p)) / n))
  })

  test.each([0.02, 0.2, 1.5, 10])('poisson counts of mean %d', mean => {
    const found = moments(n, i => host.poissonCount(mean, host.uniform(input(i))))
    within4(found.mean, mean, Math.sqrt(mean / n))
    within4(found.variance, mean, Math.sqrt((mean + 2 * mean * mean) / n))
  })

  test('a fully bright pixel: at least 1 spike in 18.13 % of the steps, at least 2 in 1.75 %', () => {
    const share = (least: number) =>
      moments(n, i => (host.poissonCount(0.2, host.uniform(input(i))) >= least ? 1 : 0)).mean
    within4(share(1), 0.1812692, Math.sqrt((0.1813 * 0.8187) / n))
    within4(share(2), 0.0175231, Math.sqrt((0.0175 * 0.9825) / n))
  })
})

describe('keys', () => {
  test('differ in every argument, and are not symmetric', () => {
    const keys = new Set<number>()
    for (let seed = 0; seed < 30; seed++)
      for (let replica = 0; replica < 10; replica++)
        for (let stream = 0; stream < 30; stream++) keys.add(streamKey(seed, replica, stream))
    expect(keys.size).toBe(9_000)
    expect(streamKey(1, 0, 2)).not.toBe(streamKey(2, 0, 1))
    expect(streamKey(1, 0, '2')).not.toBe(streamKey(1, 0, 2))
    expect(streamKey(1, 0, 'a')).not.toBe(streamKey(1 + 2 ** 32, 0, 'a'))
    expect(streamKey(7, 3, 'hidden.spike')).toBe(streamKey(7, 3, 'hidden.spike'))
  })
})

describe('the generator of the host', () => {
  const n = 200_000
  test('repeats itself and moves on', () => {
    const [a, b] = [hostRandom(5), hostRandom(5)]
    const first = Array.from({ length: 100 }, () => a.uniform())
    expect(Array.from({ length: 100 }, () => b.uniform())).toEqual(first)
    expect(new Set(first).size).toBe(100)
  })

  test('normal', () => {
    const random = hostRandom(1)
    const { mean, variance } = moments(n, () => random.normal())
    within4(mean, 0, 1 / Math.sqrt(n))
    within4(variance, 1, Math.sqrt(2 / n))
  })

  test('integer: each value as often', () => {
    const random = hostRandom(2)
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < n; i++) counts[random.integer(7)]++
    for (const count of counts) within4(count / n, 1 / 7, Math.sqrt(6 / 49 / n))
  })

  test('shuffle: a permutation, each value anywhere', () => {
    const random = hostRandom(3)
    const at = new Array<number>(5).fill(0)
    for (let i = 0; i < 20_000; i++) at[random.shuffle(5).indexOf(2)]++
    for (const count of at) within4(count / 20_000, 0.2, Math.sqrt(0.16 / 20_000))
    expect([...random.shuffle(1_000)].sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
    expect(random.shuffle(0)).toHaveLength(0)
  })

  test('wald(2, 1), floored: the probabilities of 0 to 4', () => {
    const random = hostRandom(4)
    const counts = new Map<number, number>()
    let sum = 0
    for (let i = 0; i < n; i++) {
      const length = Math.floor(random.wald(2, 1))
      counts.set(length, (counts.get(length) ?? 0) + 1)
      sum += length
    }
    const expected = [0.490138, 0.223653, 0.102189, 0.057082, 0.035502]
    for (const [k, p] of expected.entries()) within4((counts.get(k) ?? 0) / n, p, Math.sqrt((p * (1 - p)) / n))
    expect(Math.abs(sum / n - 1.519736)).toBeLessThan(0.0253)
  })
})

import { describe, expect, test } from 'vitest'
import { outputKernel, traceAfter } from '../../src/measure/discontinuity/kernel.ts'
import {
  addPerturbedWindow,
  mergePerturbations,
  noPerturbation,
  perturbationEffect,
} from '../../src/measure/discontinuity/perturbation.ts'
import {
  addTruthWindow,
  mergeTruth,
  noTruth,
  type PairedWindow,
  trueEffect,
  trueEffectBySide,
} from '../../src/measure/discontinuity/truth.ts'
import {
  addPanelWindow,
  addWindow,
  everyWindow,
  noPanel,
  noWindows,
  piecewiseConstant,
  readPanel,
} from '../../src/measure/discontinuity.ts'
import { expectClose } from './reference/near.ts'
import { lcg, normal, uniform } from './reference/random.ts'
import { alignmentRule, generalRule, pairedHalf } from './reference/rules.ts'

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** P(Z > z) of the standard normal, by Simpson's rule over 400 panels from 0. */
const tail = (z: number): number => {
  const end = Math.min(Math.abs(z), 12)
  const h = end / 400
  let sum = density(0) + density(end)
  for (let k = 1; k < 400; k++) sum += (k % 2 === 1 ? 4 : 2) * density(k * h)
  const inside = (sum * h) / 3
  return z >= 0 ? 0.5 - inside : 0.5 + inside
}

/** Mean of R = 3·1[Z₁ ≥ 1] - 2·1[Z₂ ≥ 1] given Z₁ = z, at correlation r. */
const meanReward = (z: number, r: number) => (z >= 1 ? 3 : 0) - 2 * tail((1 - r * z) / Math.sqrt(1 - r * r))

/** Windows at the midpoints of a grid over (from, to), weighted by their density. */
const grid = (from: number, to: number, cells: number, r: number): [z: number, reward: number, weight: number][] => {
  const h = (to - from) / cells
  return Array.from({ length: cells }, (_, k) => {
    const z = from + (k + 0.5) * h
    return [z, meanReward(z, r), density(z) * h * 1e6]
  })
}

describe('two correlated normal drives, infinite data (T7)', () => {
  const table: [r: number, ...values: number[]][] = [
    [0, 3, 3, 3, 3, 3, 3, 3, 3],
    [0.25, 2.752658, 2.992371, 2.984754, 2.954633, 2.861674, 2.999999, 2.999965, 2.998823],
    [0.5, 2.440492, 2.980509, 2.961057, 2.88437, 2.655429, 2.99999, 2.999731, 2.99126],
    [0.75, 2.021822, 2.957905, 2.915943, 2.752006, 2.304613, 2.999926, 2.998056, 2.944292],
    [0.95, 1.457362, 2.880432, 2.762419, 2.332961, 1.6278, 2.998541, 2.964775, 2.500588],
  ]
  for (const [r, observed, ...others] of table) {
    test(`r = ${r}`, () => {
      const all = noWindows({ threshold: 1, margin: everyWindow })
      for (const [z, reward, weight] of [...grid(-9, 1, 2000, r), ...grid(1, 9, 2000, r)])
        addWindow(all, z, reward, z >= 1, weight)
      expect(Math.abs(piecewiseConstant(all).estimate! - observed)).toBeLessThan(1e-4)
      const names = ['constant p=0.05', 'constant p=0.1', 'constant p=0.3', 'constant p=1']
      names.push('linear p=0.1', 'linear p=0.3', 'linear p=1')
      for (const [k, name] of names.entries()) expect(Math.abs(atMargin(name, r) - others[k]), name).toBeLessThan(1e-4)
    })
  }
})

/** The named estimate from windows within its margin only. */
const atMargin = (name: string, r: number): number => {
  const p = Number(name.split('=')[1])
  const panel = noPanel({ threshold: 1 }, [p])
  for (const [z, reward, weight] of [...grid(1 - p, 1, 600, r), ...grid(1, 1 + p, 600, r)])
    for (const { sums } of panel.entries) addWindow(sums, z, reward, z >= 1, weight)
  return readPanel(panel).find(entry => entry.estimator === name)!.estimate.estimate!
}

describe('paired truth (2.2)', () => {
  const kernel = outputKernel('nominal', 20)
  const empty = () => noTruth({ threshold: 1, window: 10, kernel })
  const near: PairedWindow = { drive: 1.01, spikes: 1, at: 4, trace: 0.5, reward: s => s * s }

  test('takes the spike away, or puts one at the largest drive', () => {
    const truth = empty()
    addTruthWindow(truth, near)
    addTruthWindow(truth, { ...near, drive: 0.98, spikes: 0 })
    const jump = traceAfter(kernel, 5)
    const { spiking, silent } = trueEffectBySide(truth)
    expectClose(spiking.estimate, 0.25 - (0.5 - jump) ** 2, 1e-12)
    expectClose(silent.estimate, (0.5 + jump) ** 2 - 0.25, 1e-12)
    expect(trueEffect(truth).windows).toBe(2)
  })

  test('windows off the margin or with two spikes are left out; replicas merge', () => {
    const [a, b] = [empty(), empty()]
    for (const window of [near, { ...near, drive: 1.2 }, { ...near, spikes: 2 }]) addTruthWindow(a, window)
    addTruthWindow(b, { ...near, drive: 0.99, spikes: 0 })
    expect(trueEffect(mergeTruth(a, b))).toMatchObject({ windows: 2 })
  })

  test('unknown', () => {
    const truth = empty()
    expect(trueEffect(truth)).toMatchObject({ estimate: null, reason: 'no window was recorded' })
    addTruthWindow(truth, { ...near, drive: 1.3 })
    addTruthWindow(truth, { ...near, drive: 0.3, spikes: 0 })
    expect(trueEffect(truth)).toMatchObject({
      estimate: null,
      reason: 'none of 2 windows came within 0.05 of threshold',
    })
    addTruthWindow(truth, { ...near, reward: () => Number.NaN })
    expect(trueEffect(truth)).toMatchObject({ estimate: null, reason: expect.stringContaining('1 of 3 windows') })
  })
})

describe('spike perturbation (2.4)', () => {
  const kernel = outputKernel('nominal', 20)
  const perturbed = (seed: number, windows: number, reward: (s: number) => number) => {
    const sums = noPerturbation(20, kernel)
    const random = uniform(seed)
    for (let k = 0; k < windows; k++) addPerturbedWindow(sums, reward, random)
    return sums
  }

  test('a linear reward gives the mean jump', () => {
    const merged = mergePerturbations(
      perturbed(1, 20_000, s => 5 * s),
      perturbed(2, 20_000, s => 5 * s),
    )
    const { estimate, error, windows } = perturbationEffect(merged)
    // Mean of K over the 20 ticks of a window; with the nominal kernel that is (1 - e^(-T/τ))/T.
    expect(Math.abs(estimate! - 5 * 0.031606)).toBeLessThan(4 * error!)
    expect(windows).toBe(40_000)
  })

  test('unknown', () => {
    expect(perturbationEffect(noPerturbation(20, kernel)).estimate).toBeNull()
    expect(perturbationEffect(perturbed(1, 10, () => Number.NaN))).toMatchObject({
      estimate: null,
      reason: expect.stringContaining('10 of 10 windows'),
    })
  })
})

test('LCG of the specification', () => {
  const draw = lcg(7)
  const values = [0.23878084, 0.91349326, 0.61249167, 0.92698146, 0.04934118]
  for (const value of values) expect(draw()).toBeCloseTo(value, 8)
})

describe('online rules', () => {
  test('paired rule converges to half the difference (T10)', () => {
    const effects = (eta: number, decaying: boolean) => {
      const rule = pairedHalf(eta, decaying)
      return [
        [1, 3],
        [2, 5],
        [0, 1],
      ].map(([below, above]) => {
        rule.add(false, below)
        rule.add(true, above)
        return rule.effect()
      })
    }
    for (const [k, v] of [1, 1.333333, 0.916667].entries()) expect(effects(1, true)[k]).toBeCloseTo(v, 6)
    for (const [k, v] of [0.2, 0.46, 0.468].entries()) expect(effects(0.1, false)[k]).toBeCloseTo(v, 12)
  })

  test('paired rule skips silent windows while one is pending', () => {
    const rule = pairedHalf(0.1, false)
    for (const cost of [1, 50, 70]) rule.add(false, cost)
    rule.add(true, 3)
    rule.add(true, 90)
    expect(rule.effect()).toBeCloseTo(0.2, 12)
  })

  test('general rule settles at the difference of the means', () => {
    const rule = generalRule(0.05, false)
    for (let k = 0; k < 2000; k++) rule.add(k % 2 === 0 ? 0.1 : -0.1, k % 2 === 0 ? 3 : 1)
    expect(rule.effect()).toBeCloseTo(2, 6)
  })

  test('alignment regression, four windows (T15)', () => {
    const rule = alignmentRule(1)
    rule.add(0, 1.2, true, [0.5])
    rule.add(0, 0.95, false, [0.1])
    rule.add(0, 1.1, true, [-0.2])
    rule.add(0, 0.97, false, [0.3])
    expectClose(rule.c.spiking[0], 2.9884e-4, 1e-4)
    expectClose(rule.c.silent[0], 3.9980785e-4)
    expectClose(rule.m.spiking[0], 3.78724e-4)
    expectClose(rule.m.silent[0], 3.85813615e-4)
    expectClose(rule.effects()[0], -1.080574645e-4)
  })
})

test('a reward of independent noise has no effect', () => {
  const noise = normal(uniform(5))
  const panel = noPanel({ threshold: 1 })
  for (let k = 0; k < 20_000; k++) addPanelWindow(panel, 1 + noise(), noise())
  for (const { estimator, estimate } of readPanel(panel))
    expect(Math.abs(estimate.estimate! / estimate.error!), estimator).toBeLessThan(4)
})

/** Local rules for the own causal effect against hand-worked numbers (T10) and the references of test/measure/reference. */
import { describe, expect, test } from 'vitest'
import { pairedHalf, regression, twoMeans } from '../../models/rules/causal-effect.ts'
import { experiment, neuron } from '../../src/spec/define.ts'
import type { Quantity, Rule } from '../../src/spec/types.ts'
import { normal, uniform } from '../measure/reference/random.ts'
import * as reference from '../measure/reference/rules.ts'
import { onBench } from '../support/bench.ts'

/** A unit whose windows are given: a tick each. */
const given = neuron({
  name: 'given',
  about: 'a window a tick',
  source: 'made for this test, 2026',
  params: {},
  compartments: {
    soma: { about: 'nothing', state: { x: 0 }, step: {} },
    effect: {
      about: 'window',
      input: 1,
      state: { x: 0 },
      step: { drive: 'x', reward: 'input', spikes: 'x > 0 ? 1 : 0' },
    },
  },
  events: { close: 'effect.spikes >= 0' },
})
const giver = neuron({
  name: 'giver',
  about: 'a reward',
  source: 'made for this test, 2026',
  params: {},
  compartments: { soma: { about: 'reward', state: { r: 0 }, step: {} } },
})

type Window = [drive: number, reward: number]

/** The column `name` of the rule after each window. */
const effects = async (rule: Rule, set: Record<string, Quantity>, windows: Window[]): Promise<number[]> => {
  const b = await onBench(
    experiment({
      name: 'given windows',
      about: 'a rule alone',
      seed: 1,
      dt: '1 ms',
      populations: { cost: { neuron: giver, size: 1 }, unit: { neuron: given, size: 1 } },
      projections: [{ name: 'reward', from: 'cost.soma.r', to: 'unit.effect', weights: 1, rule, set }],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'judge', lasts: '1 ticks' }] }],
    }),
  )
  const betas: number[] = []
  for (const [drive, reward] of windows) {
    b.phase('judge', 1, { 'unit.effect.x': [drive], 'cost.soma.r': [reward] })
    betas.push((await b.read('reward.post.beta'))[0])
  }
  return betas
}

describe('T10: the paired rule of the public code', () => {
  const pairs: Window[] = [[-0.05, 1], [0.05, 3], [-0.05, 2], [0.05, 5], [-0.05, 0], [0.05, 1]] // biome-ignore format: pairs
  const afterPairs = (betas: number[]) => betas.filter((_, k) => k % 2 === 1)

  test('a step that decays', async () => {
    const betas = afterPairs(await effects(pairedHalf, { eta: 1, decaying: 1 }, pairs))
    for (const [k, value] of [1, 1.333333, 0.916667].entries()) expect(betas[k]).toBeCloseTo(value, 6)
  })
  test('a constant step', async () => {
    const betas = afterPairs(await effects(pairedHalf, { eta: 0.1 }, pairs))
    for (const [k, value] of [0.2, 0.46, 0.468].entries()) expect(betas[k]).toBeCloseTo(value, 12)
  })
})

/** 400 windows about threshold, some outside the margin. */
const windows = (): Window[] => {
  const draw = normal(uniform(5))
  return Array.from({ length: 400 }, () => {
    const x = 0.15 * draw()
    return [x, 1 + (x > 0 ? 2 : 0) + 3 * x + 0.3 * draw()]
  })
}

const followed = (one: { add(x: number, r: number): void; effect(): number }): number[] =>
  windows().map(([x, r]) => {
    if (Math.abs(x) < 0.2) one.add(x, r)
    return one.effect()
  })

describe('on random windows the rules are the references', () => {
  test.each([0, 1])('general rule, lines %i', async lines => {
    const expected = followed(reference.generalRule(0.05, lines === 1))
    const received = await effects(regression, { p: 0.2, eta: 0.05, lines }, windows())
    for (const [k, value] of expected.entries()) expect(received[k]).toBeCloseTo(value, 12)
  })
  test('two means', async () => {
    const rule = reference.twoMeans(0.05, 0.1)
    const expected = followed({ ...rule, add: (x, r) => rule.add(x > 0, r) })
    const received = await effects(twoMeans, { p: 0.2 }, windows())
    for (const [k, value] of expected.entries()) expect(received[k]).toBeCloseTo(value, 12)
  })
  test('the paired rule', async () => {
    const rule = reference.pairedHalf(0.1, false)
    const expected = followed({ ...rule, add: (x, r) => rule.add(x > 0, r) })
    const received = await effects(pairedHalf, { p: 0.2 }, windows())
    for (const [k, value] of expected.entries()) expect(received[k]).toBeCloseTo(value, 12)
  })
})

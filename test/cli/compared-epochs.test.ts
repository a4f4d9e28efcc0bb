/** What counts as an epoch of a comparison, and what an image costs. */
import { describe, expect, test } from 'vitest'
import mnist from '../../experiments/compare/mnist.ts'
import mnistGrowth from '../../experiments/mnist-growth.ts'
import mnistPlateau from '../../experiments/mnist-plateau.ts'
import mnistRdd from '../../experiments/mnist-rdd.ts'
import { comparedEpoch, lastEpoch } from '../../src/cli/compare/cells.ts'
import { multiplyAdds } from '../../src/cli/compare/cost.ts'
import { planExperiment } from '../../src/plan/build.ts'

const compared = (e: typeof mnistGrowth, epochs: number) =>
  Array.from({ length: epochs }, (_, i) => comparedEpoch(e, i + 1))

test('each, where there is one stage', () => {
  expect(compared(mnistPlateau, 3)).toEqual([1, 2, 3])
  expect(lastEpoch(mnistPlateau, 5)).toBe(5)
})

test('those of the last stage: kernels come before labels', () => {
  expect(compared(mnistGrowth, 5)).toEqual([undefined, undefined, undefined, 1, 2])
  expect(lastEpoch(mnistGrowth, 5)).toBe(8)
})

test('a turn of stages within a stage: two phases of feedback, a copy and the images', () => {
  expect(compared(mnistRdd, 8).filter(n => n !== undefined)).toEqual([1, 2])
  expect(lastEpoch(mnistRdd, 2)).toBe(8)
})

describe('multiply-adds of a training image', () => {
  const of = (rule: string, network = '784-500-10') =>
    multiplyAdds(planExperiment(mnist.entries.find(e => e.rule === rule && e.network === network)!.experiment))
  const [first, second] = [784 * 500, 500 * 10]

  test('forward, backward and learning', () => {
    expect(of('shallow')).toBe(first + 2 * second)
    expect(of('backprop')).toBe(2 * first + 3 * second)
  })

  test('each tick of a phase: five steps of codes go up and down', () => {
    expect(of('alternating-minimisation')).toBe(2 * first + (1 + 5 * 2 + 1 + 1) * second)
  })

  test('of stages within a stage the one that shows images', () => {
    expect(of('causal-effect')).toBe(2 * first + 3 * second)
  })
})

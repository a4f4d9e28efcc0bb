/** What the panels of energy compute, without a page. */
import { describe, expect, test } from 'vitest'
import { costGroups, costPoints, operationsOf, quantities } from '../../viz/panels/growth/cost-points.ts'
import { cutLine, fixedLines } from '../../viz/panels/growth/fixed-lines.ts'
import { parseRunFile, parseScores } from '../../viz/source/run-file.ts'

describe('fixed lines', () => {
  const weights = { pres: 3, posts: 3, values: Float32Array.of(0, -0.5, 0, 0.25, 0, 0, 0.125, 0, 0) } // [sender][receiver]
  const stimulus = (unit: number) => [1, 2, 3][unit]

  test('Q_ii v_i + Q_ij v_j = b_i - Q_ik v_k', () => {
    const lines = fixedLines([0, 1], { weights, self: 2 }, stimulus, unit => (unit === 2 ? -0.4 : undefined))
    expect(lines).toEqual([
      { unit: 0, a: 2, b: 0.25, c: 1 + 0.125 * 0.4 },
      { unit: 1, a: -0.5, b: 2, c: 2 },
    ])
  })
  test('no line where the stimulus or the potential of another unit is not known', () => {
    const none = () => undefined
    expect(fixedLines([0, 1], { weights, self: 2 }, stimulus, none).map(l => l.unit)).toEqual([1])
    expect(fixedLines([0, 1], { weights, self: 2 }, none, none)).toEqual([])
    expect(fixedLines([0, 1], { weights: undefined, self: 2 }, stimulus, none)).toEqual([])
  })
  test('their ends in a window', () => {
    expect(cutLine({ unit: 0, a: 1, b: 1, c: 0 }, [-1, 1], [-1, 1])).toEqual([
      [-1, 1],
      [1, -1],
    ])
    expect(cutLine({ unit: 0, a: 1, b: 0, c: 0.5 }, [-1, 1], [-2, 2])).toEqual([
      [0.5, -2],
      [0.5, 2],
    ])
    expect(cutLine({ unit: 0, a: 1, b: 1, c: 9 }, [-1, 1], [-1, 1])).toBeUndefined()
  })
})

describe('error against spikes', () => {
  const file = (name: string, seed: number, ticks: number) =>
    parseRunFile(JSON.stringify({ name, seed, experiment: { name, seed, test: { ticks } } }))
  const run = (id: string, seed: number, ticks: number, score: object) => ({
    id,
    file: file('mnist', seed, ticks),
    scores: parseScores(
      `${JSON.stringify({ epoch: 1, testError: 0.9, spikesPerTestImage: 1 })}\n${JSON.stringify({ epoch: 2, ...score })}`,
    ),
  })
  const runs = [
    run('a', 1, 20, {
      testError: 0.02,
      spikesPerTestImage: 1000,
      testSpikes: { hidden: 990, label: 10 },
      synapticOperations: 5,
    }),
    run('b', 2, 20, { testError: 0.04, spikesPerTestImage: 1200 }),
    run('c', 1, 5, {
      testError: 0.1,
      spikesPerTestImage: 300,
      testMeasures: { 'operations.x': 7, operations: 1, other: 9 },
    }),
    run('d', 1, 7, { testError: 0.1, spikesPerTestImage: 0 }),
  ]
  const all = 'spikes of an image'

  test('the last test of each run; nothing without spikes', () => {
    expect(costPoints(runs, all).map(p => [p.run, p.x, p.error])).toEqual([
      ['a', 1000, 0.02],
      ['b', 1200, 0.04],
      ['c', 300, 0.1],
    ])
    expect(costPoints(runs, 'spikes of hidden of an image').map(p => p.x)).toEqual([990])
  })
  test('means over seeds of a setting, settings in order of cost', () => {
    const [group] = costGroups(costPoints(runs, all))
    expect(group.means).toEqual([
      { x: 300, error: 0.1, runs: 1 },
      { x: 1100, error: expect.closeTo(0.03, 12), runs: 2 },
    ])
  })
  test('additions: the experiment’s own measures before what the engine counts', () => {
    expect(operationsOf(runs[2].scores[1])).toBe(8)
    expect(operationsOf(runs[0].scores[1])).toBe(5)
    expect(quantities(runs)).toEqual([
      all,
      'spikes of hidden of an image',
      'spikes of label of an image',
      'synaptic operations of an image',
    ])
  })
})

/** One line for each guarantee that couplings cost. */
import { expect, test } from 'vitest'
import { eigenvalues, isSymmetric } from '../../experiments/parts/growth-bounds.ts'
import { energyNotes } from '../../src/sim/energy-notes.ts'
import { coupled, load, planOf } from '../models/growth-run.ts'

const notesOf = async (Q: number[][], q = 0): Promise<string[]> => {
  const n = Q.length
  const net = coupled(Q, { q }, new Array(n).fill(0.1), new Array(n).fill(-0.1))
  return energyNotes(planOf(net, 1), await load(net, 1))
}

test('symmetric and positive semidefinite: nothing is said, singular matrices included', async () => {
  expect(await notesOf([[1, 0.5], [0.5, 1]])).toEqual([]) // biome-ignore format: a matrix
  expect(await notesOf([[1, 1], [1, 1]])).toEqual([]) // biome-ignore format: a matrix
  expect(await notesOf([[0, 0.5], [0.5, 0]], 1)).toEqual([]) // biome-ignore format: a matrix
})

test('specification G6 and G7', async () => {
  expect(await notesOf([[1, 2], [2, 1]])).toEqual([
    'gt: Q is not positive semidefinite: several steady states; which one is reached depends on the start',
  ]) // biome-ignore format: a matrix
  expect(await notesOf([[1, 0.5], [-0.3, 1]])).toEqual([
    'gt: Q is not symmetric (units 0 and 1): there is no energy that falls; mean rates still obey the averaged law',
  ]) // biome-ignore format: a matrix
})

test('agrees with eigenvalues of random matrices', async () => {
  let seed = 1
  const random = () => {
    seed = (seed * 48271) % 2147483647
    return (2 * seed) / 2147483647 - 1
  }
  for (let trial = 0; trial < 20; trial++) {
    const half = Array.from({ length: 5 }, () => Array.from({ length: 5 }, random))
    const Q = half.map((row, i) => row.map((x, j) => (x + half[j][i]) / 2 + (i === j ? 1.2 : 0)))
    expect(isSymmetric(Q)).toBe(true)
    const { smallest } = eigenvalues(Q)
    if (Math.abs(smallest) > 1e-3) expect((await notesOf(Q)).length).toBe(smallest < 0 ? 1 : 0)
  }
})

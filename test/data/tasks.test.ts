import { describe, expect, test } from 'vitest'
import { taskData, tasks } from '../../src/data/tasks.ts'
import { loadDataset } from '../../src/node/sources.ts'

describe.each([...tasks.keys()])('%s', name => {
  const { train, test: held } = taskData(name, 3)
  test('points of two classes, the same for a seed', () => {
    const { train: n, test: m } = tasks.get(name)!
    expect([train.count, held.count, train.rows, train.columns, train.classes]).toEqual([n, m, 1, 2, 2])
    expect(taskData(name, 3).train.digest).toBe(train.digest)
    expect(taskData(name, 4).train.digest).not.toBe(train.digest)
    expect(held.digest).not.toBe(train.digest)
    const ones = train.labels.reduce((sum, label) => sum + label, 0)
    expect(Math.abs(ones / n - 0.5)).toBeLessThan(0.15)
  })
  test('can be named in an experiment', async () => {
    const loaded = await loadDataset(name, { seed: 3, train: 50 })
    expect(loaded.train.images).toEqual(train.images.subarray(0, 100))
    expect(loaded.note).toContain(tasks.get(name)!.about)
  })
})

test('classes: a line for linear, opposite corners for xor', () => {
  const wrong = (name: string, rule: (x: number, y: number) => boolean) => {
    const { images, labels, count } = taskData(name).test
    let errors = 0
    for (let i = 0; i < count; i++)
      if (rule(images[2 * i] / 255, images[2 * i + 1] / 255) !== (labels[i] === 1)) errors++
    return errors / count
  }
  expect(wrong('linear', (x, y) => x + y > 1)).toBeLessThan(0.05)
  expect(wrong('xor', (x, y) => x > 0.5 !== y > 0.5)).toBe(0)
  expect(wrong('noisy-xor', (x, y) => x > 0.5 !== y > 0.5)).toBeGreaterThan(0.02)
})

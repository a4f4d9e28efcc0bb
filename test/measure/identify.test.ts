import { describe, expect, test } from 'vitest'
import { hostRandom, streamKey } from '../../src/lang/random.ts'
import { type Observed, observe, statistics } from '../../src/measure/identify/observables.ts'
import { ridge } from '../../src/measure/identify/ridge.ts'
import { landing, type Trajectory, tellApart } from '../../src/measure/identify/tell-apart.ts'

describe('statistics', () => {
  test('of four numbers, by hand', () => {
    const [raw, absolute, squared] = [0, 5, 10].map(i => statistics([-1, 0, 1, 3]).slice(i, i + 5))
    const near = (got: number[], expected: number[]) =>
      got.forEach((x, i) => {
        expect(x).toBeCloseTo(expected[i], 12)
      })
    near(raw, [Math.sqrt(11 / 4), 0.75, 0.5, 1.5, 11 / 4 - 0.75 ** 2])
    near(absolute, [Math.sqrt(11 / 4), 1.25, 1, 1.5, 11 / 4 - 1.25 ** 2])
    near(squared, [Math.sqrt(83 / 4), 11 / 4, 1, 3, 83 / 4 - (11 / 4) ** 2])
    expect(statistics([1])).toHaveLength(15)
  })

  test('the change of activity is the mean weight sum of the units that are active', () => {
    // Two inputs, three units, two images: units 0 and 2 are active, then none.
    const { change, fewUnits, activity } = observe({
      weights: [1, 10, 100, 2, 20, 200],
      posts: 3,
      activity: [5, 0, 1, 0, 0, 0],
    })
    const sums = [(1 + 2 + 100 + 200) / 3, 0]
    expect(change).toEqual(statistics(sums))
    expect(fewUnits).toEqual(activity)
  })
})

const random = hostRandom(streamKey(1, 0, 'identify'))

describe('ridge', () => {
  test('is least squares with a penalty: one feature, by hand', () => {
    // z-scores are -1 and 1, indicators 0 and 1 less their mean 0.5; the slope is (0.5 + 0.5) / (2 + 0.1 * 2).
    const machine = ridge([[3], [7]], [0, 1], 2)
    expect(machine.predict([[3], [7], [4.99], [5.01]])).toEqual([0, 1, 0, 1])
  })

  test('tells three classes apart, with more features than rows and one that is constant', () => {
    const row = (c: number) => [
      1,
      ...Array.from({ length: 40 }, (_, f) => (f % 3 === c ? 4 : 0) + 0.3 * random.normal()),
    ]
    const classes = Array.from({ length: 30 }, (_, i) => i % 3)
    const machine = ridge(classes.map(row), classes, 3)
    expect(machine.predict(classes.map(row))).toEqual(classes)
  })
})

/** What is seen of a layer: statistics about a value, of which every third, from number `which` on, is larger. */
const seen = (about: number, which = -1): Observed => {
  const draw = () => Array.from({ length: 15 }, (_, i) => about + (i % 3 === which ? 1 : 0) + 0.01 * random.normal())
  return { weights: draw(), activity: draw(), fewUnits: draw(), change: draw() }
}

const runs = (rule: string, about: number, n: number, which = -1): Trajectory[] =>
  Array.from({ length: n }, (_, k) => [0, 1].map(layer => ({ run: `${rule}${k}`, rule, layer, checkpoints: [0, 1, 2].map(() => seen(about, which)) }))).flat() // biome-ignore format: a table

describe('telling rules apart', () => {
  test('rules that differ are told apart by every set of features', () => {
    const rules = ['a', 'b', 'c']
    const verdicts = tellApart(
      rules.flatMap((r, i) => runs(r, 0.5, 8, i)),
      rules,
    )
    expect(verdicts).toHaveLength(9)
    for (const v of verdicts) expect(v.accuracy, v.features).toBe(1)
    expect(verdicts[1].confusion).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
  })

  test('rules that do not differ are at chance', () => {
    const rules = ['a', 'b']
    const [all] = tellApart(
      rules.flatMap(r => runs(r, 0.5, 20)),
      rules,
    )
    expect(Math.abs(all.accuracy - 0.5)).toBeLessThan(0.15)
  })

  test('runs are split whole: a sign that only one run has does not help with another', () => {
    // The two layers of a run share a value of its own; rules do not differ. Split by layer, a neighbour would give it away.
    const rows = ['a', 'b'].flatMap(rule =>
      Array.from({ length: 12 }, (_, k) => {
        const own = random.normal()
        return [0, 1].map(layer => ({ run: `${rule}${k}`, rule, layer, checkpoints: [seen(own)] }))
      }).flat(),
    )
    const [all] = tellApart(rows, ['a', 'b'])
    expect(Math.abs(all.accuracy - 0.5)).toBeLessThan(0.2)
  })

  test('an unknown rule is taken for the one that it is most like', () => {
    const rules = ['a', 'b']
    const known = [...runs('a', 0, 6), ...runs('b', 1, 6)]
    expect(landing(known, rules, runs('x', 0.9, 3))).toEqual({ x: [0, 1] })
  })
})

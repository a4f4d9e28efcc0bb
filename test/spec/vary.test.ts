import { describe, expect, test } from 'vitest'
import { replicasOf, valuesOf, withValues } from '../../src/spec/vary.ts'
import { tiny } from '../cli/apical.ts'

const of = (text: string, count: number) => valuesOf([text], count).map(v => Object.values(v)[0])

describe('values', () => {
  test.each([
    ['a=0.05..0.4', 8, [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]],
    ['a=1..0', 3, [1, 0.5, 0]],
    ['a=-1..1', 3, [-1, 0, 1]],
    ['a=0.3..7', 1, [0.3]],
    ['a=1e-3..1 log', 4, [0.001, 0.01, 0.1, 1]],
    ['a=8..1 log', 4, [8, 4, 2, 1]],
    ['a=5 ms..20 ms', 4, ['5 ms', '10 ms', '15 ms', '20 ms']],
    ['a=5 ms..0.02 s', 2, ['5 ms', '20 ms']],
    ['a = 1,2,3', 5, [1, 2, 3, 1, 2]],
    ['a=5 ms, 7 ms', 2, ['5 ms', '7 ms']],
    ['a=[1,2],[3,4]', 2, [[1, 2], [3, 4]]],
    ['a="x,y",true', 2, ['x,y', true]],
    ['a=0.1', 2, [0.1, 0.1]],
  ])('%s for %i replicas', (text, count, values) => expect(of(text, count)).toEqual(values)) // biome-ignore format: a table

  test('several go side by side; lists of lengths without a common factor meet in every pair', () => {
    const pairs = valuesOf(['a=1,2', 'b=1,2,3'], 6).map(v => `${v.a} ${v.b}`)
    expect(new Set(pairs).size).toBe(6)
    expect(valuesOf([], 2)).toEqual([{}, {}])
  })

  test('lists tell how many replicas there are', () => {
    expect(replicasOf(['a=1,2', 'b=1,2,3'])).toBe(3)
    expect(() => replicasOf(['a=1..2'])).toThrow('--replicas: expected how many, for a range, got none, with --vary a=1..2')
  }) // biome-ignore format: a line
})

describe('what is wrong is said', () => {
  test.each([
    ['a', `--vary: expected path=first..last or path=a,b,c, such as projections.w1.set.eta=0.05..0.4, got 'a'`],
    ['a=', '--vary: expected path='],
    ['a=1 ms..2', `--vary a: last: expected a value in ms, as the first, got '2'`],
    ['a=1 mz..2 ms', `--vary a: expected a unit: one of`],
    ['a=0..1 log', '--vary a: log: expected values above 0, got 0..1'],
  ])('%s', (text, message) => expect(() => valuesOf([text], 3)).toThrow(message))

  test('a path twice, and one that is not there', () => {
    expect(() => valuesOf(['a=1', 'a=2'], 3)).toThrow(`--vary: expected every path once, got 'a' twice`)
    expect(() => withValues(tiny(), { 'projections.w2.set.eta': 1 })).toThrow(/^--vary: projections\.w2: expected one of w1/)
    expect(() => withValues(tiny(), { 'populations.hidden.size': 2.5 })).toThrow('populations.hidden.size')
  }) // biome-ignore format: a line
})

test('by number or name, as --set', () => {
  for (const path of ['projections.0.set.eta', 'projections[0].set.eta', 'projections.w1.set.eta'])
    expect(withValues(tiny(), { [path]: 0.5 }).projections[0].set!.eta).toBe(0.5)
})

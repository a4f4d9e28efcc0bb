import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import hello from '../../experiments/hello.ts'
import { SpecError } from '../../src/errors.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { checkExperiment } from '../../src/spec/check.ts'
import { setPath } from '../../src/spec/set-path.ts'
import { tiny } from '../cli/apical.ts'

const good = JSON.parse(JSON.stringify(tiny())) as Record<string, unknown>

/** Every path into a value, by keys. */
const paths = (value: unknown, at: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [at, ...Object.entries(value).flatMap(([key, v]) => paths(v, [...at, key]))]
    : [at]

const all = paths(good).filter(p => p.length > 0)

/** A copy with another value at a path. */
const changed = (path: readonly string[], value: unknown): unknown => {
  const copy = structuredClone(good)
  const owner = path.slice(0, -1).reduce((o, key) => o[key] as Record<string, unknown>, copy)
  owner[path.at(-1)!] = value
  return copy
}

/** Sizes that an experiment may have, but no test wants. */
const small = fc.oneof(
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 0.5, 1e308, -0),
  fc.integer({ min: -3, max: 40 }),
  fc.constantFrom(
    '',
    'all',
    '5 ms',
    '1 mV',
    'w',
    'pre.s',
    'image',
    '(',
    'v +',
    '1 / 0',
    '__proto__',
    "constructor.constructor('return 1')()",
    'rand()',
  ),
  fc.string({ maxLength: 12 }),
  fc.constantFrom(null, true, undefined, [], {}, [[]], { let: null, value: 1 }, { from: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
)

const onlySpecErrors = (value: unknown) => {
  try {
    planExperiment(checkExperiment(value))
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    expect(error.message).not.toMatch(/undefined: |\[object Object\]/)
  }
}

describe('checkExperiment', () => {
  test('what it gives is plain data, equal to what it was given', () => {
    expect(checkExperiment(good)).toEqual(good)
    expect(checkExperiment(hello)).toEqual(JSON.parse(JSON.stringify(hello)))
  })

  test('any JSON value: an experiment, or a SpecError', () => {
    fc.assert(fc.property(fc.jsonValue(), onlySpecErrors), { numRuns: 300 })
  })

  test('a good experiment with one value changed: an experiment, or a SpecError', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), small, (path, value) => onlySpecErrors(changed(path, value))),
      { numRuns: 100 },
    )
  })

  test('values that JSON cannot hold', () => {
    const circle: Record<string, unknown> = { ...good }
    circle.probes = circle
    const cases: [unknown, RegExp][] = [
      [{ ...good, seed: Number.NaN }, /^seed: expected a finite number, got NaN$/],
      [{ ...good, about: () => 1 }, /^about: expected plain data, got a function$/],
      [{ ...good, about: 1n }, /^about: expected plain data, got a bigint$/],
      [circle, /expected plain data, got a circle: it holds itself/],
      [JSON.parse('{"__proto__": {"x": 1}}'), /^__proto__: expected a name that JavaScript does not use itself/],
      [{ measures: { toString: 'error' } }, /^measures.toString: expected a name that JavaScript does not use itself/],
    ]
    for (const [value, message] of cases) expect(() => checkExperiment(value)).toThrow(message)
  })

  test('typed arrays become lists', () => {
    const force = { spikes: [new Int32Array([3, 1])] }
    const populations = { ...tiny().populations, input: { ...tiny().populations.input, force } }
    expect(checkExperiment({ ...good, populations }).populations.input.force).toEqual({ spikes: [[3, 1]] })
  })
})

describe('setPath', () => {
  const at = (path: string, value: unknown) => checkExperiment(setPath(tiny(), path, value))

  test('by name, by number, in brackets, and of a parameter that was not set', () => {
    expect(at('projections.w1.set.eta', 0.5).projections[0].set?.eta).toBe(0.5)
    expect(at('projections.0.set.eta', 0.5)).toEqual(at('projections[0].set.eta', 0.5))
    expect(at('populations.hidden.set.g_a', '0.05 /ms').populations.hidden.set).toEqual({ g_a: '0.05 /ms' })
    expect(at('lanes', 4).lanes).toBe(4)
    expect(at('train.0.phases.target.lasts', '30 ms').train[0].phases?.[1].lasts).toBe('30 ms')
  })

  test('the given experiment stays as it was', () => {
    const experiment = tiny()
    setPath(experiment, 'populations.hidden.size', 3)
    expect(experiment.populations.hidden.size).toBe(20)
  })

  test('any path: a change, or a SpecError', () => {
    const step = fc.oneof(
      fc.constantFrom('projections', 'w1', 'set', '0', '__proto__', 'constructor', 'length', ''),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), small, (steps, value) => {
        try {
          setPath(tiny(), steps.join('.'), value)
        } catch (error) {
          if (!(error instanceof SpecError)) throw error
        }
        expect(Object.keys(Object.prototype)).toEqual([])
        expect(({} as Record<string, unknown>).x).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })
})

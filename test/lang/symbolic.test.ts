import { describe, expect, test } from 'vitest'
import { parse } from '../../src/lang/parse.ts'
import { type Constants, evaluateExpr, exponentials, tabulate } from '../../src/lang/symbolic.ts'

const values = new Map([
  ['dt', 1],
  ['tau_l', 10],
  ['tau_s', 3],
])
const constants: Constants = name => values.get(name)
const kappa = parse('dt * (exp(-lag / tau_l) - exp(-lag / tau_s)) / (tau_l - tau_s)')
const lags = (n: number) => Array.from({ length: n }, (_, k) => k + 1)
const total = (list: number[]) => list.reduce((a, b) => a + b, 0)

describe('the kernel of segregated dendrites (specification, section 5, tests 1 and 2)', () => {
  const table = tabulate(kappa, constants, lags(20))

  test('values', () => {
    const golden = [
      0.02690087, 0.04361623, 0.05327697, 0.05810327, 0.05966501, 0.05906805, 0.05708762, 0.05426364, 0.05096894,
      0.04745792,
    ]
    golden.forEach((value, k) => {
      expect(Math.abs(table[k] - value)).toBeLessThanOrEqual(5e-9)
    })
    expect(table.indexOf(Math.max(...table)) + 1).toBe(5)
    const [peak] = tabulate(kappa, constants, [5.159883])
    expect(Math.abs(peak - 0.059691035)).toBeLessThan(1e-10)
  })

  test('sums', () => {
    expect(Math.abs(total(table.slice(0, 10)) - 0.5104085324)).toBeLessThan(1e-10)
    expect(Math.abs(total(table.slice(0, 10).map(x => x * x)) - 0.0269430329)).toBeLessThan(1e-10)
    expect(Math.abs(total(table.slice(0, 15)) - 0.6965773613)).toBeLessThan(1e-10)
    expect(Math.abs(total(table) - 0.8138585064)).toBeLessThan(1e-10)
  })

  test('is two exponentials', () => {
    expect(exponentials(kappa, constants)).toEqual({
      terms: [
        { rate: 0.1, coefficient: 1 / 7 },
        { rate: expect.closeTo(1 / 3, 15), coefficient: -1 / 7 },
      ],
    })
  })
})

describe('sums of exponentials', () => {
  test.each<[string, [rate: number, coefficient: number][]]>([
    ['1', [[0, 1]]],
    ['dt / 5 ms', [[0, 0.2]]],
    ['exp(-lag / 4 ms)', [[0.25, 1]]],
    ['exp(0.5 * (2 - lag) + 1)', [[0.5, Math.exp(2)]]],
    ['exp(lag * -2)', [[2, 1]]],
    ['-exp(-lag) + 3 * exp(-lag)', [[1, 2]]],
    [
      '(1 - exp(-lag)) * (1 - exp(-lag))',
      [
        [0, 1],
        [1, -2],
        [2, 1],
      ],
    ],
    ['exp(-lag) / exp(-2 * lag)', [[-1, 1]]],
    [
      '1 - exp(-lag / tau_l)',
      [
        [0, 1],
        [0.1, -1],
      ],
    ],
  ])('%s', (text, terms) => {
    expect(exponentials(parse(text), constants)?.terms).toEqual(
      terms.map(([rate, coefficient]) => ({
        rate: expect.closeTo(rate, 14),
        coefficient: expect.closeTo(coefficient, 14),
      })),
    )
  })

  test.each([
    'lag',
    'lag * exp(-lag)',
    'exp(-lag * lag)',
    'sin(lag)',
    'lag > 3 ? 1 : 0',
    '1 / (1 + exp(-lag))',
    'exp(-1 / lag)',
    'exp(lag, lag)',
  ])('%s is none', text => expect(exponentials(parse(text), constants)).toBeNull())

  test('they reproduce the table', () => {
    const { terms } = exponentials(kappa, constants)!
    const table = tabulate(kappa, constants, lags(20))
    table.forEach((value, k) => {
      const sum = terms.reduce((s, t) => s + t.coefficient * Math.exp(-t.rate * (k + 1)), 0)
      expect(Math.abs(sum - value)).toBeLessThan(1e-15)
    })
  })
})

test('unknown names and functions are errors', () => {
  expect(() => tabulate(parse('x * lag'), constants, [1])).toThrow("x: expected a constant, got 'x'")
  expect(() => tabulate(parse('rand()'), constants, [1])).toThrow(
    "rand(): expected a function of constants, got 'rand'",
  )
  expect(() => evaluateExpr(parse('constructor'), constants)).toThrow('a constant')
})

test('choices, comparisons and functions, in double', () => {
  expect(tabulate(parse('lag < 2 || !(lag < 3) ? max(lag, 2) : pow(lag, 2)'), constants, [1, 2, 3])).toEqual([2, 4, 3])
  expect(tabulate(parse('clip(lag, 1.5, 2.5) + 200 Hz'), constants, [1, 2, 3])).toEqual([1.7, 2.2, 2.7])
})

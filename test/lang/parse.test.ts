import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SpecError } from '../../src/errors.ts'
import type { Expr } from '../../src/lang/expr.ts'
import { MAX_DEPTH, names, parse } from '../../src/lang/parse.ts'
import { print } from '../../src/lang/print.ts'
import { MAX_LENGTH } from '../../src/lang/token.ts'
import { within } from '../../src/lang/within.ts'

describe('grammar', () => {
  test.each([
    ['v + dt * (g_b * (basal.v - v) - g_l * v)', 'v + dt * (g_b * (basal.v - v) - g_l * v)'],
    ['a-b-c', 'a - b - c'],
    ['a-(b-c)', 'a - (b - c)'],
    ['a/b*c', 'a / b * c'],
    ['-a*b', '-a * b'],
    ['-(a*b)', '-(a * b)'],
    ['a ? b : c ? d : e', 'a ? b : c ? d : e'],
    ['(a ? b : c) ? d : e', '(a ? b : c) ? d : e'],
    ['a||b&&c==d<e+f*g', 'a || b && c == d < e + f * g'],
    ['((((a))))', 'a'],
    ['!a && !b', '!a && !b'],
    ['f()', 'f()'],
    ['min(5 ms, abs(trunc(jitter * randn())))', 'min(5 ms, abs(trunc(jitter * randn())))'],
    ['200Hz*x', '200 Hz * x'],
    ['0.1 /ms * v', '0.1 /ms * v'],
    ['2 / ms', '2 / ms'],
    ['2/ms', '2 / ms'],
    ['5 mV/ms', '5 mV/ms'],
    ['5 mV/tau', '5 mV / tau'],
    ['1e-8 + .5 + 1E3', '1e-8 + 0.5 + 1000'],
  ])('%s', (text, printed) => expect(print(parse(text))).toBe(printed))

  test('places are offsets of the text', () => {
    expect(parse('a + f(b)')).toEqual({
      kind: 'binary',
      op: '+',
      left: { kind: 'name', name: 'a', at: 0 },
      right: { kind: 'call', fn: 'f', args: [{ kind: 'name', name: 'b', at: 6 }], at: 4 },
      at: 0,
    })
  })

  test('names and calls, each once', () => {
    expect(names(parse('soma.v + f(soma.v, x) * f(y)'))).toEqual({ names: ['soma.v', 'x', 'y'], calls: ['f'] })
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('%s is a plain name', name => {
    expect(parse(name)).toEqual({ kind: 'name', name, at: 0 })
    expect(parse(`${name}(${name})`)).toMatchObject({ kind: 'call', fn: name })
  })
})

const problem = (text: string): SpecError => {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof SpecError) return error
    throw error
  }
  throw new Error(`'${text}' was accepted`)
}

describe('mistakes', () => {
  test.each([
    ['a + * b', "a number, a name or '('", "'*' at column 5 of 'a + * b'"],
    ['a +', "a number, a name or '('", "the end at column 4 of 'a +'"],
    ['a b', 'an operator or the end', "'b' at column 3 of 'a b'"],
    ['f(a', "')'", "the end at column 4 of 'f(a'"],
    ['a ? b', "':'", "the end at column 6 of 'a ? b'"],
    ['a # b', 'a number, a name, an operator or a parenthesis', "'#' at column 3 of 'a # b'"],
    ['1e999', 'a finite number', "1e999 at column 1 of '1e999'"],
    ['5 mz', 'an operator or the end', "'mz' at column 3 of '5 mz'"],
    ['', "a number, a name or '('", "the end at column 1 of ''"],
    ['a = b', 'a number, a name, an operator or a parenthesis', "'=' at column 3 of 'a = b'"],
  ])('%s', (text, expected, received) => expect(problem(text)).toMatchObject({ expected, received }))

  test('the caller says where the equation stands', () => {
    expect(() => within('hidden.step.v', () => parse('a +'))).toThrow(/^hidden\.step\.v: expected .* at column 4/)
  })
})

describe('hostile text', () => {
  const parsesOrSaysWhy = (text: string) => {
    try {
      print(parse(text))
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
    }
  }

  test.each([
    ['parentheses', '('.repeat(MAX_LENGTH)],
    ['signs', '-'.repeat(MAX_LENGTH)],
    ['choices', 'a?'.repeat(4_000)],
    ['calls', 'f('.repeat(4_000)],
    ['a long sum', `a${'+a'.repeat(4_000)}`],
    ['too long', 'a'.repeat(MAX_LENGTH + 1)],
  ])('%s', (_, text) => expect(problem(text)).toBeInstanceOf(SpecError))

  test('a sum of as many terms as levels is allowed', () => {
    expect(() => parse(`a${'+a'.repeat(MAX_DEPTH - 1)}`)).not.toThrow()
  })

  test('any text parses or gives a SpecError', () => {
    const signs = ['+', '-', '*', '/', '(', ')', '?', ':', ',', '<=', '==', '&&', '!', ' ', '\n', '1', '.5', 'e3', 'ms']
    const words = [' /ms', 'a.b', 'f(', '__proto__', '"', "'", '`', '${', ';', '=', '\u0000', '\ud800', '☃']
    const soup = fc.array(fc.constantFrom(...signs, ...words)).map(list => list.join(''))
    fc.assert(fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), parsesOrSaysWhy), { numRuns: 2_000 })
  })
})

describe('round trip', () => {
  const leaf = fc.oneof(
    fc.constantFrom('v', 'soma.v', 'phase.is.forward', 'x1').map((name): Expr => ({ kind: 'name', name, at: 0 })),
    fc
      .double({ min: 0, noNaN: true, noDefaultInfinity: true })
      .map((value): Expr => ({ kind: 'number', value, at: 0 })),
    fc.constantFrom('ms', '/ms', 'mV/ms').map((unit): Expr => ({ kind: 'number', value: 5, unit, at: 0 })),
  )
  const ops = ['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!=', '&&', '||'] as const
  const { expr } = fc.letrec<{ expr: Expr }>(tie => ({
    expr: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({
        kind: fc.constant('unary' as const),
        op: fc.constantFrom('-', '!'),
        arg: tie('expr'),
        at: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('binary' as const),
        op: fc.constantFrom(...ops),
        left: tie('expr'),
        right: tie('expr'),
        at: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('choose' as const),
        test: tie('expr'),
        yes: tie('expr'),
        no: tie('expr'),
        at: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('call' as const),
        fn: fc.constant('f'),
        args: fc.array(tie('expr')),
        at: fc.constant(0),
      }),
    ),
  }))

  const withoutPlaces = (tree: Expr): unknown =>
    JSON.parse(JSON.stringify(tree, (key, value) => (key === 'at' ? 0 : value)))

  test('print, then parse, gives the tree back', () => {
    fc.assert(
      fc.property(expr, tree => {
        expect(withoutPlaces(parse(print(tree)))).toEqual(withoutPlaces(tree))
      }),
      { numRuns: 1_000 },
    )
  })
})

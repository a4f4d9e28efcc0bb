import { describe, expect, test } from 'vitest'
import { SpecError } from '../../src/errors.ts'
import { type Dim, NONE, toText } from '../../src/lang/dimension.ts'
import { evaluate } from '../../src/lang/evaluate.ts'
import { graph } from '../../src/lang/graph.ts'
import { lowerExpr, type Scope, type Value } from '../../src/lang/lower.ts'
import type { Type } from '../../src/lang/node.ts'
import { parse } from '../../src/lang/parse.ts'
import { dimOf, parseQuantity, type Unit } from '../../src/lang/quantity.ts'
import { toTicks } from '../../src/lang/whole.ts'
import { within } from '../../src/lang/within.ts'

const columns: Record<string, [Unit, Type]> = {
  'soma.v': ['mV', 'f32'],
  u: ['mV', 'f32'],
  x: ['1', 'f32'],
  y: ['1', 'f32'],
  i: ['pA', 'f32'],
  t: ['ms', 'f32'],
  wait: ['ms', 'i32'],
  left: ['ms', 'i32'],
  spikes: ['1', 'i32'],
  member: ['1', 'i32'],
  on: ['1', 'bool'],
}
const constants: Record<string, number | string> = {
  dt: '0.1 ms',
  tau: '20 ms',
  g_a: '0 /ms',
  g: '0.6 /ms',
  rest: '0.3 ms',
  k: 2,
  one: 1,
}

const scope = (): Scope => {
  const g = graph()
  return {
    graph: g,
    resolve: name => {
      if (Object.hasOwn(constants, name)) {
        const { value, dim } = parseQuantity(constants[name])
        return { node: g.constant(value), dim }
      }
      if (!Object.hasOwn(columns, name)) throw new SpecError(name, 'a known name', `'${name}'`)
      const [unit, type] = columns[name]
      return { node: g.leaf(type, { read: 'scalar', name }), dim: dimOf(unit) }
    },
  }
}

const lower = (text: string): Value => lowerExpr(parse(text), scope())
const dimText = (dim: Dim | 'any') => (dim === 'any' ? 'any' : toText(dim))
const value = (text: string, at: Record<string, number> = {}) =>
  evaluate(lower(text).node, leaf => at[(leaf as { name: string }).name], 64)

describe('dimensions', () => {
  test.each([
    ['soma.v + u', 'mV'],
    ['soma.v + dt * g * (u - soma.v)', 'mV'],
    ['i / (soma.v - u)', 'nS'],
    ['sqrt(u * u)', 'mV'],
    ['x > 0 ? soma.v : 0', 'mV'],
    ['max(soma.v, 0)', 'mV'],
    ['clip(soma.v, -70 mV, 0)', 'mV'],
    ['0 * soma.v', 'any'],
    ['-0', 'any'],
    ['t / tau', '1'],
    ['exp(-t / tau)', '1'],
    ['5 nS * u', 'pA'],
    ['sign(u)', '1'],
    ['wait - dt', 'ms'],
    ['200 Hz * dt', '1'],
  ])('%s is in %s', (text, unit) => expect(dimText(lower(text).dim)).toBe(unit))
})

describe('mistakes that a scientist understands', () => {
  test.each([
    ['soma.v + tau', 'soma.v + tau: expected mV, got ms'],
    ['1 + soma.v', '1 + soma.v: expected 1, got mV'],
    ['soma.v > tau', 'soma.v > tau: expected mV, got ms'],
    ['x > 0 ? u : tau', 'x > 0 ? u : tau: expected mV, got ms'],
    ['min(u, 5 ms)', 'min(u, 5 ms): expected mV, got ms'],
    ['exp(x * u)', 'exp(x * u): expected a number without a unit in x * u, got mV'],
    ['pow(x, t)', 'pow(x, t): expected a number without a unit in t, got ms'],
    ['on + 1', "on: expected a number (write 'x > 0 ? 1 : 0'), got a truth value"],
    ['(x > 0) * 2', "x > 0: expected a number (write 'x > 0 ? 1 : 0'), got a truth value"],
    ['x && on', "x: expected a truth value (write 'x > 0'), got a number"],
    ['x ? 1 : 0', "x: expected a truth value (write 'x > 0'), got a number"],
    ['x > 0 ? on : 1', 'x > 0 ? on : 1: expected two numbers or two truth values, got one of each'],
    ['x / 0', 'x / 0: expected a divisor, got 0'],
    ['exp(x, y)', 'exp(x, y): expected 1 argument, got 2'],
    ['clip(x)', 'clip(x): expected 3 arguments, got 1'],
  ])('%s', (text, message) => expect(() => lower(text)).toThrow(message))

  test('an unknown function is named, with the nearest', () => {
    expect(() => lower('sigmoyd(x)')).toThrow('sigmoyd(): expected a function: one of abs, ')
    expect(() => lower('sigmoyd(x)')).toThrow("(did you mean 'sigmoid'?)")
  })

  test.each(['constructor(x)', '__proto__(x)', 'toString()', 'hasOwnProperty(x)'])(
    '%s is an unknown function',
    text => {
      expect(() => lower(text)).toThrow(SpecError)
    },
  )

  test('the place of the equation comes first', () => {
    expect(() => within('hidden.step.v', () => lower('soma.v + tau'))).toThrow(
      'hidden.step.v: soma.v + tau: expected mV, got ms',
    )
  })
})

describe('constants', () => {
  test('a factor that is constant 0 drops its term', () => {
    const s = scope()
    const { node } = lowerExpr(parse('soma.v + dt * (g * u + g_a * soma.v)'), s)
    expect(node).toBe(lowerExpr(parse('soma.v + dt * (g * u)'), s).node)
  })
  test.each([
    ['0 - x', '-x'],
    ['x + 0', 'x'],
    ['x * one', 'x'],
    ['x / one', 'x'],
    ['one > 0 ? x : y', 'x'],
  ])('%s is %s', (long, short) => {
    const s = scope()
    expect(lowerExpr(parse(long), s).node).toBe(lowerExpr(parse(short), s).node)
  })
  test('are folded in double', () => expect(lower('tau / 3 ms').node.value).toBe(20 / 3))
})

describe('whole numbers', () => {
  test.each([
    ['wait == left', 'ieq'],
    ['wait > 0', 'igt'],
    ['left == rest', 'ieq'],
    ['wait < 0.25 ms', 'lt'],
    ['member == spikes', 'ieq'],
    ['member < 3', 'ilt'],
    ['member < 2.5', 'lt'],
    ['wait - dt', 'isub'],
    ['wait + left', 'iadd'],
    ['spikes + 1', 'add'],
    ['spikes * x', 'mul'],
    ['on ? wait : rest', 'select'],
  ])('%s is %s', (text, op) => expect(lower(text).node.op).toBe(op))

  test('ticks stay ticks, and 0.3 ms of 0.1 ms are three of them', () => {
    expect(lower('max(wait - dt, 0)').node.type).toBe('i32')
    expect(value('max(wait - dt, 0)', { wait: 0 })).toBe(0)
    expect(value('wait == rest', { wait: 3 })).toBe(1)
    expect(value('min(wait, rest)', { wait: 5 })).toBe(3)
    expect(value('max(wait, rest)', { wait: 5 })).toBe(5)
  })

  test('ticks among floats are milliseconds', () => {
    expect(value('wait * 2', { wait: 5 })).toBe(1)
    expect(value('wait + t', { wait: 5, t: 1 })).toBe(1.5)
    expect(value('-wait', { wait: 5 })).toBe(-0.5)
  })

  test('a count of one branch is a count', () => expect(lower('on ? spikes : 0').node.type).toBe('i32'))

  test('durations are rounded to the nearest tick', () => {
    const s = scope()
    const ticks = (ms: string) => toTicks(s.graph, lowerExpr(parse(ms), s).node, 0.1).value
    expect([ticks('0.3 ms'), ticks('0.34 ms'), ticks('0.36 ms'), ticks('0')]).toEqual([3, 3, 4, 0])
    expect(toTicks(s.graph, s.resolve('wait', 0).node, 0.1).op).toBe('scalar')
  })
})

describe('values', () => {
  test.each<[string, number]>([
    ['x - y - 1', -2],
    ['x / y', 2 / 3],
    ['-x * y', -6],
    ['x > 1 && !(y < 3) ? 7 : 8', 7],
    ['x < 1 || on ? 7 : 8', 7],
    ['round(2.5) + round(-2.5)', 1],
    ['trunc(-2.5)', -2],
    ['floor(-2.5)', -3],
    ['sign(-x) + sign(y) + sign(0 * x)', 0],
    ['clip(10 * x, 0, 5)', 5],
    ['pow(x, 3)', 8],
    ['abs(-x)', 2],
  ])('%s = %d', (text, expected) => expect(value(text, { x: 2, y: 3, on: 1 })).toBe(expected))
})

describe('the scope', () => {
  test('has the first refusal of calls', () => {
    const own: Scope = {
      ...scope(),
      call: (fn, args, _, lower) => (fn === 'exp' ? { node: lower(args[0]).node, dim: NONE } : undefined),
    }
    expect(lowerExpr(parse('exp(x)'), own).node.op).toBe('scalar')
    expect(lowerExpr(parse('sqrt(x)'), own).node.op).toBe('sqrt')
  })
})

/** Every primitive on random and special values, and the functions made of them. */
import * as derived from '../../src/lang/derived.ts'
import type { Node } from '../../src/lang/node.ts'
import { type OpName, ops } from '../../src/lang/ops.ts'
import { uniform } from '../../src/lang/random.ts'
import type { Statement } from '../../src/plan/plan.ts'
import type { Case } from './compare.ts'
import { column, numbers, random, ticking, type Writer, writer } from './plans.ts'

const finite = [
  0, -0, 1, -1, 0.5, -0.5, 1.5, -2.5, 3, 1e-45, -1e-45, 1e-39, 1.17549435e-38, 7.888609e-31, 7.8886085e-31,
  -7.888609e-31, 1e-10, 0.99999994, 8388607.5, 8388608, 16777216, 2147483520, 2147483648, -2147483648, -2147483904,
  1e20, 3.4e38, -3.4e38,
]
const whole = [0, 1, -1, 2, 7, -7, 255, 65535, 8388608, 16777217, 2147483647, -2147483648, -2147483647, 1103515245]

const subnormal = (x: number) => x !== 0 && Math.abs(x) < 1.1754943508222875e-38

const pairs = (values: number[]): [number[], number[]] => [
  values.flatMap(a => values.map(() => a)),
  values.flatMap(() => values),
]

export interface ValueOptions {
  /** Whether NaN and infinity are defined: not in WGSL. */
  nan: boolean
  /** Whether subnormal numbers are kept: GPUs flush them. */
  subnormals: boolean
}

/** One case a primitive: out = op(a, b, c), truth values as 1 and 0. */
export const primitiveCases = ({ nan, subnormals }: ValueOptions): Case[] => {
  const special = [
    ...finite.filter(x => subnormals || !subnormal(x)),
    ...(nan ? [Number.NaN, Infinity, -Infinity] : []),
  ]
  const [fa, fb] = pairs(special)
  const [ia, ib] = pairs(whole)
  const next = random(9)
  const floats = (seed: number) => [...numbers(100, seed, -2, 2), ...numbers(100, seed, -1e9, 1e9)]
  const ints = () => Array.from({ length: 200 }, () => (next() * 2 ** 32) | 0)
  const table = {
    a: [...fa, ...floats(1)],
    b: [...fb, ...floats(2)],
    c: [...fb.map((_, i) => fa[(i * 7) % fa.length]), ...floats(3)],
    i: [...ia, ...ints()],
    j: [...ib, ...ints()],
  }
  const size = Math.max(...Object.values(table).map(t => t.length))
  const columns = Object.entries(table).map(([name, values]) =>
    column(name, size, {
      type: name === 'i' || name === 'j' ? 'i32' : 'f32',
      initial: Array.from({ length: size }, (_, k) => values[k % values.length]),
    }),
  )
  return Object.keys(ops).flatMap(name => {
    const body = primitiveBody(name as OpName)
    const out = body.map((s, k) =>
      column(`out${k}`, size, { type: s.do === 'store' && s.value.type === 'i32' ? 'i32' : 'f32' }),
    )
    const run = ticking([{ verb: 'step', name, units: size, body }], { columns: [...columns, ...out] })
    return { name: `primitive ${name}`, plan: run, ticks: 1 }
  })
}

const argument = (w: Writer, type: string, k: number): Node => {
  if (type === 'i32') return w.load(k === 0 ? 'i' : 'j', 'unit', { type: 'i32' })
  const x = w.load('abc'[k])
  return type === 'bool' ? w.op('gt', x, w.f(0)) : x
}

const shown = (w: Writer, node: Node) => (node.type === 'bool' ? w.op('select', node, w.f(1), w.f(0)) : node)

/** Stores of the primitive for every type that it takes; shifts by several distances. */
const primitiveBody = (name: OpName): Statement[] => {
  const w = writer()
  const { args } = ops[name]
  const types = args.some(t => t === 'T') ? ['f32', 'i32', 'bool'] : ['']
  const shifts = /sh[lr]$/.test(name) ? [1, 5, 16, 31] : [undefined]
  const nodes = types.flatMap(type =>
    shifts.map(by => {
      const given = args.map((t, k) => (by !== undefined && k === 1 ? w.i(by) : argument(w, t === 'T' ? type : t, k)))
      return shown(w, w.op(name, ...given))
    }),
  )
  return nodes.map((value, k) => ({ do: 'store', column: `out${k}`, value }))
}

const functions = [
  derived.exp,
  derived.sigmoid,
  derived.tanh,
  derived.log,
  derived.atanh,
  derived.sin,
  derived.cos,
  derived.expm1,
  derived.log1p,
]

/** Functions made of primitives, and draws. */
export const functionCases = (): Case[] => {
  const w = writer()
  const size = 403
  const x = w.load('x')
  const values = functions.map(make => make(w.g, x))
  const key = w.load('keys', 'fixed', { type: 'i32', index: 1 })
  const draw = uniform(w.g, {
    unit: w.index('unit'),
    tick: w.clock('tick'),
    presentation: w.clock('presentation'),
    key,
  })
  const body: Statement[] = [...values, draw].map((value, k) => ({ do: 'store', column: `out${k}`, value }))
  const columns = [
    column('x', size, { initial: [...numbers(200, 5, -20, 20), ...numbers(200, 6, 0, 1), 0, 90, -90] }),
    column('keys', 2, { type: 'i32', perLane: false, role: 'scalar', initial: [1, -559038737] }),
    ...body.map((_, k) => column(`out${k}`, size)),
  ]
  return [
    {
      name: 'derived functions',
      plan: ticking([{ verb: 'step', name: 'f', units: size, body }], { columns }),
      ticks: 3,
    },
  ]
}

/** Poisson counts: means from 0 to above 1, with and without a known bound, of few units and of all. */
export const poissonCases = (): Case[] =>
  [1, 0.2, 0.02, 3].map(scale => {
    const w = writer()
    const size = 1001
    const u = w.load('u')
    const bounded = w.op('mul', w.f(scale), derived.sigmoid(w.g, w.load('x')))
    const free = w.op('mul', w.f(scale), w.load('p'))
    const count = (mean: Node) => w.op('poisson', mean, u, derived.exp(w.g, w.op('neg', mean)))
    const body: Statement[] = [
      { do: 'store', column: 'n', value: count(bounded) },
      { do: 'store', column: 'm', value: count(free) },
      { do: 'store', column: 'mean', value: bounded },
      { do: 'raise', event: 'spike', value: count(bounded) },
      { do: 'raise', event: 'other', value: count(free) },
    ]
    const columns = [
      column('u', size, { initial: numbers(size, 3, 0, 1).map((v, i) => (i % 97 === 0 ? 0.99999994 : v)) }),
      column('x', size, { initial: numbers(size, 4, -4, 4) }),
      column('p', size, { initial: numbers(size, 5, 0, 1) }),
      column('n', size, { type: 'i32' }),
      column('m', size, { type: 'i32' }),
      column('mean', size),
    ]
    const lists = ['spike', 'other'].map(name => ({ name, units: size, slots: 1 }))
    return {
      name: `poisson of means up to ${scale}`,
      plan: ticking([{ verb: 'step', name: 'p', units: size, body }], { columns, lists }),
      ticks: 1,
    }
  })

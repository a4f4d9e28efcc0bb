import { describe, expect, test } from 'vitest'
import { emitText, jsBackend } from '../../src/backend/js.ts'
import { namesOf } from '../../src/backend/names.ts'
import * as derived from '../../src/lang/derived.ts'
import { uniform } from '../../src/lang/random.ts'
import { outcome } from './compare.ts'
import { conform } from './conformance.ts'
import { column, list, numbers, shared, ticking, writer } from './plans.ts'

// The reference against itself: that the cases run, that lanes and checkpoints hold.
conform(() => jsBackend(), { runs: 5 })

describe('precision 64', () => {
  const w = writer()
  const x = w.load('x')
  const key = w.load('keys', 'fixed', { type: 'i32' })
  const draw = uniform(w.g, {
    unit: w.index('unit'),
    tick: w.clock('tick'),
    presentation: w.clock('presentation'),
    key,
  })
  const plan = ticking(
    [
      {
        verb: 'step',
        name: 's',
        units: 20,
        body: [
          { do: 'store', column: 'e', value: derived.exp(w.g, x) },
          { do: 'store', column: 'third', value: w.op('div', x, w.f(3)) },
          { do: 'store', column: 'draw', value: draw },
        ],
      },
    ],
    {
      columns: [
        column('x', 20, { initial: numbers(20, 1) }),
        ...['e', 'third', 'draw'].map(n => column(n, 20)),
        shared('keys', 1, { type: 'i32', initial: 12345 }),
      ],
    },
  )
  test('rounds nothing to float32, and takes exp for exp', async () => {
    const machine = await jsBackend({ precision: 64 }).load(plan)
    machine.advance('run', [1])
    const given = numbers(20, 1)
    const [e, third] = [await machine.read('e'), await machine.read('third')]
    expect(e).toBeInstanceOf(Float64Array)
    given.forEach((v, i) => {
      expect(third[i]).toBe(v / 3)
      expect(Math.abs(e[i] / Math.exp(v) - 1)).toBeLessThan(1e-14)
    })
  })
  test('draws the same numbers', async () => {
    const read = async (precision: 32 | 64) => [
      ...((await outcome(jsBackend({ precision }), { name: '', plan })).saved['column:draw'] as Float32Array),
    ]
    expect(await read(64)).toEqual(await read(32))
  })
})

describe('the text of a kernel', () => {
  const evil = "x'];globalThis.broken = 1;//`${"
  const w = writer()
  const value = w.op('add', w.load(evil), w.f(0.1))
  const plan = ticking(
    [
      {
        verb: 'step',
        name: evil,
        units: 3,
        body: [
          { do: 'store', column: evil, value },
          { do: 'raise', event: evil, value: w.op('gt', value, w.f(0.25)) },
        ],
      },
      { verb: 'log', probe: evil, event: evil, every: 1 },
    ],
    { name: evil, columns: [column(evil, 3)], lists: [list(evil, 3)] },
  )
  test('is readable', () => {
    expect(emitText(plan.programs.run.tick[0], { names: namesOf(plan), precision: 32 })).toBe(
      `(lane) => {
  g0[lane] = (g0[lane] + 1) & 0
  const b0 = (lane * 1 + ((g0[lane] - 0) & 0)) * 4
  let n0 = 0
  for (let u = 0; u < 3; u++) {
    const x0 = c0[0 + u]
    const x1 = Math.fround(x0 + 0.10000000149011612)
    const x2 = x1 > 0.25
    c0[0 + u] = x1
    if (x2) e0[b0 + 1 + n0++] = u
  }
  e0[b0] = n0
}`,
    )
  })
  test('holds no name of the user', async () => {
    const { logged } = await outcome(jsBackend(), { name: '', plan, ticks: 4 })
    expect([...logged[evil].counts[0]]).toEqual([0, 0, 3, 3])
    expect(Object.hasOwn(globalThis, 'broken')).toBe(false)
  })
})

describe('a plan that contradicts itself is refused', () => {
  const w = writer()
  const step = (name: string) => ({
    verb: 'step' as const,
    name: 's',
    units: 3,
    body: [{ do: 'store' as const, column: name, value: w.f(1) }],
  })
  test.each([
    ['an unknown column', ticking([step('y')], { columns: [column('x', 3)] }), /no column 'y'/],
    ['two columns of one name', ticking([], { columns: [column('x', 3), column('x', 3)] }), /one name/],
    ['three slots', ticking([], { columns: [column('x', 3, { slots: 3 })] }), /power of two/],
  ])('%s', async (_, plan, message) => {
    const run = async () => (await jsBackend().load(plan)).advance('run', [1])
    await expect(run()).rejects.toThrow(message)
  })
  test('an unknown program, and lengths that are not one a lane', async () => {
    const machine = await jsBackend().load(ticking([], { columns: [column('x', 3)] }))
    expect(() => machine.advance('walk', [1])).toThrow(/no program 'walk'/)
    expect(() => machine.advance('run', [1, 2])).toThrow(RangeError)
  })
})

import { describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { namesOf } from '../../src/backend/names.ts'
import { encodeModule, signed, toText, unsigned } from '../../src/backend/wasm/bytes.ts'
import { code } from '../../src/backend/wasm/code.ts'
import { intervalOf } from '../../src/backend/wasm/interval.ts'
import { toWat, wasmBackend } from '../../src/backend/wasm.ts'
import * as derived from '../../src/lang/derived.ts'
import { stepCase } from './cases-units.ts'
import { compare, outcome, sameBits } from './compare.ts'
import { conform } from './conformance.ts'
import { column, list, ticking, writer } from './plans.ts'

conform(() => wasmBackend())

test('the memory may be shared', async () => {
  const c = stepCase(3, 17)
  compare(c, await outcome(jsBackend(), c), await outcome(wasmBackend({ shared: true }), c), sameBits)
})

describe('bytes', () => {
  test.each([
    [0, [0]],
    [127, [127]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned LEB128 of %i', (value, bytes) => expect(unsigned(value)).toEqual(bytes))
  test.each([
    [-1, [0x7f]],
    [63, [63]],
    [64, [0xc0, 0]],
    [-64, [0x40]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [-2147483648, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('signed LEB128 of %i', (value, bytes) => expect(signed(value)).toEqual(bytes))
  test('a module that adds', async () => {
    const out = code(['i32', 'i32'], ['i32'])
    out.get(0)
    out.get(1)
    out.emit('i32.add')
    const add = out.finish()
    const bytes = encodeModule({ memory: { initial: 1 }, imports: [], functions: [add], exports: { add: 0 } })
    const { instance } = await WebAssembly.instantiate(bytes, {
      host: { memory: new WebAssembly.Memory({ initial: 1 }) },
    })
    expect((instance.exports.add as (a: number, b: number) => number)(40, 2)).toBe(42)
    expect(toText('add', add)).toBe(
      '(func $add (param i32 i32) (result i32)\n  local.get 0\n  local.get 1\n  i32.add\n)',
    )
  })
})

test('bounds of a mean are those of the sigmoid in it', () => {
  const w = writer()
  const mean = w.op('mul', w.f(0.2), derived.sigmoid(w.g, w.load('x')))
  expect(intervalOf(mean)).toEqual([0, Math.fround(0.2)])
  expect(intervalOf(w.op('sub', w.f(1), mean))).toEqual([Math.fround(1 - Math.fround(0.2)), 1])
  expect(intervalOf(w.load('x'))).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
})

test('the text of a kernel names instructions, not columns', () => {
  const w = writer()
  const kernel = {
    verb: 'step' as const,
    name: 'n',
    units: 8,
    body: [{ do: 'raise' as const, event: 'e', value: w.op('gt', w.load('v'), w.f(1)) }],
  }
  const plan = ticking([kernel], { columns: [column('v', 8)], lists: [list('e', 8)] })
  const text = toWat(kernel, namesOf(plan))
  expect(text).toMatch(/^\(func \$step \(param i32\)/)
  expect(text).toContain('f32x4.gt\n')
  expect(text).toContain('i8x16.swizzle\n')
})

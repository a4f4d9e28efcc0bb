import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Column, column, dataOf } from '../../src/data/column.ts'
import { pack } from '../../src/data/pack.ts'
import { unpack } from '../../src/data/unpack.ts'
import { DataError } from '../../src/errors.ts'

const file = (header: unknown, data = new Uint8Array(0)): Uint8Array =>
  fileOfText(typeof header === 'string' ? header : JSON.stringify(header), data)

const fileOfText = (text: string, data: Uint8Array): Uint8Array => {
  const json = new TextEncoder().encode(text)
  const bytes = new Uint8Array(8 + json.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  bytes.set(data, 8 + json.length)
  return bytes
}

const reason = (bytes: Uint8Array): string => {
  try {
    unpack(bytes, 'w.safetensors')
  } catch (error) {
    if (error instanceof DataError) return error.message
    throw error
  }
  return 'accepted'
}

const byName = (columns: readonly Column[]) => Object.fromEntries(columns.map(c => [c.name, c]))

const anyColumn = fc
  .record({
    name: fc.stringMatching(/^[a-zA-Z_.é][\w.é /-]{0,20}$/).filter(n => !n.startsWith('__')),
    type: fc.constantFrom(Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array, BigInt64Array),
    shape: fc.array(fc.nat(5), { maxLength: 3 }),
    unit: fc.constantFrom('1', 'mV', 'ms'),
    seed: fc.nat(255),
  })
  .map(({ name, type, shape, unit, seed }): Column => {
    const bytes = new Uint8Array(shape.reduce((a, b) => a * b, 1) * type.BYTES_PER_ELEMENT)
    bytes.forEach((_, i) => {
      bytes[i] = (seed + 7 * i) % 120
    })
    return { name, unit, shape, data: new type(bytes.buffer) }
  })

const anyColumns = fc.uniqueArray(anyColumn, { selector: c => c.name, maxLength: 6 })

describe('pack and unpack', () => {
  test('give back every column and the metadata', () =>
    fc.assert(
      fc.property(anyColumns, fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string()), (columns, metadata) => {
        const read = unpack(pack(columns, metadata))
        expect(byName(read.columns)).toEqual(byName(columns))
        expect(read.metadata).toEqual({ ...metadata })
      }),
    ))

  test('give views into the file, aligned to 8 bytes', () => {
    const bytes = pack([
      column('a', Uint8Array.of(1)),
      column('b', Float64Array.of(0.5)),
      column('c', Int32Array.of(-3)),
    ])
    for (const c of unpack(bytes).columns) expect(c.data.buffer).toBe(bytes.buffer)
    expect(8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))).toSatisfy((n: number) => n % 8 === 0)
  })

  test('read a file that lies at an odd address', () => {
    const bytes = pack([column('b', Float64Array.of(0.5, 2))])
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(unpack(shifted.subarray(3)).columns[0].data).toEqual(Float64Array.of(0.5, 2))
  })

  test('write the header that the format describes', () => {
    const bytes = pack([column('w', Float32Array.of(1, 2), [1, 2], 'mV')], { dt: '1' })
    const length = new DataView(bytes.buffer).getUint32(0, true)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    expect(header).toEqual({
      __metadata__: { dt: '1', 'unit.w': 'mV' },
      w: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
    })
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
  })

  test.each([
    ['a doubled name', [column('a', Uint8Array.of(1)), column('a', Uint8Array.of(2))], {}],
    ['a reserved name', [column('__proto__', Uint8Array.of(1))], {}],
    ['an empty name', [column('', Uint8Array.of(1))], {}],
    ['a wrong shape', [{ name: 'a', unit: '1', shape: [2], data: Uint8Array.of(1) }], {}],
    ['a reserved metadata name', [], { 'unit.a': 'mV' }],
  ])('pack refuses %s', (_, columns, metadata) => {
    expect(() => pack(columns, metadata as Record<string, string>)).toThrow(DataError)
  })
})

describe('unpack refuses', () => {
  const u8 = (from: number, to: number) => ({ dtype: 'U8', shape: [to - from], data_offsets: [from, to] })
  const data = new Uint8Array(4)
  test.each([
    ['a file of 3 bytes', new Uint8Array(3), /8 bytes of header length/],
    ['a header longer than the file', fileOfText('{}', data).fill(9, 0, 1).fill(1, 1, 2), /at most 6 bytes/],
    ['a header over the limit', new Uint8Array(8).fill(255), /header of at most 16777216/],
    ['broken UTF-8', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff]), /UTF-8/],
    ['broken JSON', file('{"a"'), /JSON header/],
    ['a list', file([]), /JSON object/],
    ['an unknown dtype', file({ a: { ...u8(0, 4), dtype: 'BF16' } }, data), /dtype F64.*BF16/],
    ['a dtype of Object', file({ a: { ...u8(0, 4), dtype: 'constructor' } }, data), /dtype/],
    ['a negative size', file({ a: { ...u8(0, 4), shape: [-4] } }, data), /whole numbers/],
    ['a fraction', file({ a: { ...u8(0, 4), shape: [0.5] } }, data), /whole numbers/],
    ['an overflowing shape', file({ a: { ...u8(0, 4), shape: [2 ** 32, 2 ** 32] } }, data), /bytes for its shape/],
    ['a shape that does not fit', file({ a: { ...u8(0, 4), shape: [3] } }, data), /3 bytes for its shape, got 4/],
    ['offsets past the end', file({ a: u8(0, 5) }, data), /5 bytes of column data, got 4/],
    ['bytes left over', file({ a: u8(0, 3) }, data), /3 bytes of column data, got 4/],
    ['a hole', file({ a: u8(0, 1), b: u8(2, 4) }, data), /byte 1, got byte 2/],
    ['an overlap', file({ a: u8(0, 3), b: u8(2, 4) }, data), /byte 3, got byte 2/],
    ['a doubled name', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}'), /'a' twice/],
    ['a doubled field', file('{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), /'dtype' twice/],
    ['the name __proto__', file('{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), /reserved/],
    ['control characters', file({ 'a\u0000': u8(0, 4) }, data), /control characters/],
    ['a number as metadata', file({ __metadata__: { n: 1 } }), /metadata/],
    ['a list as metadata', file({ __metadata__: [] }), /__metadata__/],
  ])('%s', (_, bytes, message) => {
    expect(reason(bytes)).toMatch(message)
  })

  test('anything, with a DataError and nothing else', () => {
    const json = fc.json().map(text => file(text))
    const tensorish = fc
      .dictionary(
        fc.string({ maxLength: 3 }),
        fc.record({
          dtype: fc.constantFrom('F32', 'U8', 'I64', '', 'toString'),
          shape: fc.array(fc.oneof(fc.integer(), fc.double()), { maxLength: 3 }),
          data_offsets: fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 3 }),
        }),
      )
      .map(header => file(header, new Uint8Array(8)))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), json, tensorish), bytes => {
        reason(bytes)
      }),
      { numRuns: 500 },
    )
  })

  test('a good file with any one byte changed or its end cut, or reads it', () => {
    const good = pack([column('tick', Uint32Array.of(1, 2)), column('v', Float32Array.of(1, 2), [2, 1])], { dt: '1' })
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const bad = good.slice(0, cut ? at : good.length)
        bad[at] = byte
        const message = reason(bad)
        if (cut) expect(message).not.toBe('accepted')
      }),
      { numRuns: 500 },
    )
  })
})

test('dataOf says which columns there are and of which type', () => {
  const columns = [column('tick', Uint32Array.of(1))]
  expect(() => dataOf(columns, 'unit', Uint32Array, 'f')).toThrow("f: expected a column 'unit', got tick")
  expect(() => dataOf(columns, 'tick', Float32Array, 'f')).toThrow(
    "f: expected 'tick' as Float32Array, got Uint32Array",
  )
})

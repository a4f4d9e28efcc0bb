import { describe, expect, test } from 'vitest'
import { divide, equal, multiply, NONE, power, TIME, toText, VOLTAGE } from '../../src/lang/dimension.ts'
import { dimOf, isUnit, parseQuantity, type Quantity, toInternal, unitNames } from '../../src/lang/quantity.ts'

describe('quantities', () => {
  test.each<[Quantity, number, string]>([
    ['10 ms', 10, 'ms'],
    ['1 s', 1000, 'ms'],
    ['250 us', 0.25, 'ms'],
    ['200 Hz', 0.2, '/ms'],
    ['3 Hz', 0.003, '/ms'],
    ['0.6 /ms', 0.6, '/ms'],
    ['5 /s', 0.005, '/ms'],
    ['2 kHz', 2, '/ms'],
    ['-70 mV', -70, 'mV'],
    ['0.1 V', 100, 'mV'],
    ['2 nA', 2000, 'pA'],
    ['5 nS', 5, 'nS'],
    ['5 pA/mV', 5, 'nS'],
    ['1 uS', 1000, 'nS'],
    ['200 pF', 200, 'pF'],
    ['1 Gohm', 1, 'Gohm'],
    ['1 mV/pA', 1, 'Gohm'],
    ['100 Mohm', 0.1, 'Gohm'],
    ['1 mm', 1000, 'um'],
    ['2 mV/ms', 2, 'mV/ms'],
    ['1e-3 1', 0.001, '1'],
    [0.8, 0.8, '1'],
  ])('%s', (quantity, value, kept) => {
    const amount = parseQuantity(quantity)
    expect(amount.value).toBe(value)
    expect(toText(amount.dim)).toBe(kept)
  })

  test('a unit that does not exist does not compile', () => {
    // @ts-expect-error: 'mz' is no unit
    const wrong: Quantity = '10 mz'
    expect(() => parseQuantity(wrong)).toThrow(/a unit: one of .*ms.*, got 'mz'/)
  })

  test('a near miss is named', () => expect(() => parseQuantity('10 mz')).toThrow("did you mean 'ms'?"))

  test.each(['ms', '', 'ten ms', '10 ms ms', '1e999 ms', 'Infinity', '0x10 ms', 'constructor', '1 toString'])(
    '%j is refused',
    text => expect(() => parseQuantity(text)).toThrow(/expected/),
  )

  test('Infinity and NaN are refused', () => {
    expect(() => parseQuantity(Number.NaN)).toThrow('a finite number')
    expect(() => parseQuantity(Number.POSITIVE_INFINITY)).toThrow('a finite number')
  })

  test('a conversion rounds once', () => {
    for (const hz of [1, 3, 7, 49, 333.3]) expect(toInternal(hz, 'Hz')).toBe(hz / 1000)
  })

  test('inherited names are no units', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(isUnit(name)).toBe(false)
    expect(unitNames).toContain('ms')
  })
})

describe('dimensions', () => {
  test('multiply, divide, root', () => {
    expect(toText(divide(VOLTAGE, TIME))).toBe('mV/ms')
    expect(toText(multiply(VOLTAGE, VOLTAGE))).toBe('mV^2')
    expect(equal(power(multiply(TIME, TIME), 0.5), TIME)).toBe(true)
    expect(toText(power(TIME, 0.5))).toBe('ms^0.5')
    expect(equal(power(NONE, -1), NONE)).toBe(true)
  })

  test('Ohm and the membrane: I R = V, R C = t', () => {
    expect(equal(multiply(dimOf('pA'), dimOf('Gohm')), VOLTAGE)).toBe(true)
    expect(equal(multiply(dimOf('Gohm'), dimOf('pF')), TIME)).toBe(true)
    expect(equal(multiply(dimOf('nS'), dimOf('mV')), dimOf('pA'))).toBe(true)
    expect(toText(dimOf(1))).toBe('1')
  })
})

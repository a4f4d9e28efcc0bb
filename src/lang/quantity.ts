/** Numbers with units: read once, kept in ms, mV, pA and um ever after. */
import { oneOf, SpecError } from '../errors.ts'
import { CURRENT, type Dim, divide, LENGTH, multiply, NONE, TIME, VOLTAGE } from './dimension.ts'

const CONDUCTANCE = divide(CURRENT, VOLTAGE)
const RESISTANCE = divide(VOLTAGE, CURRENT)
const CAPACITANCE = multiply(CONDUCTANCE, TIME)
const RATE = divide(NONE, TIME)

/** A value in the unit is value * times / per in internal units. One of the two is 1, so the conversion rounds once. */
interface Scale {
  dim: Dim
  times: number
  per: number
}

const scale = (dim: Dim, times: number, per = 1): Scale => ({ dim, times, per })

const UNITS = {
  '1': scale(NONE, 1),
  ms: scale(TIME, 1),
  s: scale(TIME, 1000),
  us: scale(TIME, 1, 1000),
  '/ms': scale(RATE, 1),
  '/s': scale(RATE, 1, 1000),
  Hz: scale(RATE, 1, 1000),
  kHz: scale(RATE, 1),
  mV: scale(VOLTAGE, 1),
  V: scale(VOLTAGE, 1000),
  uV: scale(VOLTAGE, 1, 1000),
  pA: scale(CURRENT, 1),
  nA: scale(CURRENT, 1000),
  uA: scale(CURRENT, 1e6),
  nS: scale(CONDUCTANCE, 1),
  uS: scale(CONDUCTANCE, 1000),
  mS: scale(CONDUCTANCE, 1e6),
  pF: scale(CAPACITANCE, 1),
  nF: scale(CAPACITANCE, 1000),
  uF: scale(CAPACITANCE, 1e6),
  Mohm: scale(RESISTANCE, 1, 1000),
  Gohm: scale(RESISTANCE, 1),
  um: scale(LENGTH, 1),
  mm: scale(LENGTH, 1000),
  '/mV': scale(divide(NONE, VOLTAGE), 1),
  '/pA': scale(divide(NONE, CURRENT), 1),
  'mV/ms': scale(divide(VOLTAGE, TIME), 1),
  'pA/ms': scale(divide(CURRENT, TIME), 1),
  'nS/ms': scale(divide(CONDUCTANCE, TIME), 1),
  'pA/mV': scale(CONDUCTANCE, 1),
  'nS/mV': scale(divide(CONDUCTANCE, VOLTAGE), 1),
  'mV/pA': scale(RESISTANCE, 1),
} satisfies Record<string, Scale>

export type Unit = keyof typeof UNITS
/** '10 ms' or 0.5; '10 mz' does not compile. */
export type Quantity = number | `${number} ${Unit}`

/** The unit as 'mV' (a string: `1` alone means no dimension); its value in ms, mV, pA, um. */
export interface Amount {
  value: number
  dim: Dim
  unit: Unit
}

const table: ReadonlyMap<string, Scale> = new Map(Object.entries(UNITS))

export const unitNames: readonly string[] = [...table.keys()]
export const isUnit = (name: string): name is Unit => table.has(name)

/** The dimension of a unit: `dimOf('mV')`. */
export const dimOf = (unit: Unit | 1): Dim => UNITS[unit === 1 ? '1' : unit].dim

/** `value` in `unit`, in internal units: `toInternal(200, 'Hz')` is 0.2 (/ms). */
export const toInternal = (value: number, unit: Unit): number => (value * UNITS[unit].times) / UNITS[unit].per

const PATTERN = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/

/** A Quantity as a number in internal units (ms, mV, pA, um) with its dimension. SpecError at `path` names the known units. */
export const parseQuantity = (quantity: number | string, path = ''): Amount => {
  if (typeof quantity === 'number') return finite(quantity, '1', String(quantity), path)
  const match = quantity.length <= 100 ? PATTERN.exec(quantity) : null
  if (!match) throw new SpecError(path, `a number and a unit, such as '10 ms'`, `'${quantity.slice(0, 100)}'`)
  const unit = match[2] || '1'
  if (!isUnit(unit)) throw new SpecError(path, `a unit: ${oneOf(unit, unitNames)}`, `'${unit}'`)
  return finite(Number(match[1]), unit, `'${quantity}'`, path)
}

const finite = (value: number, unit: Unit, received: string, path: string): Amount => {
  const internal = toInternal(value, unit)
  if (!Number.isFinite(internal)) throw new SpecError(path, 'a finite number', received)
  return { value: internal, dim: dimOf(unit), unit }
}

/**
 * Dimensions: the exponents of time, voltage, current and length. Inside the program these are counted in ms, mV, pA and um,
 * so a conductance pA/mV is a nS, a resistance mV/pA a Gohm, and a capacitance pA ms/mV a pF.
 */
export type Dim = readonly [time: number, voltage: number, current: number, length: number]

export const NONE: Dim = [0, 0, 0, 0]
export const TIME: Dim = [1, 0, 0, 0]
export const VOLTAGE: Dim = [0, 1, 0, 0]
export const CURRENT: Dim = [0, 0, 1, 0]
export const LENGTH: Dim = [0, 0, 0, 1]

const zip = (a: Dim, b: Dim, f: (x: number, y: number) => number): Dim => [
  f(a[0], b[0]),
  f(a[1], b[1]),
  f(a[2], b[2]),
  f(a[3], b[3]),
]

export const multiply = (a: Dim, b: Dim): Dim => zip(a, b, (x, y) => x + y)
export const divide = (a: Dim, b: Dim): Dim => zip(a, b, (x, y) => x - y)

/** The dimension of x to the power `exponent`: 0.5 for a square root. */
export const power = (a: Dim, exponent: number): Dim => zip(a, a, x => x * exponent + 0)

export const equal = (a: Dim, b: Dim): boolean => a.every((x, i) => x === b[i])

const NAMED: readonly (readonly [string, Dim])[] = [
  ['nS', divide(CURRENT, VOLTAGE)],
  ['Gohm', divide(VOLTAGE, CURRENT)],
  ['pF', divide(multiply(CURRENT, TIME), VOLTAGE)],
]
// Voltage and current come first, so that a slope reads mV/ms.
const BASES: readonly (readonly [string, number])[] = [
  ['mV', 1],
  ['pA', 2],
  ['um', 3],
  ['ms', 0],
]

const factor = (name: string, exponent: number) => (exponent === 1 ? name : `${name}^${exponent}`)

/** The unit in which values of this dimension are kept: 'mV', '/ms', 'mV/ms', 'nS', '1'. */
export const toText = (dim: Dim): string => {
  const named = NAMED.find(([, d]) => equal(d, dim))
  if (named) return named[0]
  const above = BASES.filter(([, i]) => dim[i] > 0).map(([name, i]) => factor(name, dim[i]))
  const below = BASES.filter(([, i]) => dim[i] < 0).map(([name, i]) => `/${factor(name, -dim[i])}`)
  return above.join('*') + below.join('') || '1'
}

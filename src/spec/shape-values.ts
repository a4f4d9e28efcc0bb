/** What stands in many places of an experiment: equations, quantities, initial values, parameters. */
import { type Check, choice, isRecord, keyed, list, number, object, quantity, table, text } from './shape.ts'

export const most = 1e9
export const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string'

export const equations: Check = choice('equations: a table, or a list of pairs [name, equation]', value =>
  Array.isArray(value) ? list(list(text, 2, 2)) : isRecord(value) ? table(text, text) : undefined,
)

/** A quantity or an equation: both are numbers or texts; which it is, the plan finds out. */
export const scalar: Check = (value, path) => (typeof value === 'number' ? number : text)(value, path)
export const letValue = object<{ let: unknown; value: unknown }>({ let: table(text), value: text })
export const init: Check = keyed(
  'a number, a quantity, an equation, a list of numbers or { let, value }',
  { let: letValue },
  value => (Array.isArray(value) ? list(number) : isScalar(value) ? scalar : undefined),
)

export const params: Check = table((value, path) => {
  list(() => {}, 2, 2)(value, path)
  const [amount, about] = value as unknown[]
  quantity(amount, `${path}[0]`)
  text(about, `${path}[1]`)
})

export const setValue: Check = (value, path) => (Array.isArray(value) ? list(quantity) : quantity)(value, path)

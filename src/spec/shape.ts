/** Small checks of plain data, put together: each throws SpecError with the path of what is wrong, or returns. */
import { oneOf, SpecError } from '../errors.ts'
import { isUnit, parseQuantity } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { describe } from './model.ts'

export interface Check {
  (value: unknown, path: string): void
  /** The keys that an object may have. */
  keys?: readonly string[]
  /** The check of what stands below a key. */
  below?: (key: string) => Check | undefined
}

/** A check for each key of T; those of optional keys are wrapped in `maybe`. */
export type Fields<T> = { [K in keyof Required<T>]: Check | Optional }

export interface Optional {
  optional: Check
}

export const maybe = (check: Check): Optional => ({ optional: check })

const wrong = (path: string, expected: string, value: unknown): SpecError =>
  new SpecError(path, expected, describe(value))

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const longest = 10_000 // characters of a text

export const text: Check = (value, path) => {
  if (typeof value !== 'string') throw wrong(path, 'a text', value)
  if (value.length > longest) throw new SpecError(path, `at most ${longest} characters`, `${value.length}`)
}

/** A name that may stand in paths and file names. */
export const name: Check = (value, path) => {
  text(value, path)
  if (!/^\S(.{0,98}\S)?$/.test(value as string)) throw wrong(path, 'a name of 1 to 100 characters', value)
}

export const whole =
  (least: number, most: number): Check =>
  (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      throw wrong(path, `a whole number from ${least} to ${most}`, value)
  }

export const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(path, 'a finite number', value)
}

export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') throw wrong(path, 'true or false', value)
}

export const quantity: Check = (value, path) => {
  if (typeof value !== 'number' && typeof value !== 'string')
    throw wrong(path, "a number or a quantity such as '10 ms'", value)
  within(path, () => parseQuantity(value))
}

/** A unit of a port, or the number 1. */
export const unit: Check = (value, path) => {
  if (value !== 1 && !(typeof value === 'string' && isUnit(value))) throw wrong(path, "1 or a unit such as 'mV'", value)
}

export const oneOfTexts =
  (...texts: string[]): Check =>
  (value, path) => {
    if (typeof value !== 'string' || !texts.includes(value))
      throw wrong(path, oneOf(String(value).slice(0, 100), texts), value)
  }

export const list = (of: Check, least = 0, most = Number.POSITIVE_INFINITY): Check => {
  const check = (value: unknown, path: string) => {
    if (!Array.isArray(value)) throw wrong(path, 'a list', value)
    if (value.length < least || value.length > most)
      throw new SpecError(path, least === most ? `${least} members` : `${least} or more members`, `${value.length}`)
    value.forEach((v, i) => {
      of(v, `${path}[${i}]`)
    })
  }
  return Object.assign(check, { below: () => of })
}

export const table = (of: Check, key: Check = name): Check => {
  const check = (value: unknown, path: string) => {
    if (!isRecord(value)) throw wrong(path, 'a table: an object', value)
    for (const [k, v] of Object.entries(value)) {
      key(k, `${path}.${k}`)
      of(v, `${path}.${k}`)
    }
  }
  return Object.assign(check, { below: () => of })
}

const checkOf = (field: Check | Optional): Check => (typeof field === 'object' ? field.optional : field)

/** An object with known keys. */
export const object = <T>(fields: Fields<T>): Check => {
  const all = new Map(Object.entries(fields) as [string, Check | Optional][])
  const keys = [...all.keys()]
  const check = (value: unknown, path: string) => {
    if (!isRecord(value)) throw wrong(path || 'experiment', 'an object', value)
    const at = (key: string) => (path ? `${path}.${key}` : key)
    for (const key of Object.keys(value))
      if (!all.has(key)) throw new SpecError(at(key), oneOf(key.slice(0, 100), keys), `'${key.slice(0, 100)}'`)
    for (const [key, field] of all)
      if (value[key] !== undefined) checkOf(field)(value[key], at(key))
      else if (typeof field === 'function') throw new SpecError(at(key), 'a value', 'nothing')
  }
  return Object.assign(check, { keys, below: (key: string) => checkOf(all.get(key)!) })
}

/** The check that `choose` finds for a value; where it finds none, `expected` is said. */
export const choice =
  (expected: string, choose: (value: unknown) => Check | undefined): Check =>
  (value, path) => {
    const check = choose(value)
    if (!check) throw wrong(path, expected, value)
    check(value, path)
  }

/** For objects that are told apart by a key they have. */
export const keyed = (
  expected: string,
  kinds: Record<string, Check>,
  others: (value: unknown) => Check | undefined = () => undefined,
): Check =>
  choice(expected, value => {
    const key = isRecord(value) ? Object.keys(kinds).find(k => Object.hasOwn(value, k)) : undefined
    return key === undefined ? others(value) : kinds[key]
  })

/** Values as JSON can hold them. */
import { SpecError } from '../errors.ts'

export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain }

/** '__proto__', 'toString': a table that lacks such a name seems to have it. */
const forbidden = new Set(Object.getOwnPropertyNames(Object.prototype))
const deepest = 64

/**
 * A copy that shares nothing with `value`: what JSON would make of it, with typed arrays as lists. Throws SpecError: numbers that are not
 * finite, functions, names such as '__proto__', circles.
 */
export const plain = (value: unknown, path = '', above: readonly unknown[] = []): Plain => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return finite(value, path)
  if (typeof value !== 'object') throw new SpecError(path || 'experiment', 'plain data', `a ${typeof value}`)
  if (above.includes(value)) throw new SpecError(path, 'plain data', 'a circle: it holds itself')
  if (above.length > deepest) throw new SpecError(path, `at most ${deepest} levels`, 'more')
  const inside = [...above, value]
  if (Array.isArray(value)) return value.map((v, i) => plain(v, `${path}[${i}]`, inside))
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, (v, i) => finite(Number(v), `${path}[${i}]`))
  return record(value, path, inside)
}

const finite = (x: number, path: string): number => {
  if (!Number.isFinite(x)) throw new SpecError(path || 'experiment', 'a finite number', String(x))
  return x
}

const record = (value: object, path: string, inside: readonly unknown[]): Plain => {
  const copy: { [key: string]: Plain } = {}
  for (const [key, v] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key
    if (forbidden.has(key)) throw new SpecError(at, 'a name that JavaScript does not use itself', `'${key}'`)
    if (v !== undefined) copy[key] = plain(v, at, inside)
  }
  return copy
}

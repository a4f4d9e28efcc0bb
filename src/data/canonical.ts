/** One text for equal values: JSON with the keys of objects sorted and arrays in order. */
import { SpecError } from '../errors.ts'

/** Typed arrays count as arrays; undefined is left out. Throws SpecError, with the path, on what JSON cannot say: NaN, a function. */
export const canonicalJson = (value: unknown, path = 'value'): string => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return listJson(value, path)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return listJson([...(value as Uint8Array)], path)
  if (typeof value === 'object') return objectJson(value as object, path)
  throw new SpecError(path, 'a value that JSON can hold', typeof value === 'number' ? `${value}` : typeof value)
}

const listJson = (list: readonly unknown[], path: string): string =>
  `[${list.map((v, i) => (v === undefined ? 'null' : canonicalJson(v, `${path}[${i}]`))).join(',')}]`

const objectJson = (object: object, path: string): string => {
  const entries = Object.entries(object).filter(([, v]) => v !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v, `${path}.${k}`)}`).join(',')}}`
}

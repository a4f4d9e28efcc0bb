/**
 * The text files of the gas sensor array drift data (Vergara et al. 2012, Sens. Actuators B 166:320; UCI Machine Learning Repository):
 * batch1.dat to batch10.dat, a recording a line, `class 1:x 2:x .. 128:x` or, in the later edition, `class;concentration 1:x ..`.
 * Classes: 1 ethanol, 2 ethylene, 3 ammonia, 4 acetaldehyde, 5 acetone, 6 toluene. Feature 8 s + k + 1 is the k-th of sensor s.
 */
import { DataError } from '../errors.ts'

export const GASES = 6
export const SENSORS = 16
export const PER_SENSOR = 8
export const FEATURES = SENSORS * PER_SENSOR

export interface GasBatch {
  labels: Uint8Array // [count], from 0
  features: Float64Array // [count, 128]
}

/** Reads one file. Throws DataError with the line: a class, a number or a feature that is wrong or missing; no line at all. */
export const readGasBatch = (text: string, file: string): GasBatch => {
  const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line: line.trim(), at: i + 1 }]))
  if (lines.length === 0) throw new DataError(file, 'a recording a line', 'an empty file')
  const labels = new Uint8Array(lines.length)
  const features = new Float64Array(lines.length * FEATURES)
  lines.forEach(({ line, at }, row) => {
    const where = `${file}, line ${at}`
    const [head, ...rest] = line.split(/\s+/)
    labels[row] = classOf(head, where)
    readFeatures(rest, features.subarray(row * FEATURES, (row + 1) * FEATURES), where)
  })
  return { labels, features }
}

/** `3` or `3;50.000000`: the concentration is checked and left out. */
const classOf = (head: string, where: string): number => {
  const [label, concentration, ...more] = head.split(';')
  const known = /^\d$/.test(label) && Number(label) >= 1 && Number(label) <= GASES
  const amount = concentration === undefined || numberOf(concentration) !== undefined
  if (known && amount && more.length === 0) return Number(label) - 1
  throw new DataError(where, `a class from 1 to ${GASES}, or class;concentration`, quoted(head))
}

const readFeatures = (pairs: readonly string[], into: Float64Array, where: string): void => {
  if (pairs.length !== FEATURES)
    throw new DataError(where, `${FEATURES} features as index:value`, `${pairs.length} after the class`)
  for (let i = 0; i < FEATURES; i++) {
    const colon = pairs[i].indexOf(':')
    const value = numberOf(pairs[i].slice(colon + 1))
    if (pairs[i].slice(0, colon) !== `${i + 1}` || value === undefined)
      throw new DataError(where, `${i + 1}: and a number`, quoted(pairs[i]))
    into[i] = value
  }
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const numberOf = (text: string): number | undefined => {
  const value = decimal.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

const quoted = (text: string): string => `'${text.slice(0, 40)}'`

/** SHA-256 with Node's own code. */
import crypto, { createHash } from 'node:crypto'
import { canonicalJson } from '../data/canonical.ts'
import { laidEndToEnd } from '../data/laid-end-to-end.ts'

/** Hexadecimal SHA-256 of the parts laid end to end. */
export const sha256 = (...parts: readonly (ArrayBufferView | string)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(bytesOf(part))
  return hash.digest('hex')
}

/** SHA-256 of the parts laid end to end, as 32 bytes: what src/sim asks for, twice an image. Where Node has it (20.12), in one call. */
export const rawSha256 = (parts: readonly Uint8Array[]): Uint8Array => {
  if (crypto.hash) return new Uint8Array(crypto.hash('sha256', laidEndToEnd(Uint8Array, parts), 'buffer'))
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** A digest that goes on: the SHA-256 of its last value (64 hexadecimal digits, '' at the start) and the parts. */
export const chain = (last: string, ...parts: readonly (ArrayBufferView | string)[]): string => sha256(last, ...parts)

/** SHA-256 of data that arrives in pieces. */
export const incremental = () => {
  const hash = createHash('sha256')
  return {
    update: (part: ArrayBufferView | string): void => void hash.update(bytesOf(part)),
    /** The value so far; more may follow. */
    value: (): string => hash.copy().digest('hex'),
  }
}

const bytesOf = (part: ArrayBufferView | string): Uint8Array | string =>
  typeof part === 'string' ? part : new Uint8Array(part.buffer, part.byteOffset, part.byteLength)

/**
 * Names an experiment: SHA-256 of its JSON with sorted keys, but for tables whose order has a meaning (equations, populations). What does not change the
 * course of a run is left out: back end, threads, probes, and the epochs of the training stages, so that a run can be prolonged.
 */
export const experimentHash = (experiment: object): string =>
  sha256(canonicalJson(inOrder(whatCounts(experiment)), 'experiment'))

/** As builds before 26 November 2026 named it, without the order of tables: their runs go on. */
export const unorderedHash = (experiment: object): string => sha256(canonicalJson(whatCounts(experiment), 'experiment'))

const whatCounts = (experiment: object): object => {
  const { backend: _, threads: __, probes: ___, epochs: ____, ...rest } = experiment as Record<string, unknown>
  return { ...rest, train: withoutEpochs(rest.train) }
}

/** Tables that are worked through in written order. */
const ordered = new Set(['populations', 'compartments', 'step', 'events', 'on', 'let'])

/** Ordered tables as lists of pairs; so are the tables of equations below `on`. */
const inOrder = (value: unknown, isOrdered = false, below = false): unknown => {
  if (Array.isArray(value)) return value.map(v => inOrder(v))
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .map(([key, v]) => [key, inOrder(v, below || ordered.has(key), key === 'on')])
  return isOrdered ? entries : Object.fromEntries(entries)
}

const withoutEpochs = (stages: unknown): unknown => {
  if (!Array.isArray(stages)) return stages
  return stages.map(stage => {
    if (typeof stage !== 'object' || stage === null) return stage
    const { epochs: _, ...rest } = stage
    return rest.stages === undefined ? rest : { ...rest, stages: withoutEpochs(rest.stages) }
  })
}

import { type Estimate, unknown } from './estimate.ts'

/**
 * Effects of `units` neurons on `responses` others, row i contiguous over j. Entries that are unknown are NaN here so that no sum takes
 * them for numbers; read them with `effectAt`, write them to weights with `copyKnown`.
 */
export interface EffectMatrix {
  units: number
  responses: number
  /** [unit][response], in the unit of the response. */
  effects: Float64Array
  /** Standard errors, same layout; NaN where unknown. */
  errors: Float64Array
  /** Events that entered, one number a unit. */
  events: Float64Array
  /** Why a whole row, or a whole column, is unknown. */
  unitReason: (string | null)[]
  responseReason: (string | null)[]
}

/** An effect and the variance of it, or NaN for either. */
export type PairRead = (unit: number, response: number) => { effect: number; variance: number }

export interface MatrixShape {
  units: number
  responses: number
  events: Float64Array
  unitReason: (string | null)[]
  responseReason: (string | null)[]
}

/** Fills the matrix from a function of the pair; rows and columns with a reason stay unknown. */
export const effectMatrix = (shape: MatrixShape, read: PairRead): EffectMatrix => {
  const { units, responses } = shape
  const effects = new Float64Array(units * responses).fill(Number.NaN)
  const errors = effects.slice()
  for (let i = 0; i < units; i++) {
    for (let j = 0; j < responses; j++) {
      if (shape.unitReason[i] || shape.responseReason[j]) continue
      const { effect, variance } = read(i, j)
      effects[i * responses + j] = effect
      errors[i * responses + j] = Math.sqrt(variance)
    }
  }
  return { ...shape, effects, errors }
}

/** The effect of one unit on one response, as an estimate with its reason. */
export const effectAt = (m: EffectMatrix, unit: number, response: number): Estimate => {
  const at = unit * m.responses + response
  const windows = m.events[unit]
  const reason = m.unitReason[unit] ?? m.responseReason[response]
  if (reason) return unknown(reason, windows)
  if (!Number.isFinite(m.effects[at])) return unknown(`no effect can be told from ${windows} events`, windows)
  const error = Number.isFinite(m.errors[at]) ? m.errors[at] : null
  const tooFew = error === null ? { reason: `too few events for a standard error (${windows})` } : {}
  return { estimate: m.effects[at], error, windows, ...tooFew }
}

/** Subtracts from each effect the mean over units of its column: removes what is common to all units (and the row means of W). */
export const centred = (m: EffectMatrix): EffectMatrix => {
  const effects = m.effects.slice()
  for (let j = 0; j < m.responses; j++) {
    const mean = meanOfKnown(m.effects.filter((_, at) => at % m.responses === j))
    for (let i = 0; i < m.units; i++) effects[i * m.responses + j] -= mean
  }
  return { ...m, effects }
}

/**
 * Shrinks each effect by v / (v + error²), v the variance of the true effects: the variance of the estimates less the mean
 * squared error, at least 0. Rows with few events then count for less.
 */
export const shrunken = (m: EffectMatrix): EffectMatrix => {
  const mean = meanOfKnown(m.effects)
  const total = meanOfKnown(m.effects.map(e => (e - mean) ** 2))
  const v = Math.max(0, total - meanOfKnown(m.errors.map(e => e * e)))
  const effects = m.effects.map((effect, at) => (v === 0 ? 0 * effect : (effect * v) / (v + m.errors[at] ** 2)))
  return { ...m, effects }
}

/** Writes scale · effect over the feedback weights `Y` where it is known; the others keep their value. Returns how many it wrote. */
export const copyKnown = (m: EffectMatrix, Y: Float64Array | Float32Array, scale = 1): number => {
  let written = 0
  for (let at = 0; at < m.effects.length; at++) {
    if (!Number.isFinite(m.effects[at] * scale)) continue
    Y[at] = m.effects[at] * scale
    written += 1
  }
  return written
}

const meanOfKnown = (values: Float64Array): number => {
  let n = 0
  let sum = 0
  for (const v of values) {
    if (!Number.isFinite(v)) continue
    n += 1
    sum += v
  }
  return sum / n
}

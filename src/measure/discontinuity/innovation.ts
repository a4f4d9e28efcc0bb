import { SpecError } from '../../errors.ts'
import { type EffectMatrix, effectMatrix } from './matrix.ts'
import { added, brokenResponses, scale } from './rows.ts'

/**
 * Innovation estimator for neurons whose spikes are drawn: effect of a spike = Σ (n - φ) R / Σ φ, with n the spike count of a tick, φ
 * its expectation before the draw and R the later response. The neuron's own noise is the randomised experiment, so it is
 * unbiased whatever drives φ. It needs no feedback phase.
 */
export interface Innovation {
  /** Poisson counts have variance φ; a spike or none has φ(1 - φ), and the effect is then divided by the sum of that. */
  noise: 'poisson' | 'bernoulli'
  units: number
  responses: number
  /** Σ (n - φ) R, [unit][response]. */
  sum: Float64Array
  /** Σ φ, Σ of the variance of n, Σ n and Σ |n - φ|, one a unit. */
  expected: Float64Array
  variance: Float64Array
  spikes: Float64Array
  surprise: Float64Array
  /** Σ R² over the response rows seen, one a response, and how many rows. */
  square: Float64Array
  rows: number
  notFinite: Float64Array
}

export const noInnovation = (units: number, responses: number, noise: Innovation['noise'] = 'poisson'): Innovation => ({
  noise,
  units,
  responses,
  sum: new Float64Array(units * responses),
  expected: new Float64Array(units),
  variance: new Float64Array(units),
  spikes: new Float64Array(units),
  surprise: new Float64Array(units),
  square: new Float64Array(responses),
  rows: 0,
  notFinite: new Float64Array(responses),
})

/**
 * Adds a tick in place, in full.
 * @param spikes n of each unit.
 * @param expected φ of each unit, evaluated before the draw, in spikes a tick.
 * @param response R of each response, less a mean that was known before this tick (centring lowers the variance).
 */
export const addInnovation = (
  sums: Innovation,
  spikes: ArrayLike<number>,
  expected: ArrayLike<number>,
  response: ArrayLike<number>,
): void => {
  noteResponse(sums, response)
  for (let i = 0; i < sums.units; i++) {
    addSpikes(sums, i, spikes[i], response)
    addExpected(sums, i, expected[i], response, 1)
    sums.surprise[i] += Math.abs(spikes[i] - expected[i])
  }
}

/**
 * Adds a tick in place, the cheap way: all spikes, but Σ φ R only in every `every`-th tick with weight `every`. Unbiased if the ticks
 * sampled are chosen without looking (a random offset a presentation). A unit that spikes twice in the tick is listed twice.
 */
export const addSampledInnovation = (
  sums: Innovation,
  spikingUnits: ArrayLike<number>,
  expected: ArrayLike<number> | null,
  response: ArrayLike<number>,
  every: number,
): void => {
  noteResponse(sums, response)
  for (let s = 0; s < spikingUnits.length; s++) {
    addSpikes(sums, spikingUnits[s], 1, response)
    sums.surprise[spikingUnits[s]] += 1
  }
  if (expected) for (let i = 0; i < sums.units; i++) addExpected(sums, i, expected[i], response, every)
}

const noteResponse = (sums: Innovation, response: ArrayLike<number>): void => {
  sums.rows += 1
  for (let j = 0; j < sums.responses; j++) {
    if (Number.isFinite(response[j])) sums.square[j] += response[j] ** 2
    else sums.notFinite[j] += 1
  }
}

const addSpikes = (sums: Innovation, unit: number, n: number, response: ArrayLike<number>): void => {
  sums.spikes[unit] += n
  if (n !== 0) addScaled(sums, unit, n, response)
}

const addExpected = (
  sums: Innovation,
  unit: number,
  phi: number,
  response: ArrayLike<number>,
  weight: number,
): void => {
  sums.expected[unit] += weight * phi
  sums.variance[unit] += weight * (sums.noise === 'bernoulli' ? phi * (1 - phi) : phi)
  if (phi !== 0) addScaled(sums, unit, -weight * phi, response)
}

const addScaled = ({ sum, responses }: Innovation, unit: number, factor: number, response: ArrayLike<number>): void => {
  const from = unit * responses
  for (let j = 0; j < responses; j++) sum[from + j] += factor * response[j]
}

/** The sums of both. Throws SpecError where the shapes differ. */
export const mergeInnovation = (a: Innovation, b: Innovation): Innovation => {
  const shape = ({ units, responses, noise }: Innovation) => `${units} units x ${responses} responses, ${noise}`
  if (shape(a) !== shape(b)) throw new SpecError('merge', shape(a), shape(b))
  const columns = Object.fromEntries(COLUMNS.map(key => [key, added(a[key], b[key])]))
  return { ...a, ...columns, rows: a.rows + b.rows }
}

const COLUMNS = ['sum', 'expected', 'variance', 'spikes', 'surprise', 'square', 'notFinite'] as const

/** Multiplies what was seen by `factor`, in place, at the end of a phase. */
export const forgetInnovation = (sums: Innovation, factor: number): void => {
  sums.rows *= factor
  const { sum, expected, variance, spikes, surprise, square } = sums
  scale([sum, expected, variance, spikes, surprise, square], factor)
}

/** Effects of a spike. Their variance is mean(R²) over the summed variance of n, as if the rate did not follow R. */
export const innovationEffects = (sums: Innovation): EffectMatrix => {
  const { units, responses, expected, variance, rows } = sums
  const unitReason = Array.from(expected, (_, i) => noInnovationReason(sums, i))
  const responseReason = brokenResponses(sums.notFinite)
  return effectMatrix({ units, responses, events: sums.spikes, unitReason, responseReason }, (i, j) => ({
    effect: sums.sum[i * responses + j] / variance[i],
    variance: sums.square[j] / rows / variance[i],
  }))
}

const noInnovationReason = (
  { expected, variance, spikes, surprise, rows }: Innovation,
  unit: number,
): string | null => {
  if (rows === 0) return 'no tick was recorded'
  if (!Number.isFinite(expected[unit])) return 'the expected rate of the neuron is not a finite number'
  if (spikes[unit] === 0) return `the neuron never spiked in ${rows} ticks`
  if (!(expected[unit] > 0)) return `the neuron spiked ${spikes[unit]} times though none was expected`
  return surprise[unit] === 0 || !(variance[unit] > 0)
    ? `the neuron spiked exactly as expected in ${rows} ticks: it has no noise`
    : null
}

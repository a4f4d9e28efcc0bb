/** Recordings of a drifting sensor array, in batches by the order of their recording, as a data set. */
import { type Dataset, type Digest, dataset } from './dataset.ts'
import { FEATURES, GASES, type GasBatch, PER_SENSOR, SENSORS } from './gas.ts'
import { laidEndToEnd } from './laid-end-to-end.ts'

export interface Drift {
  train: Dataset // all batches but the last, which are its parts
  test: Dataset // the last batch
}

/**
 * Each recording as an image of 16 sensors (rows) by 8 features. A feature is scaled by its extremes in the first batch, as an array is that was
 * calibrated once, and its square root kept, since responses are a power of the concentration; what lies outside is cut off.
 */
export const driftData = (batches: readonly GasBatch[], name: string, source: string, digest?: Digest): Drift => {
  const range = extremes(batches[0].features)
  const made = (part: readonly GasBatch[], parts?: number[]): Dataset => {
    const labels = laidEndToEnd(
      Uint8Array,
      part.map(batch => batch.labels),
    )
    const images = laidEndToEnd(
      Uint8Array,
      part.map(batch => scaled(batch.features, range)),
    )
    const shape = { rows: SENSORS, columns: PER_SENSOR, classes: GASES, ...(parts ? { parts } : {}) }
    return dataset({ name, source, images, labels, ...shape }, source, digest)
  }
  const first = batches.slice(0, -1)
  const parts = first.map(batch => batch.labels.length)
  return { train: made(first, parts), test: made(batches.slice(-1)) }
}

interface Range {
  low: Float64Array
  high: Float64Array
}

const extremes = (features: Float64Array): Range => {
  const low = new Float64Array(FEATURES).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(FEATURES).fill(Number.NEGATIVE_INFINITY)
  features.forEach((x, i) => {
    low[i % FEATURES] = Math.min(low[i % FEATURES], x)
    high[i % FEATURES] = Math.max(high[i % FEATURES], x)
  })
  return { low, high }
}

const scaled = (features: Float64Array, { low, high }: Range): Uint8Array =>
  Uint8Array.from(features, (x, i) => {
    const f = i % FEATURES
    const part = high[f] > low[f] ? (x - low[f]) / (high[f] - low[f]) : 0
    return Math.round(255 * Math.sqrt(Math.max(0, Math.min(1, part))))
  })

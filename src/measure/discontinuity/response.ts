import { SpecError } from '../../errors.ts'

/**
 * Spike-aligned responses: y_j(t) = mean of q_j over the ticks t+1 … t+span, minus q_j(t). One row a tick, shared by all spikes of that
 * tick. A ring of running sums holds the last span + 1 ticks.
 */
export interface ResponseRing {
  responses: number
  /** Ticks after the spike over which the response is averaged. */
  span: number
  /** Ticks pushed so far. */
  ticks: number
  /** q and the running sum of q, [slot][response]. */
  value: Float64Array
  total: Float64Array
}

export const noResponse = (responses: number, span: number): ResponseRing => {
  if (!(Number.isInteger(span) && span > 0)) throw new SpecError('span', 'a whole number of ticks above 0', `${span}`)
  const size = (span + 1) * responses
  return { responses, span, ticks: 0, value: new Float64Array(size), total: new Float64Array(size) }
}

/** Adds q(t) of the next tick. Returns true from the first tick whose response `span` ticks ago is complete. */
export const pushResponse = (ring: ResponseRing, q: ArrayLike<number>): boolean => {
  const { responses, span, ticks } = ring
  const slot = (ticks % (span + 1)) * responses
  const last = ((ticks + span) % (span + 1)) * responses
  for (let j = 0; j < responses; j++) {
    ring.value[slot + j] = q[j]
    ring.total[slot + j] = (ticks === 0 ? 0 : ring.total[last + j]) + q[j]
  }
  ring.ticks += 1
  return ticks >= span
}

/** Writes y(t) of the tick `span` ticks before the last one pushed into `y`. */
export const readResponse = (ring: ResponseRing, y: Float64Array): void => {
  const { responses, span, ticks } = ring
  const now = ((ticks - 1) % (span + 1)) * responses
  const then = (ticks % (span + 1)) * responses
  for (let j = 0; j < responses; j++) y[j] = (ring.total[now + j] - ring.total[then + j]) / span - ring.value[then + j]
}

/** Writes the mean of q over the last `span` ticks pushed into `mean`: the response R(t) of the innovation estimator, lag 0 included. */
export const readMean = (ring: ResponseRing, mean: Float64Array): void => {
  const { responses, span, ticks } = ring
  const now = ((ticks - 1) % (span + 1)) * responses
  const then = (ticks % (span + 1)) * responses
  for (let j = 0; j < responses; j++) mean[j] = (ring.total[now + j] - ring.total[then + j]) / span
}

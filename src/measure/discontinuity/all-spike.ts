import { type EffectMatrix, effectMatrix } from './matrix.ts'
import { noResponse, pushResponse, type ResponseRing, readResponse } from './response.ts'
import { addResponseRow, brokenResponses, forgetRows, mergeRows, noRows, pooledVariance, type RowSums } from './rows.ts'

/**
 * All-spike estimator: after every spike of unit i, how the traces of the responses differ from what they were. The fastest estimator
 * for neurons with private noise; `centred` removes what drives all units at once. Confounding of single units stays in.
 */
export interface AllSpike {
  rows: RowSums
  ring: ResponseRing
  /** Spikes of the last `span` ticks, whose response is not complete. */
  pending: ArrayLike<number>[]
  /** Ticks in which an event could have entered. */
  ticks: number
  /** Room for one response row. */
  y: Float64Array
}

/** Empty sums for `units` neurons and `responses` traces; the response lasts `span` ticks (15 ms serves best for κ of 10 and 3 ms). */
export const noAllSpike = (units: number, responses: number, span = 15): AllSpike => ({
  rows: noRows(units, responses),
  ring: noResponse(responses, span),
  pending: [],
  ticks: 0,
  y: new Float64Array(responses),
})

/**
 * Adds a tick in place.
 * @param spikes indices of the units that spike in this tick; kept until the response is complete, so pass a copy.
 * @param q traces of the responses, of spikes up to the previous tick.
 */
export const addSpikeTick = (all: AllSpike, spikes: ArrayLike<number>, q: ArrayLike<number>): void => {
  all.pending.push(spikes)
  if (!pushResponse(all.ring, q)) return
  const due = all.pending.shift() ?? []
  all.ticks += 1
  if (due.length > 0) readResponse(all.ring, all.y)
  for (let s = 0; s < due.length; s++) addResponseRow(all.rows, due[s], all.y)
}

/** The sums of both. Unfinished responses of `b` are left out; the result goes on where `a` stood, so add no more ticks to `a`. */
export const mergeAllSpike = (a: AllSpike, b: AllSpike): AllSpike => ({
  ...a,
  rows: mergeRows(a.rows, b.rows),
  ticks: a.ticks + b.ticks,
})

/** Multiplies what was seen by `factor`, in place, at the end of a phase. */
export const forgetAllSpike = (all: AllSpike, factor: number): void => {
  forgetRows(all.rows, factor)
  all.ticks *= factor
}

/** Mean response after a spike, not centred. The errors assume one variance for all units of a response. */
export const allSpikeEffects = ({ rows, ring, ticks }: AllSpike): EffectMatrix => {
  const variance = Float64Array.from({ length: rows.responses }, (_, j) => pooledVariance(rows, j))
  const reasonOf = (count: number): string | null => {
    if (ticks === 0) return `the recording of ${ring.ticks} ticks is shorter than the response of ${ring.span} ticks`
    if (count === 0) return `the neuron never spiked in ${ticks} ticks`
    return count >= ticks ? `the neuron spiked in every one of ${ticks} ticks` : null
  }
  const { units, responses, count } = rows
  const unitReason = Array.from(count, reasonOf)
  return effectMatrix(
    { units, responses, events: count, unitReason, responseReason: brokenResponses(rows.notFinite) },
    (i, j) => ({
      effect: rows.sum[i * responses + j] / count[i],
      variance: variance[j] / count[i],
    }),
  )
}

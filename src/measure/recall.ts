/**
 * Associative recall by spikes: a run's signature is, for each unit and bin, how often it fired, the mean interval between its spikes,
 * and how the count changed since the bin before (Gangopadhyay, Mehta & Chakrabartty 2020, associative memory).
 */

/** trains[unit] = ticks of its spikes, from 1, rising. */
export type Trains = readonly (readonly number[])[]

const BIN = 10
/** Intervals of a bin with no spike, and with one. */
const [SILENT, SINGLE] = [2 * BIN, BIN]

const countOf = (train: readonly number[], bin: number): readonly number[] =>
  train.filter(n => Math.floor((n - 1) / BIN) === bin)

const intervalOf = (spikes: readonly number[]): number => {
  if (spikes.length === 0) return SILENT
  return spikes.length === 1 ? SINGLE : (spikes[spikes.length - 1] - spikes[0]) / (spikes.length - 1)
}

/** Signatures of runs in order: [run][bin][3 values a unit]. Changes go on from one run to the next, as published; the first are 0. */
export const signatures = (runs: readonly Trains[], ticks: number): number[][][] => {
  let before: number[] | undefined
  return runs.map(trains =>
    Array.from({ length: ticks / BIN }, (_, bin) => {
      const spikes = trains.map(train => countOf(train, bin))
      const counts = spikes.map(s => s.length)
      const last = before ?? counts
      before = counts
      return spikes.flatMap((s, unit) => [counts[unit], intervalOf(s), counts[unit] - last[unit]])
    }),
  )
}

/** Mean over bins of the Euclidean distance of two signatures. */
export const distance = (a: readonly number[][], b: readonly number[][]): number => {
  let sum = 0
  a.forEach((bin, k) => {
    sum += Math.sqrt(bin.reduce((s, x, i) => s + (x - b[k][i]) ** 2, 0))
  })
  return sum / a.length
}

/** Fraction of cued runs whose nearest full run is their own; first on ties. */
export const recall = (full: readonly Trains[], cued: readonly Trains[], ticks: number): number => {
  const known = signatures(full, ticks)
  const right = signatures(cued, ticks).filter((s, p) => {
    const distances = known.map(k => distance(s, k))
    return distances.indexOf(Math.min(...distances)) === p
  })
  return right.length / cued.length
}

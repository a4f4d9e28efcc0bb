/** An estimate of the effect of a spike on a reward, in the reward's unit, or the reason why there is none. */
export interface Estimate {
  /** null means unknown; it is never replaced by 0 or NaN. */
  estimate: number | null
  /** Standard error; null where the data do not tell. */
  error: number | null
  /** How many windows (or spikes) entered the estimate. */
  windows: number
  /** Why the estimate, or only its error, is null. */
  reason?: string
}

export const unknown = (reason: string, windows: number): Estimate => ({ estimate: null, error: null, windows, reason })

/** A known estimate; a variance of null gives a known estimate with an unknown error. */
export const known = (estimate: number, variance: number | null, windows: number): Estimate =>
  variance === null
    ? { estimate, error: null, windows, reason: `too few windows for a standard error (${windows})` }
    : { estimate, error: Math.sqrt(variance), windows }

/** The sum of two variances; null if either is unknown. */
export const sumOrNull = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b

/**
 * The synaptic kernel of the feedback phase (Guerguiev, Kording & Richards 2020; specification 1.4): κ(k) = (e^(-k/10) - e^(-k/3))/7 for
 * k = 1 … 30 ticks of 1 ms, 0 beyond.
 */
export const kappa = (k: number): number => (Math.exp(-k / 10) - Math.exp(-k / 3)) / 7

/**
 * Filters a train of counts with κ, one tick at a time, in two states. With `taps` = Infinity the kernel is not cut.
 * Returns Σ_{k=1..taps} κ(k) S(t - k + 1) for the tick just given.
 */
export const kappaFilter = (taps = 30): ((count: number) => number) => {
  const slow = Math.exp(-1 / 10)
  const fast = Math.exp(-1 / 3)
  const past = new Float64Array(Number.isFinite(taps) ? taps : 1)
  const cutSlow = Number.isFinite(taps) ? Math.exp(-(taps + 1) / 10) : 0
  const cutFast = Number.isFinite(taps) ? Math.exp(-(taps + 1) / 3) : 0
  let [a, b, t] = [0, 0, 0]
  return count => {
    const leaving = past[t % past.length]
    past[t % past.length] = count
    t += 1
    a = slow * (a + count) - cutSlow * leaving
    b = fast * (b + count) - cutFast * leaving
    return (a - b) / 7
  }
}

/** The same for n values at once: `filter(counts, out)`, a row a tick. */
export const kappaBank = (n: number): ((counts: Float64Array, out: Float64Array) => void) => {
  const taps = 30
  const slow = Math.exp(-1 / 10)
  const fast = Math.exp(-1 / 3)
  const cutSlow = Math.exp(-(taps + 1) / 10)
  const cutFast = Math.exp(-(taps + 1) / 3)
  const past = new Float64Array(taps * n)
  const a = new Float64Array(n)
  const b = new Float64Array(n)
  let slot = 0
  return (counts, out) => {
    const row = slot * n
    slot = (slot + 1) % taps
    for (let i = 0; i < n; i++) {
      a[i] = slow * (a[i] + counts[i]) - cutSlow * past[row + i]
      b[i] = fast * (b[i] + counts[i]) - cutFast * past[row + i]
      past[row + i] = counts[i]
      out[i] = (a[i] - b[i]) / 7
    }
  }
}

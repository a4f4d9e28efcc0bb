/**
 * Output trace of a spike, K(k) = gain · decay^k for k = 0, 1, ... ticks after it, ΣK = 1 (Lansdell & Kording 2023). In a
 * simulation: s ← decay · s, then s ← s + gain on a spike.
 */
export interface OutputKernel {
  decay: number
  gain: number
}

/** Points of the published table, which spans one second but is read at one point a millisecond. */
const POINTS = 2000

/**
 * The kernel for a stated time constant in ticks of 1 ms. 'nominal' has that time constant; 'asPublished' has twice as long a one,
 * because the public code tabulates K each 0.5 ms and reads the table each 1 ms.
 */
export const outputKernel = (form: 'nominal' | 'asPublished', tau: number): OutputKernel => {
  if (form === 'nominal') {
    const decay = Math.exp(-1 / tau)
    return { decay, gain: 1 - decay }
  }
  const decay = Math.exp(-1000 / ((POINTS - 1) * tau))
  return { decay, gain: (1 - decay) / (1 - decay ** POINTS) }
}

/** K(k): what a spike k ticks ago adds to the trace now. */
export const traceAfter = ({ gain, decay }: OutputKernel, k: number): number => gain * decay ** k

/** Mean jump of a trace at the end of a window of T ticks for a spike at a uniform tick: (1 - e^(-T/τ))/T, τ in ticks. */
export const meanJump = (window: number, tau: number): number => -Math.expm1(-window / tau) / window

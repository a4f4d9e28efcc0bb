/** How threads that work on one network share it: each has some of the lanes, and every so-many-th row of synapses. */

export interface Share {
  readonly thread: number // 0 leads
  readonly threads: number
}

export const alone: Share = { thread: 0, threads: 1 }

/** The lanes of a thread: as many for each, one after the other. */
export const lanesOf = ({ thread, threads }: Share, lanes: number): { from: number; to: number } => ({
  from: Math.floor((lanes * thread) / threads),
  to: Math.floor((lanes * (thread + 1)) / threads),
})

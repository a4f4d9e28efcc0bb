import { kappaBank } from './kappa.ts'
import { lcg, poisson, uniform } from './random.ts'

/**
 * Reference of the feedback phase (Guerguiev, Kording & Richards 2020; specification 1.4 and 3.2), in double, 1 ms a tick: a driven layer
 * of n two-compartment LIF units, and m units downstream.
 */
export interface FeedbackPhase {
  n: number
  m: number
  /** W, row-major [post][pre], before the scaling 0.2 n / std(W). */
  W: Float64Array
  seed: number
  /** A tick later than the spikes of the driven layer: its windows have closed. Indices and facts of those windows. */
  onWindow?: (unit: number, drive: number, spikes: number, y: Float64Array) => void
  /** Units of the driven layer that spike in this tick, the traces q of the downstream spikes up to the last tick, and those spikes. */
  onTick?: (spikes: number[], q: Float64Array, postSpikes: Float64Array) => void
}

const OPEN_WITHIN = 0.1
const WINDOW = 30
/** α: a drive count of 1 is worth 4 kernels. */
const GAIN = 4

/** Weights of the alignment tests: W = 2 LCG - 1, row-major [post][pre]. */
export const uniformWeights = (n: number, m: number, seed = 7): Float64Array => {
  const draw = lcg(seed)
  return Float64Array.from({ length: n * m }, () => 2 * draw() - 1)
}

export const standardDeviation = (values: Float64Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
}

/** The same as values of a projection, a row for each sending unit, with the gain of the feedback phase: 0.2 n / sd. */
export const saturatedWeights = (n: number, m: number): number[][] => {
  const W = uniformWeights(n, m)
  const scale = (0.2 * n) / standardDeviation(W)
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => scale * W[j * n + i]))
}

/** A layer of LIF units: v ← 0.3 v + 0.6 B, spike at v ≥ 1 outside the refractory period of 3 ticks, reset to -1. */
export const lifLayer = (n: number) => {
  const v = new Float64Array(n)
  const wait = new Int32Array(n)
  /** Steps all units and returns the indices of those that spike. */
  const step = (B: Float64Array): number[] => {
    const spikes: number[] = []
    for (let i = 0; i < n; i++) {
      wait[i] = Math.max(0, wait[i] - 1)
      v[i] = 0.3 * v[i] + 0.6 * B[i]
      if (v[i] >= 1 && wait[i] === 0) {
        v[i] = -1
        wait[i] = 3
        spikes.push(i)
      }
    }
    return spikes
  }
  return { v, step }
}

/** Windows of one layer in the exact order of specification 3.2, items 1, 2, 6 and 8 to 13. y = ΣR/30 - R_pre with a fresh R_pre. */
export const windowMachine = (n: number, m: number, onWindow: NonNullable<FeedbackPhase['onWindow']>) => {
  const u = new Float64Array(n)
  const left = new Int32Array(n)
  const largest = new Float64Array(n)
  const spikes = new Int32Array(n)
  const sum = new Float64Array(n * m)
  const baseline = new Float64Array(n * m)
  const y = new Float64Array(m)

  const close = (i: number) => {
    for (let j = 0; j < m; j++) y[j] = sum[i * m + j] / WINDOW - baseline[i * m + j]
    onWindow(i, largest[i], spikes[i], y)
  }
  const open = (i: number, q: Float64Array) => {
    left[i] = WINDOW
    for (let j = 0; j < m; j++) baseline[i * m + j] = q[j]
  }
  const clear = (i: number) => {
    spikes[i] = 0
    largest[i] = 0
    sum.fill(0, i * m, (i + 1) * m)
  }

  /** One tick of unit i: its B, its potential after the tick, whether it fired, and q of this tick. */
  const step = (i: number, B: number, v: number, fired: boolean, q: Float64Array) => {
    const ending = left[i] === 1
    if (left[i] > 0) largest[i] = Math.max(largest[i], u[i])
    u[i] = 0.3 * u[i] + 0.6 * B
    if (left[i] > 0) for (let j = 0; j < m; j++) sum[i * m + j] += q[j]
    if (ending) close(i)
    if (left[i] > 0) left[i] -= 1
    if (left[i] === 0) u[i] = v
    const opens = left[i] === 0 && Math.abs(1 - u[i]) <= OPEN_WITHIN
    if (opens) open(i, q)
    if (fired && left[i] > 0) spikes[i] += 1
    if (ending) clear(i)
  }
  return { u, step }
}

/** Runs `ticks` of the phase. Random numbers: the subset that is driven, then a Poisson count a driven unit and tick. */
export const feedbackPhase = (phase: FeedbackPhase): { run(ticks: number): void } => {
  const { n, m } = phase
  const random = uniform(phase.seed)
  const drive = poisson(random, 0.2)
  const scale = (0.2 * n) / standardDeviation(phase.W)
  const W = phase.W.map(w => w * scale)
  const pre = lifLayer(n)
  const post = lifLayer(m)
  const machine = phase.onWindow && windowMachine(n, m, phase.onWindow)
  const filterDrive = kappaBank(n)
  const filterInput = kappaBank(m)
  const filterPost = kappaBank(m)
  const [counts, B] = [new Float64Array(n), new Float64Array(n)]
  const [input, postB, postSpikes, q] = [0, 0, 0, 0].map(() => new Float64Array(m))
  const fired = new Uint8Array(n)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  const driven = Math.floor(0.2 * n)
  let t = 0

  /** The first `driven` entries of a partial Fisher-Yates shuffle. */
  const redraw = () => {
    for (let k = 0; k < driven; k++) {
      const other = k + Math.floor(random() * (n - k))
      const kept = order[k]
      order[k] = order[other]
      order[other] = kept
    }
  }

  const stepPost = (spikes: number[]) => {
    input.fill(0)
    for (const i of spikes) for (let j = 0; j < m; j++) input[j] += W[j * n + i]
    filterInput(input, postB)
    postSpikes.fill(0)
    for (const j of post.step(postB)) postSpikes[j] = 1
  }

  const tick = () => {
    if (t % 100 === 0) redraw()
    counts.fill(0)
    for (let k = 0; k < driven; k++) counts[order[k]] = GAIN * drive()
    filterDrive(counts, B)
    filterPost(postSpikes, q)
    const spikes = pre.step(B)
    if (machine) {
      fired.fill(0)
      for (const i of spikes) fired[i] = 1
      for (let i = 0; i < n; i++) machine.step(i, B[i], pre.v[i], fired[i] === 1, q)
    }
    phase.onTick?.(spikes, q, postSpikes)
    stepPost(spikes)
    t += 1
  }

  return {
    run: ticks => {
      for (let k = 0; k < ticks; k++) tick()
    },
  }
}

import type { OutputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { normal, uniform } from './random.ts'

/**
 * Reference of the noisy LIF with shared and private noise (Lansdell & Kording 2023; specification 1.1), in double, 1 ms a tick. N
 * neurons that do not see each other; windows of T ticks.
 */
export interface NoisyLif {
  /** Scalar weight of each neuron on its noisy input. */
  weights: readonly number[]
  /** Correlation of the inputs. */
  c: number
  /** Ticks a window. */
  T: number
  kernel: OutputKernel
  seed: number
  /** Noise magnitude; 10 where it is left out. */
  sigma?: number
  /** Common input; 0 where it is left out. */
  x?: number
}

/** What a window held; every array has one number a neuron and is reused by the next window. */
export interface LifWindow {
  /** Largest un-reset drive, and the tick in the window where it was. */
  drive: Float64Array
  peakTick: Int32Array
  /** Spikes in the window, and the tick of the first. */
  spikes: Int32Array
  spikeTick: Int32Array
  /** Output trace when the window opened (before its first tick), and after its last tick. */
  opening: Float64Array
  trace: Float64Array
  /** Potential and drive recorded after the last tick, before the reset. */
  v: Float64Array
}

export interface LifSimulation {
  window: LifWindow
  /** Runs one window. `eachTick` sees the recorded potential of every neuron before the reset. */
  runWindow(eachTick?: (v: Float64Array) => void): void
  /** Loses the refractory counters, as the published learning script does between windows. */
  clearRefractory(): void
  /** Weights can be changed between windows. */
  weights: Float64Array
}

const DT = 0.001
const THRESHOLD = 1
const REFRACTORY = 3

export const noisyLif = (options: NoisyLif): LifSimulation => {
  const { T, kernel, c, sigma = 10, x = 0 } = options
  const N = options.weights.length
  const weights = Float64Array.from(options.weights)
  const draw = normal(uniform(options.seed))
  const zeros = () => new Float64Array(N)
  const [v, u, recorded] = [zeros(), zeros(), zeros()]
  const refractory = new Int32Array(N)
  const window: LifWindow = {
    drive: zeros(),
    peakTick: new Int32Array(N),
    spikes: new Int32Array(N),
    spikeTick: new Int32Array(N),
    opening: zeros(),
    trace: zeros(),
    v: recorded,
  }
  const common = sigma * Math.sqrt(c)
  const alone = sigma * Math.sqrt(1 - c)

  const open = () => {
    u.set(v)
    window.opening.set(window.trace)
    window.drive.fill(Number.NEGATIVE_INFINITY)
    window.spikes.fill(0)
    window.spikeTick.fill(-1)
  }

  const stepNeuron = (i: number, t: number, shared: number) => {
    const noise = sigma === 0 ? 0 : common * shared + alone * draw()
    const dv = DT * (-v[i] + weights[i] * (x + noise))
    v[i] += dv
    u[i] += dv
    recorded[i] = v[i]
    if (u[i] > window.drive[i]) {
      window.drive[i] = u[i]
      window.peakTick[i] = t
    }
    window.trace[i] *= kernel.decay
    if (v[i] > THRESHOLD) spike(i, t)
    if (refractory[i] > 0) v[i] = 0
    if (v[i] < 0) v[i] = 0
    if (u[i] < 0) u[i] = 0
    if (refractory[i] > 0) refractory[i] -= 1
  }

  const spike = (i: number, t: number) => {
    refractory[i] = REFRACTORY
    window.trace[i] += kernel.gain
    window.spikes[i] += 1
    if (window.spikes[i] === 1) window.spikeTick[i] = t
  }

  const runWindow = (eachTick?: (v: Float64Array) => void) => {
    open()
    for (let t = 0; t < T; t++) {
      const shared = sigma === 0 || c === 0 ? 0 : draw()
      for (let i = 0; i < N; i++) stepNeuron(i, t, shared)
      eachTick?.(recorded)
    }
  }

  return { window, runWindow, clearRefractory: () => void refractory.fill(0), weights }
}

/** The cost of figure 3A of Lansdell & Kording 2023: (-30 s₁ + 20 s₂ + 20 s₂² - 4)². */
export const cost3A = (s1: number, s2: number): number => (-30 * s1 + 20 * s2 + 20 * s2 * s2 - 4) ** 2

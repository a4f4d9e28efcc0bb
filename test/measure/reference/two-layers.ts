import type { OutputKernel } from '../../../src/measure/discontinuity/kernel.ts'
import { type LifSimulation, noisyLif } from './noisy-lif.ts'
import { normal, uniform } from './random.ts'

/** Reference of the two-layer network of figure 5B (specification 1.3): N noisy LIF onto M with private noise, w = 25, T = 10. */
export interface TwoLayers {
  first: LifSimulation
  /** Σ_j (s_j - g_j)² of the second layer after the window's last tick. */
  cost(): number
  runWindow(): void
}

const DT = 0.001

/** @param U weights [post][pre]. @param goals g_j, one a post neuron. */
export const twoLayers = (
  U: readonly number[][],
  goals: readonly number[],
  kernel: OutputKernel,
  c: number,
  seed: number,
): TwoLayers => {
  const pre = U[0].length
  const post = U.length
  const first = noisyLif({ weights: Array(pre).fill(25), c, T: 10, kernel, seed })
  const draw = normal(uniform(seed ^ 0x5bd1e995))
  const v = new Float64Array(post)
  const s = new Float64Array(post)
  const refractory = new Int32Array(post)

  const stepPost = (j: number, before: Float64Array) => {
    let input = 0
    for (let i = 0; i < pre; i++) input += U[j][i] * before[i]
    v[j] += DT * (-v[j] + kernel.decay * input + 20 * draw())
    s[j] *= kernel.decay
    if (v[j] > 1) {
      refractory[j] = 3
      s[j] += kernel.gain
    }
    if (refractory[j] > 0) v[j] = 0
    if (v[j] < 0) v[j] = 0
    if (refractory[j] > 0) refractory[j] -= 1
  }

  /** Traces of the first layer after the previous tick: a spike reaches the second layer one tick later, with K(1). */
  const before = new Float64Array(pre)
  const runWindow = () =>
    first.runWindow(() => {
      for (let j = 0; j < post; j++) stepPost(j, before)
      before.set(first.window.trace)
    })
  const cost = () => s.reduce((sum, value, j) => sum + (value - goals[j]) ** 2, 0)
  return { first, cost, runWindow }
}

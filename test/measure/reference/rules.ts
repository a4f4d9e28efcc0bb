/** References of the online rules (specification 2.6 and 3.3): what models/rules must do, a window at a time. */

/** The general rule (a), constant or linear: e = u·a - R, u ← u - η e a. β is u[1]. */
export const generalRule = (eta: number, linear: boolean) => {
  const u = [0, 0, 0, 0]
  const add = (x: number, reward: number) => {
    const h = x > 0 ? 1 : 0
    const a = linear ? [1, h, h * x, (1 - h) * x] : [1, h, 0, 0]
    const error = a.reduce((sum, value, k) => sum + value * u[k], -reward)
    for (let k = 0; k < 4; k++) u[k] -= eta * error * a[k]
  }
  return { add, effect: () => u[1] }
}

/** The paired rule (b) as published: its fixed point is half the difference. `decaying`: the step is η / (k + 1), k = 1, 2, … pairs. */
export const pairedHalf = (eta: number, decaying: boolean) => {
  let [V, D, pairs] = [0, 0, 0]
  let hasSilent = false
  const add = (above: boolean, cost: number) => {
    if (!above && !hasSilent) {
      D += V + cost
      hasSilent = true
    } else if (above && hasSilent) {
      pairs += 1
      D += V - cost
      V -= (decaying ? eta / (pairs + 1) : eta) * D
      D = 0
      hasSilent = false
    }
  }
  return { add, effect: () => V }
}

/** Two exponential averages of the cost, one a side; both start at the cost of the first window. β is their difference. */
export const twoMeans = (rateBelow: number, rateAbove: number) => {
  let [below, above] = [Number.NaN, Number.NaN]
  const add = (isAbove: boolean, cost: number) => {
    if (Number.isNaN(below)) [below, above] = [cost, cost]
    if (isAbove) above += rateAbove * (cost - above)
    else below += rateBelow * (cost - below)
  }
  return { add, effect: () => (Number.isNaN(below) ? 0 : above - below) }
}

/** The published regression of the weight alignment: two lines y ≈ c + m M, spiking and silent, from zero, η = 0.001. */
export const alignmentRule = (pairs: number, eta = 0.001) => {
  const c = { spiking: new Float64Array(pairs), silent: new Float64Array(pairs) }
  const m = { spiking: new Float64Array(pairs), silent: new Float64Array(pairs) }
  const add = (from: number, M: number, spiked: boolean, y: ArrayLike<number>) => {
    const side = spiked ? 'spiking' : 'silent'
    for (let j = 0; j < y.length; j++) {
      const error = m[side][from + j] * M + c[side][from + j] - y[j]
      m[side][from + j] -= eta * error * M
      c[side][from + j] -= eta * error
    }
  }
  const effects = () => c.spiking.map((value, k) => value + m.spiking[k] - c.silent[k] - m.silent[k])
  return { c, m, add, effects }
}

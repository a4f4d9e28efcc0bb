import { kappaFilter } from './kappa.ts'
import { normal, uniform } from './random.ts'

/** Reference of the toy of two neurons onto one (specification 1.5): windows of 20 ticks that open at |1 - u| ≤ 0.2. */
export interface Toy {
  /** Share of private input: 1 is unconfounded. */
  a: number
  weights: readonly [number, number]
  seed: number
  onWindow: (unit: number, drive: number, spikes: number, reward: number) => void
}

const DT = 0.001
const WINDOW = 20

/** Runs 30 s or what `ticks` says; returns the spike counts of the three neurons. */
export const runToy = ({ a, weights, seed, onWindow }: Toy, ticks = 30_000): number[] => {
  const draw = normal(uniform(seed))
  const own = Math.sqrt(a)
  const common = Math.sqrt(1 - a) * 100
  const v = [0, 0, 0]
  const u = [0, 0]
  const wait = [0, 0, 0]
  const [left, largest, spikes, reward] = [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ]
  const filters = [0, 1, 2].map(() => kappaFilter(Number.POSITIVE_INFINITY))
  const rates = [0, 0, 0]
  let q = 0

  const soma = (k: number, I: number): boolean => {
    wait[k] = Math.max(0, wait[k] - 1)
    v[k] += DT * (-v[k] / 0.01 + (I - v[k]))
    const fired = v[k] >= 1 && wait[k] === 0
    if (fired) {
      v[k] = 0
      wait[k] = 3
      rates[k] += 1
    }
    return fired
  }
  const window = (k: number, I: number, fired: boolean) => {
    const ending = left[k] === 1
    if (left[k] > 0) largest[k] = Math.max(largest[k], u[k])
    u[k] += DT * (-u[k] / 0.01 + (I - u[k]))
    if (left[k] > 0) reward[k] += q
    if (ending) onWindow(k, largest[k], spikes[k], reward[k])
    if (left[k] > 0) left[k] -= 1
    if (left[k] === 0) u[k] = v[k]
    if (left[k] === 0 && Math.abs(1 - u[k]) <= 0.2) left[k] = WINDOW
    if (fired && left[k] > 0) spikes[k] += 1
    if (ending) [spikes[k], reward[k], largest[k]] = [0, 0, 0]
  }

  for (let t = 0; t < ticks; t++) {
    const shared = common * (draw() + 0.5)
    let input = own * (250 * draw() + 50) + shared
    const inputs = [0, 1].map(() => own * (250 * draw() + 50) + shared)
    for (let k = 0; k < 2; k++) {
      const fired = soma(k, inputs[k])
      window(k, inputs[k], fired)
      input += weights[k] * filters[k](fired ? 1 : 0)
    }
    q = filters[2](soma(2, input) ? 1 : 0)
  }
  return rates
}

/**
 * mnist-growth-pixels once more, without the simulator, in float64: a pixel unit's spikes depend on its grey value only, so they are a table.
 * Images come in the order of the experiment with the same seed, so the errors should agree; with other orders they scatter.
 * Run: npx tsx bench/growth-pixels.ts [eta] [seed] [factor on eta a pass] [passes]; MNIST as everywhere (APICAL_DATA).
 */
import type { Dataset } from '../src/data/dataset.ts'
import { loadDataset } from '../src/node/sources.ts'
import { chanceOf } from '../src/sim/chance.ts'
import { countAt, positiveAt } from './argument.ts'

const [TICKS, CLASSES, PIXELS] = [20, 10, 784]
const [LAMBDA, LABEL_LAMBDA, QUANTUM, GAIN] = [12, 50, 2, 0.5]
const eta = positiveAt(1, 'eta', 0.3)
const seed = countAt(2, 'seed', 1, 0)
const factor = positiveAt(3, 'factor on eta a pass', 0.85)
const passes = countAt(4, 'passes', 12)

/** Ticks in which a pixel unit of this grey value spikes. */
const spikesOf = (grey: number): number[] => {
  let u = -1 / (2 * LAMBDA)
  return Array.from({ length: TICKS }, (_, t) => t).filter(() => {
    const s = u > 0 ? 1 : 0
    u += Math.atanh(((GAIN * grey) / 255 - s) / LAMBDA)
    return s
  })
}
const trains = Array.from({ length: 256 }, (_, grey) => spikesOf(grey))
const rates = trains.map(train => train.length / TICKS)

const q = new Float64Array(PIXELS * CLASSES)
const arrived = new Float64Array(TICKS * CLASSES)
const [w, n] = [new Float64Array(CLASSES), new Float64Array(CLASSES)]
const classes = Array.from({ length: CLASSES }, (_, k) => k)

/** Shows an image; counts are then in n and what is left in w. Label -1 in a test. */
const show = (image: Uint8Array, label: number): void => {
  for (const a of [arrived, w, n]) a.fill(0)
  for (let j = 0; j < PIXELS; j++)
    if (image[j])
      for (const t of trains[image[j]]) for (let k = 0; k < CLASSES; k++) arrived[t * CLASSES + k] += q[j * CLASSES + k]
  const threshold = QUANTUM / (2 * LABEL_LAMBDA)
  for (let t = 0; t < TICKS; t++)
    for (let k = 0; k < CLASSES; k++) {
      const s = w[k] > threshold ? 1 : w[k] < -threshold ? -1 : 0
      const g = ((k === label ? 1 : 0) - arrived[t * CLASSES + k] - QUANTUM * s) / LABEL_LAMBDA
      n[k] += s
      w[k] += Math.atanh(Math.max(-0.98, Math.min(0.98, g)))
    }
}

const learn = (image: Uint8Array, label: number, rate: number): void => {
  show(image, label)
  for (const k of classes) {
    const mean = (QUANTUM * n[k]) / TICKS
    const error = k === label ? Math.max(mean, 0) : Math.min(mean, 0)
    if (error !== 0) for (let j = 0; j < PIXELS; j++) q[j * CLASSES + k] += rate * error * rates[image[j]]
  }
}

const answer = (image: Uint8Array): number => {
  show(image, -1)
  const scores = classes.map(k => -(QUANTUM * n[k] + LABEL_LAMBDA * w[k]))
  return scores.indexOf(Math.max(...scores))
}

const imageOf = (data: Dataset, i: number): Uint8Array => data.images.subarray(PIXELS * i, PIXELS * (i + 1))
const power = (image: Uint8Array): number => image.reduce((sum, grey) => sum + rates[grey] ** 2, 0)

const { train, test } = await loadDataset('mnist')
const { order } = chanceOf(seed, 0)
const calibration = [...order(train.count, 0).slice(0, 300)]
const r2 = calibration.reduce((sum, i) => sum + power(imageOf(train, i)), 0) / calibration.length
for (let pass = 0; pass < passes; pass++)
  for (const i of order(train.count, 1 + pass)) learn(imageOf(train, i), train.labels[i], (eta * factor ** pass) / r2)
let wrong = 0
for (let i = 0; i < test.count; i++) if (answer(imageOf(test, i)) !== test.labels[i]) wrong++
console.log(JSON.stringify({ eta, seed, factor, passes, r2, error: (100 * wrong) / test.count }))

/**
 * mnist-growth-literal once more, without the simulator, for sizes at which that takes hours: visible pairs do not depend on labels or weights, so
 * their trajectories are a table by grey value. Published rule on pixels (Gangopadhyay & Chakrabartty 2021), errors on parts of the test set.
 * Run: npx tsx bench/growth-literal.ts [training images] [eta] [seed]; MNIST as everywhere (APICAL_DATA).
 */
import type { Dataset } from '../src/data/dataset.ts'
import { randomStream } from '../src/data/random.ts'
import { loadDataset } from '../src/node/sources.ts'
import { countAt, positiveAt } from './argument.ts'

const [LAMBDA, F, PSI, START, TICKS, CLASSES] = [20, 0.5, 3, -0.1, 100, 10]

interface Half {
  v: number
  y: number // clamped, what others see
}

/** One step of half a pair under the stimulus b, clamped variant; 1 where it spiked. */
const step = (half: Half, b: number): number => {
  const s = half.v > 0 ? 1 : 0
  const x = half.y
  const g = Math.max(-0.995 * LAMBDA, Math.min(0.995 * LAMBDA, b - x - PSI * s))
  half.v = x + (F * g * (1 - x * x)) / (LAMBDA + g * x)
  half.y = Math.min(half.v, 0)
  return s
}
const rest = (): Half => ({ v: START, y: START })

/** Of a visible pair by grey value and tick: the difference that others see in that tick, and the one that learning sees at its end. */
const trajectories = (): { seen: Float64Array[]; learned: Float64Array[] } => {
  const seen = Array.from({ length: 256 }, () => new Float64Array(TICKS))
  const learned = Array.from({ length: 256 }, () => new Float64Array(TICKS))
  for (let grey = 0; grey < 256; grey++) {
    const [on, off] = [rest(), rest()]
    for (let t = 0; t < TICKS; t++) {
      seen[grey][t] = on.y - off.y
      step(on, grey / 255)
      step(off, -grey / 255)
      learned[grey][t] = on.v - off.v
    }
  }
  return { seen, learned }
}

const { seen, learned } = trajectories()
const q = new Float64Array(784 * CLASSES)

/** What arrives at the label pairs in tick t. */
const arrivals = (image: Uint8Array, pixels: number[], t: number): Float64Array => {
  const sum = new Float64Array(CLASSES)
  for (const j of pixels) {
    const z = seen[image[j]][t]
    for (let k = 0; k < CLASSES; k++) sum[k] += q[j * CLASSES + k] * z
  }
  return sum
}

const lit = (image: Uint8Array): number[] => [...image.keys()].filter(j => image[j] > 0)
const pairs = () => Array.from({ length: CLASSES }, () => ({ on: rest(), off: rest() }))
const stimulus = (k: number, label: number): number => (k === label ? 1 : -1)

/** Shows an image with its label; the label pairs learn. */
const learn = (image: Uint8Array, label: number, eta: number): void => {
  const pixels = lit(image)
  const twins = pairs()
  for (let t = 0; t < TICKS; t++) {
    const arrived = arrivals(image, pixels, t)
    twins.forEach(({ on, off }, k) => {
      const b = stimulus(k, label) - arrived[k]
      const net = step(on, b) - step(off, -b)
      if (net !== 0) for (const j of pixels) q[j * CLASSES + k] += eta * net * learned[image[j]][t]
    })
  }
}

/** Spikes of the label pairs where the image is shown with a label. */
const spikesWith = (label: number, arrived: readonly Float64Array[]): number => {
  let spikes = 0
  pairs().forEach(({ on, off }, k) => {
    for (let t = 0; t < TICKS; t++) {
      const b = stimulus(k, label) - arrived[t][k]
      spikes += step(on, b) + step(off, -b)
    }
  })
  return spikes
}

const imageOf = (data: Dataset, i: number): Uint8Array => data.images.subarray(784 * i, 784 * (i + 1))

/** The label with the fewest spikes, the first on ties. */
const answer = (image: Uint8Array): number => {
  const pixels = lit(image)
  const arrived = Array.from({ length: TICKS }, (_, t) => arrivals(image, pixels, t))
  const spikes = Array.from({ length: CLASSES }, (_, label) => spikesWith(label, arrived))
  return spikes.indexOf(Math.min(...spikes))
}

const images = countAt(1, 'training images', 10_000)
const eta = positiveAt(2, 'eta', 1e-4)
const seed = countAt(3, 'seed', 1, 0)
const { train, test } = await loadDataset('mnist', { train: images })
const random = randomStream(seed)
const order = Array.from({ length: train.count }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key)
for (const { i } of order) learn(imageOf(train, i), train.labels[i], eta)
const wrong = Array.from({ length: test.count }, (_, i) => (answer(imageOf(test, i)) === test.labels[i] ? 0 : 1))
const error = (from: number, to: number) =>
  (100 * wrong.slice(from, to).reduce<number>((a, b) => a + b, 0)) / (to - from)
console.log(
  JSON.stringify({
    images,
    eta,
    seed,
    first2000: error(0, 2000),
    last2000: error(8000, 10_000),
    all: error(0, test.count),
  }),
)

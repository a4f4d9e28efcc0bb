/** Small two-class tasks in the plane, made from a seed: for rules that are studied on a few hundred points. */
import { type Dataset, type Digest, dataset } from './dataset.ts'
import { bell, choice, type Random, randomStream } from './random.ts'

export interface Task {
  about: string
  train: number
  test: number
  /** Centres of clouds of points in the unit square, and their classes. */
  clouds: { centre: readonly [number, number]; label: 0 | 1 }[]
  spread: number // standard deviation
}

const corners = (low: number, high: number): Task['clouds'] => [
  { centre: [low, low], label: 0 },
  { centre: [high, high], label: 0 },
  { centre: [low, high], label: 1 },
  { centre: [high, low], label: 1 },
]

/** By name; sizes as in Gangopadhyay & Chakrabartty 2021 (their validation points count as training points). */
export const tasks: ReadonlyMap<string, Task> = new Map([
  [
    'linear',
    {
      about: 'two clouds of points that a line separates',
      train: 100,
      test: 100,
      clouds: [
        { centre: [0.3, 0.35], label: 0 },
        { centre: [0.7, 0.65], label: 1 },
      ],
      spread: 0.11,
    },
  ],
  [
    'xor',
    { about: 'four clouds, opposite corners alike', train: 200, test: 200, clouds: corners(0.25, 0.75), spread: 0.06 },
  ],
  [
    'noisy-xor',
    { about: 'the same with clouds that overlap', train: 200, test: 200, clouds: corners(0.25, 0.75), spread: 0.14 },
  ],
])

/** Points as images of one row and two columns, a coordinate as a byte (0 to 1 in 255 steps). */
export const taskData = (name: string, seed = 1, digest?: Digest): { train: Dataset; test: Dataset } => {
  const task = tasks.get(name)!
  const make = (count: number, part: 0 | 1): Dataset => {
    const images = new Uint8Array(2 * count)
    const labels = new Uint8Array(count)
    for (let i = 0; i < count; i++) labels[i] = drawPoint(task, randomStream(seed, 2 + part, i), images.subarray(2 * i))
    return dataset(
      { name, source: `made, seed ${seed}`, images, labels, rows: 1, columns: 2, classes: 2 },
      name,
      digest,
    )
  }
  return { train: make(task.train, 0), test: make(task.test, 1) }
}

const drawPoint = ({ clouds, spread }: Task, random: Random, into: Uint8Array): number => {
  const { centre, label } = clouds[choice(random, clouds.length)]
  centre.forEach((c, k) => {
    into[k] = Math.max(0, Math.min(255, Math.round(255 * (c + spread * bell(random)))))
  })
  return label
}

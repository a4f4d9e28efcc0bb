/** The embedded digits: handwritten-like digits made from a seed, for when no data set can be had. */
import { type Dataset, type Digest, dataset } from './dataset.ts'
import { deform } from './digits/deform.ts'
import { emptyPath, type Path, tracePrototype } from './digits/pen.ts'
import { prototypes } from './digits/prototypes.ts'
import { render, side } from './digits/render.ts'
import { bell, between, choice, type Random, randomStream } from './random.ts'

export interface DigitsOptions {
  train?: number // images, default 60,000
  test?: number // images, default 10,000
  seed?: number
  digest?: Digest
}

/**
 * Standard deviations in units of the digit's height, pen sizes in pixels. Chosen so that the digits are about as hard as MNIST;
 * see embeddedDigits for the figures.
 */
const hand = {
  jitter: 0.02, // of each point of a stroke
  field: 0.06, // of the elastic distortion
  slant: 0.36, // of the shear
  turn: 0.13, // tangent of half the angle of rotation
  radius: [0.7, 1.8],
  edge: [1, 1.6],
} as const

/**
 * Training and test images of 28 x 28 with their labels. Image i is the same however many are asked for, and the same in every engine: only
 * integer arithmetic, + - * / and square roots are used.
 *
 * Difficulty beside MNIST, both measured alike: softmax regression on the first 10,000 training images, 8 epochs, all test images: 8.8 %
 * error (MNIST 9.1 %); nearest neighbour among the first 5,000 on the first 5,000 test images: 5.7 % (MNIST 8.9 %). Mean brightness
 * 0.120 (0.131), share of pixels with ink 0.193 (0.191).
 */
export const embeddedDigits = ({
  train = 60_000,
  test = 10_000,
  seed = 1,
  digest,
}: DigitsOptions = {}): {
  train: Dataset
  test: Dataset
} => ({
  train: makeSet(train, seed, 0, digest),
  test: makeSet(test, seed, 1, digest),
})

/**
 * The same images, each drawn when it is first looked at (`imageOf`), so that a training begins at once. Their digest, which needs all of
 * them, is ''.
 */
export const digitsWhenSeen = ({
  train = 60_000,
  test = 10_000,
  seed = 1,
}: DigitsOptions): { train: Dataset; test: Dataset } => ({
  train: blankSet(train, seed, 0),
  test: blankSet(test, seed, 1),
})

const blankSet = (count: number, seed: number, part: 0 | 1): Dataset => {
  const size = side * side
  const images = new Uint8Array(count * size)
  const labels = Uint8Array.from({ length: count }, (_, i) => labelOf(randomStream(seed, part, i)))
  const drawn = new Uint8Array(count)
  const path = emptyPath()
  const make = (i: number) => {
    if (drawn[i] === 0) drawDigit(seed, part, i, path, images.subarray(i * size, (i + 1) * size))
    drawn[i] = 1
  }
  const source = `embedded digits, seed ${seed}`
  const about = { name: 'digits', source, rows: side, columns: side, classes: 10 }
  return { ...about, images, labels, count, make, digest: '' }
}

const makeSet = (count: number, seed: number, part: 0 | 1, digest?: Digest): Dataset => {
  const size = side * side
  const images = new Uint8Array(count * size)
  const labels = new Uint8Array(count)
  const path = emptyPath()
  for (let i = 0; i < count; i++) labels[i] = drawDigit(seed, part, i, path, images.subarray(i * size, (i + 1) * size))
  const source = `embedded digits, seed ${seed}`
  return dataset({ name: 'digits', source, images, labels, rows: side, columns: side, classes: 10 }, source, digest)
}

/** Draws digit `index` into `image` and returns its label; both depend on nothing else. */
const drawDigit = (seed: number, part: number, index: number, path: Path, image: Uint8Array): number => {
  const random = randomStream(seed, part, index)
  const label = labelOf(random)
  const ways = prototypes[label]
  tracePrototype(path, ways[choice(random, ways.length)], () => hand.jitter * bell(random))
  deform(path, random, hand)
  render(path, between(random, ...hand.radius), between(random, ...hand.edge), random, image)
  return label
}

/** The first draw of a digit's stream. */
const labelOf = (random: Random): number => choice(random, prototypes.length)

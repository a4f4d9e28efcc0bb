/** Digits to try without drawing: test digits of a seed that no training here uses. */
import { embeddedDigits } from '../../src/data/digits.ts'
import { imageOf } from '../../src/data/encode.ts'

const SEED = 1000
const MANY = 120

let made: ReturnType<typeof embeddedDigits>['test'] | undefined
const shown = new Map<number, number>()

/** An image of this label, another one at each call. */
export const example = (label: number): Uint8Array => {
  made ??= embeddedDigits({ train: 1, test: MANY, seed: SEED }).test
  const start = (shown.get(label) ?? -1) + 1
  const found = Array.from({ length: MANY }, (_, i) => (start + i) % MANY).find(i => made!.labels[i] === label)!
  shown.set(label, found)
  return imageOf(made, found).slice()
}

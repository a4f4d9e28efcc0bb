/** Where the images come from: the embedded digits, or files; what cannot be read gives way to what could. */
import type { DataSource } from '../../src/browser/messages.ts'

export interface Sources {
  now(): DataSource
  useDigits(): void
  use(source: DataSource): void
  /** What is used now works. */
  keep(): void
  /** Back to what worked last; false where that is what is used. */
  back(): boolean
  isFiles(): boolean
  text(): string
}

/** Training and test images, few enough for a test to be short; each is made when it is first shown. */
export const DIGITS: DataSource = { digits: { train: 5000, test: 500, seed: 1 } }

/** Of files, so that a test of thousands of images does not hold the training up. */
const TESTED = 1000

export const sourceOf = (files: readonly File[]): DataSource => ({ files, test: TESTED })

export const sources = (): Sources => {
  let now: DataSource = DIGITS
  let good: DataSource = DIGITS
  return {
    now: () => now,
    useDigits: () => {
      now = DIGITS
    },
    use: source => {
      now = source
    },
    keep: () => {
      good = now
    },
    back: () => {
      const changes = now !== good
      now = good
      return changes
    },
    isFiles: () => 'files' in now,
    text: () => ('files' in now ? filesText(now.files.map(f => f.name)) : '5,000 embedded digits'),
  }
}

/** The file of training images, and how many more. */
const filesText = (names: readonly string[]): string => {
  const main = names.find(name => /image/i.test(name) && !/t10k|test/i.test(name)) ?? names[0]
  return names.length > 1 ? `${main} and ${names.length - 1} more` : main
}

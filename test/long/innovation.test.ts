/** The table of 5.2 to its end: 6,000 images, 300 s. */
import { expect, test } from 'vitest'
import dendrites from '../../experiments/rdd-dendrites.ts'
import { followed } from '../support/innovation.ts'
import { loadMnist, skipMnist, whyNoMnist } from '../support/mnist.ts'

test.skipIf(skipMnist)(`feedback weights after 300 s${whyNoMnist}`, { timeout: 600_000 }, async () => {
  const [{ cosine, sign, slope }] = await followed(dendrites, await loadMnist({}), [40])
  expect(Math.abs(cosine.potential - 0.992)).toBeLessThan(0.02)
  expect(Math.abs(cosine.rate - 0.943)).toBeLessThan(0.02)
  expect(Math.abs(cosine.spikes - 0.768)).toBeLessThan(0.03)
  expect(Math.abs(sign.spikes - 0.81)).toBeLessThan(0.03)
  // The slope has a standard error of 0.005 here; a weight that is read is the weight itself.
  expect(Math.abs(slope - 1)).toBeLessThan(4 * 0.005)
})

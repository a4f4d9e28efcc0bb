/** Feedback weights of the dendritic network from the chance of the own spikes: T21 and the table of 5.2, up to 60 s. test/long has the rest. */
import { describe, expect, test } from 'vitest'
import dendrites from '../../experiments/rdd-dendrites.ts'
import { followed } from '../support/innovation.ts'
import { loadMnist, skipMnist, whyNoMnist } from '../support/mnist.ts'

describe.skipIf(skipMnist)(`784-500-10 with initial weights, images of 50 ms${whyNoMnist}`, async () => {
  const at = skipMnist ? [] : await followed(dendrites, await loadMnist({}), [1, 4, 8])
  const table: Record<string, number[]> = {
    potential: [0.785, 0.931, 0.966],
    rate: [0.742, 0.886, 0.918],
    spikes: [0.216, 0.39, 0.493],
  }
  const tolerance: Record<string, number> = { potential: 0.02, rate: 0.03, spikes: 0.03 }
  for (const [name, cosines] of Object.entries(table))
    test(`${name}: cosine after 7.5, 30 and 60 s`, () => {
      for (const [k, cosine] of cosines.entries())
        expect(Math.abs(at[k].cosine[name] - cosine), `${at[k].cosine[name]}`).toBeLessThan(tolerance[name])
    })
  test('share of equal signs, spikes only', () => {
    for (const [k, share] of [0.58, 0.65, 0.69].entries())
      expect(Math.abs(at[k].sign.spikes - share)).toBeLessThan(0.03)
  })
  test('a potential gives the weight itself: slope of beta on w', () =>
    expect(Math.abs(0.036323 * at[2].slope - 0.03633)).toBeLessThan(0.0004))
  test('rates of hidden and output units', () => {
    expect(Math.abs(at[2].rates['hidden.spike'] - 138)).toBeLessThan(2)
    expect(Math.abs(at[2].rates['output.spike'] - 150)).toBeLessThan(3)
  })
})

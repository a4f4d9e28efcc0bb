/** Rate rules on the whole of MNIST after one epoch, three seeds: the specification of rate rules, section 14, test 29. Half an hour on one core. */
import { describe, expect, test } from 'vitest'
import mnist from '../../experiments/compare/mnist.ts'
import { adjusted } from '../../src/cli/adjust.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { loadMnist, skipMnist, whyNoMnist } from '../support/mnist.ts'

const network = '784-500-10'
const compared = mnist.entries.filter(e => e.network === network && e.reference?.[1])

describe.skipIf(skipMnist)(`MNIST after one epoch${whyNoMnist}`, { timeout: 3600_000 }, () => {
  test.each(compared.map(e => [e.rule, e] as const))('29: %s', async (_, { experiment, reference }) => {
    const data = await loadMnist({})
    const errors: number[] = []
    for (const seed of [1, 2, 3]) {
      const { score } = await simulate(adjusted(experiment, { seed }), { data, epochs: 1, backend: 'wasm' }).done
      errors.push(100 * score!.testError!)
    }
    const [expected, deviation = 0] = reference![1]
    const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length
    // Or lower: the issue asks for no more, and several rules learn faster here than in the specification's program.
    expect(mean, errors.join(', ')).toBeLessThan(expected + Math.max(0.6, 3 * deviation))
  })
})

import { expect, test } from 'vitest'
import { growthColumns } from '../../models/neurons/growth-columns.ts'
import { pixel } from '../../models/neurons/pixel.ts'
import { randomKernels } from '../../models/rules/random-kernels.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'

test('a weight that is assigned twice, each time by a sum over synapses: without mean, then of norm 1', async () => {
  const planned = planExperiment(
    experiment({
      name: 'kernels',
      about: 'test',
      seed: 1,
      dt: '1 ms',
      populations: { from: { neuron: pixel, size: 16 }, to: { neuron: growthColumns, shape: [1, 4] } },
      projections: [{ name: 'k', from: 'from.soma.x', to: 'to.match', weights: '1 + randn()', rule: randomKernels }],
      train: [{ name: 'kernels', presentations: 1, learn: true, phases: [{ name: 'rest', lasts: '1 ticks' }] }],
    }),
  )
  const machine = await loadNetwork(jsBackend({ precision: 64 }), planned, 1)
  machine.fire('train.0.end')
  const w = await machine.read('k.w')
  for (let post = 0; post < 4; post++) {
    const own = Array.from({ length: 16 }, (_, pre) => w[16 * pre + post])
    expect(own.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12)
    expect(own.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 12)
  }
})

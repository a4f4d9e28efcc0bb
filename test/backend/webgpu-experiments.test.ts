import { expect, test } from 'vitest'
import energy from '../../experiments/gt-energy.ts'
import memory from '../../experiments/gt-memory.ts'
import hello from '../../experiments/hello.ts'
import growth from '../../experiments/mnist-growth-pixels.ts'
import align from '../../experiments/rdd-align.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { anyExperiment } from './any-experiment.ts'
import { sameBits } from './compare.ts'
import { describeGpu } from './webgpu-here.ts'

/** One of each family; all of them in test/long. */
describeGpu('experiments on webgpu equal js to the bit', open => {
  for (const experiment of [hello, energy, memory, growth, align])
    test(experiment.name, async () => {
      const expected = await anyExperiment(jsBackend(), experiment, 20)
      const got = await anyExperiment(webgpuBackend({ gpu: open() }), experiment, 20)
      for (const [name, values] of Object.entries(expected.saved)) sameBits(values, got.saved[name], name)
      expect(got.logged).toEqual(expected.logged)
    })
})

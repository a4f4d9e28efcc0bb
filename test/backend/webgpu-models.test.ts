import { test } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { allNeurons, expectEqualToJs } from './alone.ts'
import { describeGpu } from './webgpu-here.ts'

const neurons = await allNeurons()

/** 1,000 ticks of each in test/long. */
describeGpu('every neuron, 200 ticks on webgpu, 60 of them silent: equal to js to the bit', open => {
  for (const neuron of neurons) test(neuron.name, () => expectEqualToJs(webgpuBackend({ gpu: open() }), neuron, 200))
})

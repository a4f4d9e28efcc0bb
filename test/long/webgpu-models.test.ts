import { test } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { allNeurons, expectEqualToJs } from '../backend/alone.ts'
import { describeGpu } from '../backend/webgpu-here.ts'

const neurons = await allNeurons()

describeGpu('every neuron, 1,000 ticks on webgpu, 300 of them silent: equal to js to the bit', open => {
  for (const neuron of neurons) test(neuron.name, () => expectEqualToJs(webgpuBackend({ gpu: open() }), neuron, 1000))
})

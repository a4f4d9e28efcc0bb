import { describe, test } from 'vitest'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { allNeurons, expectEqualToJs } from './alone.ts'

const neurons = await allNeurons()

/** 1,000 ticks of each in test/long. */
describe('every neuron, 300 ticks on wasm, 90 of them silent: equal to js to the bit', () => {
  for (const neuron of neurons) test(neuron.name, () => expectEqualToJs(wasmBackend(), neuron, 300))
})

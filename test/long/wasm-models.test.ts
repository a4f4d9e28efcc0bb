import { describe, test } from 'vitest'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { allNeurons, expectEqualToJs } from '../backend/alone.ts'

const neurons = await allNeurons()

describe('every neuron, 1,000 ticks on wasm, 300 of them silent: equal to js to the bit', () => {
  for (const neuron of neurons) test(neuron.name, () => expectEqualToJs(wasmBackend(), neuron, 1000))
})

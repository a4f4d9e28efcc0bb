import { neuron } from '../../src/spec/define.ts'

/** A unit that adds up its input, from 1. */
export const adder = neuron({
  name: 'cell',
  about: 'adds',
  source: 'made for these tests, 2026',
  params: {},
  compartments: { soma: { about: 'sum', input: 1, state: { x: 1 }, step: { x: 'x + input' } } },
})

/** Graded signals over sparse random connections: few senders go along their rows, many are gathered by receiver. Both give the bits of js. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron } from '../../src/spec/define.ts'

const cell = neuron({
  name: 'graded',
  about: 'what it receives, and a value of which some are 0',
  source: 'made for this test, 2026',
  params: {},
  compartments: {
    soma: { about: 'point', input: 1, state: { y: 0, x: 0 }, step: { y: 'x', x: '0.5 * x + input' } },
  },
})

interface Case {
  pres: number
  posts: number
  lanes: number
  probability: number
  active: number // fraction of senders that are not 0
}

const cases: fc.Arbitrary<Case> = fc.record({
  pres: fc.integer({ min: 1, max: 70 }),
  posts: fc.integer({ min: 1, max: 70 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  probability: fc.constantFrom(0.02, 0.1, 0.3, 0.9),
  active: fc.constantFrom(0, 0.1, 0.5, 1),
})

const ran = async (backend: Backend, { pres, posts, lanes, probability, active }: Case) => {
  const planned = planExperiment(
    experiment({
      name: 'gather',
      about: '',
      seed: 5,
      dt: '1 ms',
      lanes,
      populations: {
        from: { neuron: cell, size: pres, init: { 'soma.x': `rand() < ${active} ? randn() : 0` } },
        to: { neuron: cell, size: posts },
      },
      projections: [
        { name: 'w', from: 'from.soma.y', to: 'to.soma', connect: { probability }, weights: 'randn()' },
        { name: 'back', from: 'to.soma.y', to: 'from.soma', connect: { probability }, weights: 'randn()' },
      ],
      train: [{ presentations: 1, phases: [{ name: 'run', lasts: '6 ticks' }] }],
      probes: [{ column: 'to.soma.x', during: ['train'] }],
    }),
  )
  const machine = await loadNetwork(backend, planned, 5)
  machine.clear()
  machine.advance('train.0.run!recorded', new Array(lanes).fill(6))
  return machine.drain()
}

test('every number of senders and receivers', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async c => {
      expect(await ran(wasmBackend(), c)).toEqual(await ran(jsBackend(), c))
    }),
    { numRuns: 25 },
  )
})

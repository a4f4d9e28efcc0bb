/**
 * Graded signals over sparse random connections: few senders go along their rows, many are gathered by receiver, two signals over the same synapses
 * in one pass, fixed weights from a copy. All give the bits of js.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Projection } from '../../src/spec/types.ts'

const cell = neuron({
  name: 'graded',
  about: 'what it receives, and a value of which some are 0',
  source: 'made for this test, 2026',
  params: {},
  compartments: {
    trace: { about: 'slow signals', input: 1, step: {} },
    drive: { about: 'fast signals', input: 1, step: {} },
    soma: {
      about: 'point',
      state: { y: 0, c: 0, x: 0 },
      step: { y: 'x', c: '0.9 * c + trace.input + 0.1 * x', x: '0.5 * x + drive.input - 0.1 * c' },
    },
  },
})

const drift = rule({
  name: 'drift',
  about: 'weights that change every tick',
  source: 'made for this test, 2026',
  params: {},
  on: { tick: { w: 'w + 0.01 * pre.soma.y' } },
})

interface Case {
  pres: number
  posts: number
  lanes: number
  probability: number
  active: number // fraction of senders that are not 0
  signals: number
  learned: boolean
}

const cases: fc.Arbitrary<Case> = fc.record({
  pres: fc.integer({ min: 1, max: 70 }),
  posts: fc.integer({ min: 1, max: 70 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  probability: fc.constantFrom(0.02, 0.1, 0.3, 0.9),
  active: fc.constantFrom(0, 0.1, 0.5, 1),
  signals: fc.constantFrom(1, 2),
  learned: fc.boolean(),
})

/** A projection of the potentials, and of the traces over the same synapses. */
const link = (name: string, from: string, to: string, c: Case, learned: boolean): Projection[] => [
  {
    name,
    from: `${from}.soma.y`,
    to: `${to}.drive`,
    connect: { probability: c.probability },
    weights: 'randn()',
    ...(learned ? { rule: drift } : {}),
  },
  ...(c.signals === 2 ? [{ name: `${name}c`, from: `${from}.soma.c`, to: `${to}.trace`, weights: { tie: name } }] : []),
]

const ran = async (backend: Backend, c: Case) => {
  const { pres, posts, lanes, active, learned } = c
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
      projections: [...link('w', 'from', 'to', c, learned), ...link('back', 'to', 'from', c, false)],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'run', lasts: '6 ticks' }] }],
      probes: [{ column: 'to.soma.x', during: ['train'] }],
    }),
  )
  const machine = await loadNetwork(backend, planned, 5)
  machine.clear()
  machine.advance('train.0.run!recorded', new Array(lanes).fill(6))
  const back = await machine.read('back.w')
  machine.write(
    'back.w',
    back.map(w => -w),
  )
  machine.advance('train.0.run!recorded', new Array(lanes).fill(6))
  return [await machine.drain(), await machine.read('to.soma.c')]
}

test('every number of senders and receivers', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async c => {
      expect(await ran(wasmBackend(), c)).toEqual(await ran(jsBackend(), c))
    }),
    { numRuns: 40 },
  )
})

import { expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { dense } from '../../src/plan/weights-matrix.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'

const cell = neuron({
  name: 'grows',
  about: 'one more than what arrives',
  source: 'made for this test, 2026',
  params: {},
  compartments: { soma: { about: 'point', input: 1, state: { x: 0 }, step: { x: 'input + 1' } } },
})

const normalised = rule({
  name: 'normalised',
  about: 'Hebb over a batch, then the weights onto a unit have length 1',
  source: 'made for this test, 2026',
  params: { eta: [0.1, 'learning rate'] },
  on: {
    'presentation.end': [
      ['w', 'w + eta * sum(lanes, post.soma.x * pre.soma.x)'],
      ['w', 'w / sqrt(sum(pre, w * w))'],
    ],
  },
})

const [pres, posts] = [5, 3]

/** Weights before and after one presentation, [pre][post]. */
const learned = async (lanes: number, open: () => Backend = wasmBackend): Promise<[Float64Array, Float64Array]> => {
  const planned = planExperiment(
    experiment({
      name: 'normalised',
      about: '',
      seed: 1,
      dt: '1 ms',
      lanes,
      populations: { a: { neuron: cell, size: pres }, b: { neuron: cell, size: posts } },
      projections: [{ name: 'w', from: 'a.soma.x', to: 'b.soma', weights: 'rand()', rule: normalised }],
      train: [{ presentations: 1, learn: true, phases: [{ name: 'p', lasts: '1 ticks' }] }],
    }),
  )
  const machine = await loadNetwork(open(), planned, 1)
  const weights = async () => dense(planned.plan.layouts[0], await machine.read('w.w'))
  const before = await weights()
  machine.advance('train.0.p', new Array(lanes).fill(1))
  machine.fire('train.0.presentation.end')
  return [before, await weights()]
}

test.each([1, 4])('a sum over synapses sees what a sum over %d lanes has just given', async lanes => {
  const [before, after] = await learned(lanes)
  // Both units give 1 in the first tick: the input of b arrives later.
  for (let post = 0; post < posts; post++) {
    const column = Array.from({ length: pres }, (_, pre) => before[pre * posts + post])
    const arrives = 1 + column.reduce((sum, w) => sum + w, 0)
    const steps = [1, arrives].map(x => column.map(w => w + 0.1 * lanes * x))
    const lengths = steps.map(s => s.map(w => w / Math.hypot(...s)))
    const got = column.map((_, pre) => after[pre * posts + post])
    expect(Math.hypot(...got)).toBeCloseTo(1, 6)
    const errors = lengths.map(l => Math.max(...l.map((w, i) => Math.abs(w - got[i]))))
    expect(Math.min(...errors)).toBeLessThan(1e-6)
  }
  expect((await learned(lanes, jsBackend))[1]).toEqual(after)
})

import { expect, test } from 'vitest'
import { experiment, type Note, neuron, type Quantity, simulate } from '../../src/index.ts'

const leaky = neuron({
  name: 'leaky',
  about: 'leaky integrator',
  source: 'made for this test, 2026',
  params: { c: ['200 pF', 'capacity'], i: ['100 pA', 'current'] },
  compartments: { soma: { about: 'point', state: { v: '0 mV' }, step: { v: 'v + dt / c * (i - 10 nS * v)' } } },
  events: { spike: 'soma.v > 50 mV' },
})

const notesOf = async (c: Quantity[], backend: 'js' | 'wasm') => {
  const run = simulate(
    experiment({
      name: 'cells',
      about: 'cells under a current',
      seed: 1,
      dt: '1 ms',
      populations: { cell: { neuron: leaky, size: 3, set: { c } } },
      projections: [],
      train: [{ epochs: 2, presentations: 2, phases: [{ name: 'run', lasts: '200 ms' }] }],
    }),
    { backend },
  )
  const notes: Note[] = []
  run.notes.subscribe(note => notes.push(note))
  await run.done
  return notes.filter(n => n.note === 'broken')
}

test.each(['js', 'wasm'] as const)('a state that is no number is told once, with its units, on %s', async backend => {
  expect(await notesOf(['200 pF', '0 pF', '1 pF'], backend)).toEqual([
    { note: 'broken', column: 'cell.soma.v', epoch: 1, units: 2, size: 3, unit: 1, value: 'NaN' },
  ])
})

test('a sound network tells nothing', async () => {
  expect(await notesOf(['200 pF', '150 pF', '100 pF'], 'js')).toEqual([])
})

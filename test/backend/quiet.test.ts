/** Units that are skipped and units that are evaluated in every tick give the same bits. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { growthSilent } from '../../models/neurons/growth-silent.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { experiment } from '../../src/spec/define.ts'

interface Case {
  units: number
  lanes: number
  b: string // drive of a unit
  rate: number // Hz of each of 40 inputs
  weight: number
  recurrent: number
  lengths: number[] // ticks of the phases
}

const experimentOf = ({ units, lanes, b, rate, weight, recurrent }: Case) =>
  experiment({
    name: 'quiet',
    about: '',
    seed: 7,
    dt: '1 ms',
    lanes,
    populations: {
      input: { neuron: poisson, size: 40, init: { 'soma.x': rate / 200 } },
      cell: { neuron: growthSilent, size: units, set: { bounded: 0 }, init: { 'drive.b': b } },
    },
    projections: [
      { name: 'in', from: 'input', to: 'cell.drive', connect: { probability: 0.05 }, weights: weight },
      { name: 'back', from: 'cell', to: 'cell.drive', connect: { probability: 0.03 }, weights: recurrent },
    ],
    train: [{ presentations: 1, phases: [{ name: 'run', lasts: '5 ticks' }] }],
    probes: [{ column: 'cell.spike', during: ['train'] }],
  })

/** Spikes of every lane, and all columns but the hints at the end. */
const ran = async (backend: Backend, c: Case) => {
  const planned = planExperiment(experimentOf(c))
  const machine = await loadNetwork(backend, planned, 7)
  machine.clear()
  for (let lane = 0; lane < c.lanes; lane++) machine.clock(lane, { presentation: lane, tick: 0 })
  // Lanes of different length.
  for (const ticks of c.lengths)
    machine.advance(
      'train.0.run!recorded',
      Array.from({ length: c.lanes }, (_, lane) => Math.max(1, ticks - 3 * lane)),
    )
  const logs = await machine.drain()
  const columns = ['base', 'a', 'since'].map(name => machine.read(`cell.soma.${name}`, c.lanes - 1))
  return { spikes: logs['cell.spike'], columns: await Promise.all(columns) }
}

const cases: fc.Arbitrary<Case> = fc.record({
  units: fc.integer({ min: 1, max: 90 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  b: fc.constantFrom('0', '0.1 * rand()', 'rand() - 0.5', '0.02', '3 * randn()', '20 * rand() - 10'),
  rate: fc.constantFrom(0, 1, 20, 200),
  weight: fc.constantFrom(-0.5, 0.3, 4),
  recurrent: fc.constantFrom(0, 0.4, -0.6),
  lengths: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 }),
})

describe('skipping', () => {
  test('wasm skips, js does not, and all bits agree', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async c => {
        expect(await ran(wasmBackend(), c)).toEqual(await ran(jsBackend(), c))
      }),
      { numRuns: 15 },
    )
  })

  test('over 20,000 ticks with a spike every few hundred', async () => {
    const slow: Case = {
      units: 70, lanes: 1, b: '0.01 * rand()', rate: 0.05, weight: 0.5, recurrent: 0.2, lengths: [20_000],
    } // biome-ignore format: a table
    const [wasm, js] = [await ran(wasmBackend(), slow), await ran(jsBackend(), slow)]
    expect(js.spikes.entries[0].length).toBeGreaterThan(1000)
    expect(wasm).toEqual(js)
  })

  test('a case runs with the hint', () => {
    const planned = planExperiment(experimentOf({ ...fc.sample(cases, { seed: 1, numRuns: 1 })[0], units: 9 }))
    const step = planned.plan.programs['train.0.run!recorded'].tick.find(k => k.verb === 'step' && k.name === 'cell')
    expect(step).toHaveProperty('quiet')
  })
})

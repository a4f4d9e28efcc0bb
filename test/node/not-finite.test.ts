/** Weights that become no numbers: the run stops and names the column, the unit and the tick; what was good stays on disk. */
import { describe, expect, test } from 'vitest'
import { poisson } from '../../models/neurons/poisson.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { RunError } from '../../src/errors.ts'
import { latestCheckpoint } from '../../src/node/checkpoints.ts'
import { openRun } from '../../src/node/folder.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { findFailure, goodNow } from '../../src/sim/find-failure.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Rule, Stage } from '../../src/spec/types.ts'
import { temporaryFolder } from './temporary.ts'

const cell = neuron({
  name: 'cell',
  about: 'does nothing',
  source: 'made for this test, 2026',
  params: {},
  compartments: { soma: { about: 'point', input: 1, learned: { b: 1 }, state: { v: 0 }, step: { v: 'input' } } },
})

/** Ten presentations an epoch, of 7 and 5 ticks. */
const network = (on: Rule['on'], stage: Partial<Stage> = {}) =>
  experiment({
    name: 'grows',
    about: 'weights that grow beyond all numbers',
    seed: 1,
    dt: '1 ms',
    populations: { input: { neuron: poisson, size: 3 }, cells: { neuron: cell, size: 2 } },
    projections: [
      {
        name: 'w',
        from: 'input',
        to: 'cells.soma',
        weights: { values: [[1, 1], [1, 1], [1, 4]] },
        rule: rule({ name: 'grow', about: 'grows', source: 'made for this test, 2026', params: {}, on }),
      },
    ],
    train: [
      {
        name: 'all',
        epochs: 3,
        presentations: 10,
        learn: true,
        clear: 'epoch',
        phases: [
          { name: 'look', lasts: '7 ticks', drive: { 'input.soma.x': 1 } },
          { name: 'rest', lasts: '5 ticks' },
        ],
        ...stage,
      },
    ],
  }) // biome-ignore format: short

/** Ten to the 38th is the last power of ten that float32 holds. */
const cases: [string, Rule['on'], string][] = [
  ['at the end of a presentation', { 'presentation.end': { w: 'w * 10' } }, "'w.w' became Infinity at the synapse from unit 2 to unit 1 at the end of presentation 37, after tick 455 (counted from 0)"],
  ['at a phase, by a unit', { 'rest.end': { 'post.soma.b': 'post.soma.b * 100' } }, "'cells.soma.b' became Infinity at unit 0 in tick 239, of presentation 19 (phase 'rest', tick 4; all counted from 0)"],
] // biome-ignore format: a table

const inTick: Rule['on'] = {
  tick: { when: 'pre.unit > 1 && post.unit < 1', w: 'phase.is.look && phase.time > 1 ms ? w * 10 : w' },
}

describe.each(['js', 'wasm'])('%s', backend => {
  const failureOf = async (on: Rule['on'], out = temporaryFolder()) => {
    const error = await startRun(network(on), { out, backend, epochs: 6, download: false }).then(
      () => undefined,
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(RunError)
    return (error as RunError).message
  }

  test.each(cases)('%s', async (_what, on, message) => {
    expect(await failureOf(on)).toBe(`${message}: lower the learning rate; the last good checkpoint is kept`)
  })

  test('without a run folder, through simulate()', async () => {
    const [, on, message] = cases[0]
    const { done } = simulate(network(on), { backend, epochs: 6 })
    await expect(done).rejects.toThrow(`${message}: lower the learning rate`)
    await expect(done).rejects.not.toThrow('checkpoint')
  })

  test('in a tick: five growths a presentation', async () => {
    expect(await failureOf(inTick)).toContain(
      "'w.w' became Infinity at the synapse from unit 2 to unit 0 in tick 89, of presentation 7 (phase 'look', tick 5;",
    )
  })
})

test('the last good checkpoint is kept, and the run goes on from it to the same end', async () => {
  const out = temporaryFolder()
  let folder = ''
  const hooks = { begin: (run: { path: string }) => { folder = run.path } } // biome-ignore format: short
  const run = startRun(network({ 'presentation.end': { w: 'w * 10' } }), { out, backend: 'wasm', epochs: 6 }, hooks)
  await expect(run).rejects.toThrow('at the end of presentation 37')
  expect(latestCheckpoint(openRun(folder)).checkpoint).toMatchObject({ epoch: 3, image: 0 })
  expect(openRun(folder).manifest.state).toBe('failed')
  await expect(resumeRun(folder, {})).rejects.toThrow('at the end of presentation 37, after tick 455')
})

test.each([jsBackend(), wasmBackend()])('$name: far behind the last good place, and beyond epochs', async backend => {
  const planned = planExperiment(network({ 'presentation.end': { w: 'w * 1.1' } }, { epochs: 100 }))
  const machine = await loadNetwork(backend, planned, 1)
  const good = await goodNow(machine, undefined)
  const found = await findFailure({ planned, machine, session: { seed: 1 } }, good)
  // 4 * 1.1^n is above 2^128 for n = 917 and more.
  expect(found).toContain('at the end of presentation 916,')
})

/** Runs that cannot have another number of epochs say so, and why; nothing of them changes. */
import { expect, test } from 'vitest'
import { digitsByGrowth } from '../../experiments/parts/growth.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { gated } from '../../models/rules/gated.ts'
import { openRun, readScores } from '../../src/node/folder.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import { experiment, neuron, rule } from '../../src/spec/define.ts'
import type { Experiment, Projection, Rule, Stage } from '../../src/spec/types.ts'
import { temporaryFolder } from './temporary.ts'

const about = { about: 'for this test', source: 'made for this test, 2026' }
const cell = (step: string, on: Record<string, Record<string, string>> = {}) =>
  neuron({
    name: 'cell',
    ...about,
    params: {},
    compartments: { soma: { about: 'point', input: 1, state: { v: 0 }, step: { v: step } } },
    events: { spike: 'soma.v > 1' },
    on,
  })
const network = (neuron: ReturnType<typeof cell>, w = 'w + 0.1', stage: Partial<Stage> = {}) =>
  experiment({
    name: 'prolonged',
    about: 'for this test',
    seed: 1,
    dt: '1 ms',
    populations: { input: { neuron: poisson, size: 2 }, cells: { neuron, size: 2 } },
    projections: [
      {
        name: 'w',
        from: 'input',
        to: 'cells.soma',
        rule: rule({ name: 'grow', ...about, params: {}, on: { 'look.end': { w } } }),
      },
    ],
    train: [
      {
        name: 'all',
        epochs: 2,
        presentations: 2,
        learn: true,
        phases: [{ name: 'look', lasts: '3 ticks', drive: { 'input.soma.x': 1 } }],
        ...stage,
      },
    ],
  })

const run = (e: ReturnType<typeof network>, epochs = 2) =>
  startRun(e, { out: temporaryFolder(), backend: 'js', epochs })

test.each([
  ['a neuron', network(cell('v + progress * input')), "the neuron 'cell' reads 'progress'"],
  ['a rule', network(cell('v'), 'w + progress'), "the rule 'grow' reads 'progress'"],
])('%s that reads progress', async (_what, e, message) => {
  const { folder } = await run(e)
  await expect(resumeRun(folder, { epochs: 4 })).rejects.toThrow(message)
  await expect(resumeRun(folder, { epochs: 4 })).rejects.toThrow('this run cannot have 4 epochs in place of 2')
  expect(readScores(openRun(folder))).toHaveLength(2)
  expect((await resumeRun(folder, {})).state).toBe('done')
})

/** Kernels, whose rule reads progress, then labels: as `--epochs` counts the labels, the kernels are what they were. */
const staged = (rule: Rule | undefined): Experiment => {
  const net = digitsByGrowth({ units: 12, field: 28, stride: 1, theta: 0, eps: 0.1, epochs: 2 })
  const labels = (p: Projection) => (p.name === 'read' ? { ...p, rule: rule ?? p.rule } : p)
  return experiment({
    name: 'staged',
    about: 'for this test',
    seed: 1,
    ...net,
    dataset: { name: 'digits', train: 64, test: 16 },
    projections: net.projections.map(labels),
  })
}

test('a rule that reads progress in an earlier stage: 1 + 2 epochs of labels are 3', async () => {
  const out = { backend: 'js' } as const
  const whole = await startRun(staged(undefined), { out: temporaryFolder(), ...out, epochs: 3 })
  const part = await startRun(staged(undefined), { out: temporaryFolder(), ...out, epochs: 1 })
  await resumeRun(part.folder, { epochs: 3 })
  const digests = (folder: string) => readScores(openRun(folder)).map(row => row.digest)
  expect(digests(part.folder)).toHaveLength(6)
  expect(digests(part.folder)).toEqual(digests(whole.folder))
})

test('but not where the last stage reads it too', async () => {
  const slower = { ...gated, on: { 'show.end': { ...gated.on['show.end'], rate: '(1 - progress) / post.power.r2' } } }
  const { folder } = await startRun(staged(slower), { out: temporaryFolder(), backend: 'js', epochs: 1 })
  await expect(resumeRun(folder, { epochs: 3 })).rejects.toThrow("reads 'progress'")
})

test('a last stage that does something at its end', async () => {
  const { folder } = await run(network(cell('v', { 'all.end': { 'soma.v': '1' } })))
  await expect(resumeRun(folder, { epochs: 4 })).rejects.toThrow("its last stage 'all' has done what 'all.end' does")
})

test('others: 2 + 2 epochs are 4', async () => {
  const whole = await run(network(cell('v + epoch * input')), 4)
  const part = await run(network(cell('v + epoch * input')))
  await resumeRun(part.folder, { epochs: 4 })
  const digests = (folder: string) => readScores(openRun(folder)).map(row => row.digest)
  expect(digests(part.folder)).toEqual(digests(whole.folder))
})
